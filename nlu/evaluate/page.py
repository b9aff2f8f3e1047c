"""Writes docs/understanding.md: figures and how they came about, and not one sentence of a customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nlu.evaluate import picture
from nlu.evaluate.measure import GIVEN, OURS, STOCK
from nlu.evaluate.screen import PARTS
from nlu.meant import MEANINGS

PICTURE = "pictures/understanding.png"
HEAD = """# What the bot understands

Written by `make eval`; run it again rather than change this page.

"Real text" are sentences of real customers from public research corpora (service chats, questions on money, spoken
requests, shop reviews, messages to a city), labelled by reading each one. Their licences are for research, so they stay
outside the repository: the bot is measured with them and never trained on them, and the test suite compares every
training sentence with every one of them. Rows called random are a natural mix; targeted ones were sought for their
intent. Rows that can be read in two ways are counted apart, and there either reading is right.

The sets called own (`tests/nlu/own/`) were written for this repository, apart from the training sentences. They are
easier than real text, because those who wrote them and those sentences think alike: they show what has become worse,
not how good it is.

A sentence counts as what the hand-off makes of it when it comes first: a threat is a complaint, and what is none of the
four services is other. The stock recipe is what Rasa's documentation suggests for Chinese (`bench/stock/`: jieba, count
vectors, DIET, TED and rules), trained in the same run on a copy of the very same sentences.
"""
COST = """
Each model runs in a process of its own, and they are asked in turns, {at_once} sentences at a time. Each of the {texts}
sentences is asked once, so that none is answered from memory. Starting lasts from the process's begin to its first
answers, libraries included. Memory is what the process holds after the last sentence; training's is the most it took.
The stock recipe's classifier learned for {epochs} epochs, at the end of which it gave {known:.1%} of its training
sentences their intent (`--stock-epochs` changes that).
"""
Row = Sequence[str]


def writable(found: dict[str, Any]) -> bool:
    """A page without real text, or without what it is compared with, would say less than the one before."""
    return STOCK in found["models"] and GIVEN in found["models"][OURS]["sets"]


def write(target: Path, found: dict[str, Any]) -> None:
    """The page, and its picture."""
    shown = target.parent / PICTURE
    shown.parent.mkdir(parents=True, exist_ok=True)
    models = {name: found["models"][name] for name in (OURS, STOCK)}
    picture.draw(shown, {name: model["sets"][GIVEN]["clear"]["confusion"] for name, model in models.items()})
    target.write_text("\n".join(_page(found)) + "\n", encoding="utf-8")


def _page(found: dict[str, Any]) -> Iterator[str]:
    where, models = found["conditions"], found["models"]
    yield HEAD
    yield (
        f"Measured on {where['date']} with {where['examples']} training sentences, read at {where['now']}. "
        f"{where['cores']} cores ({where['processor']}), {where['system']}, Python {where['python']}, "
        f"Rasa {where['rasa']}. Load before the run: {where['load_before']}."
    )
    yield "\n## In short\n"
    yield from _table(["", *models], _short(list(models.values())))
    yield f"\n![What was meant, and what was heard: the tables below show the same]({PICTURE})\n"
    yield "## What it costs"
    learned = models[STOCK]["training_epochs"], models[STOCK]["training_known"] or 0.0
    yield COST.format(at_once=where["at_once"], texts=where["texts"], epochs=learned[0], known=learned[1])
    yield from _table(["", *models], _cost(list(models.values())))
    for title in models[OURS]["sets"]:
        yield f"\n## {title[0].upper()}{title[1:]}"
        for name, model in models.items():
            yield from _set(name, model["sets"][title])


def _table(head: Row, rows: Iterator[Row]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| --- |{' ---: |' * (len(head) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _short(models: list[dict[str, Any]]) -> Iterator[Row]:
    """The figures that count, all of real text; clear rows unless something else is said."""
    real = [model["sets"][GIVEN] for model in models]
    clear = [figures["clear"] for figures in real]
    yield ["right", *(_of(one["right"], one["rows"]) for one in clear)]
    yield ["macro-F1 of all intents present", *(f"{one['macro_f1']:.3f}" for one in clear)]
    yield ["macro-F1 without head office (too few rows)", *(f"{one['macro_f1_of_four']:.3f}" for one in clear)]
    for intent in MEANINGS:
        if any(one["each"].get(intent, {}).get("rows") for one in clear):
            yield [f"recall of {intent}", *(_rate(one["each"].get(intent), "recall") for one in clear)]
    passing = [figures["random_other_as_complaint"] for figures in real]
    yield ["random rows of other taken for a complaint", *(_of(one["taken"], one["rows"]) for one in passing)]
    unclear = [figures["ambiguous"] for figures in real]
    yield ["ambiguous rows taken for what they may be", *(_of(one["accepted"], one["rows"]) for one in unclear)]
    read = [model["wishes_right"] for model in models]
    if read[0]:
        yield ["call-back windows right", *(_of(sum(one), len(one)) if one else "none read" for one in read)]


def _cost(models: list[dict[str, Any]]) -> Iterator[Row]:
    for share in ("p50", "p95"):
        yield [f"a sentence, {share}", *(f"{model['parse_ms'][share]:.1f} ms" for model in models)]
    yield ["start to first answers", *(f"{model['start_s']:.1f} s" for model in models)]
    yield ["memory", *(f"{model['memory_mb']:.0f} MB" for model in models)]
    yield ["training", *(f"{model['training_s']:.0f} s" for model in models)]
    yield ["training's memory", *(f"{model['training_peak_mb']:.0f} MB" for model in models)]


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "no rows"


def _rate(rate: dict[str, float] | None, what: str) -> str:
    """What was never meant can be heard wrongly, but not be missed."""
    if rate is None or (not rate["rows"] and what != "precision"):
        return "·"
    return f"{rate[what]:.3f}"


def _set(name: str, figures: dict[str, Any]) -> Iterator[str]:
    yield f"\n### {name[0].upper()}{name[1:]}\n"
    yield from _table(["", "rows", "right", "macro-F1", "without head office"], _parts(figures))
    yield ""
    rates = [f"{part}, {what}" for part in _present(figures) for what in ("precision", "recall", "F1")]
    yield from _table(["", *rates], _each(figures))
    yield "\nClear rows; a line for what was meant, a column for what was heard:\n"
    confusion = figures["clear"]["confusion"]
    rows = ([meant, *map(str, line)] for meant, line in zip(MEANINGS, confusion, strict=True))
    yield from _table(["", *MEANINGS], iter(rows))


def _present(figures: dict[str, Any]) -> list[str]:
    """All clear rows, and both kinds of them where there are both."""
    if figures["random"]["rows"] and figures["targeted"]["rows"]:
        return list(PARTS)
    return ["clear"]


def _parts(figures: dict[str, Any]) -> Iterator[Row]:
    for part in _present(figures):
        one = figures[part]
        macro = f"{one['macro_f1']:.3f}", f"{one['macro_f1_of_four']:.3f}"
        yield [part, str(one["rows"]), str(one["right"]), *macro]


def _each(figures: dict[str, Any]) -> Iterator[Row]:
    for intent in MEANINGS:
        rates = [figures[part]["each"].get(intent) for part in _present(figures)]
        if any(rates):
            yield [intent, *(_rate(rate, what) for rate in rates for what in ("precision", "recall", "f1"))]
