"""What is shown to whoever runs it: every figure, and every sentence that was misheard. Sentences go nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlu.evaluate.measure import Sets
from nlu.evaluate.texts import Sentence, Wish
from nlu.meant import MEANINGS

PARTS = ("clear", "random", "targeted")
_WIDE = 14


def shown(what: Sets, found: dict[str, Any]) -> str:
    return "\n".join(line for name, model in found["models"].items() for line in _model(name, model, what))


def _model(name: str, model: dict[str, Any], what: Sets) -> Iterator[str]:
    yield f"\n===== {name} ====="
    yield from cost(model)
    for title, figures in model["sets"].items():
        yield f"\n--- {title}: {figures['rows']} rows"
        yield from _set(figures)
        yield from _misheard(what.sentences[title], model["of"])
    if what.wishes:
        right = model["wishes_right"]
        yield f"\n--- call-back windows: {sum(right)} of {len(right)} right"
        for wish, read, good in zip(what.wishes, model["wishes"], right, strict=True):
            if not good:
                yield from _misread(wish, read)


def cost(model: dict[str, Any]) -> Iterator[str]:
    """What it takes, a line each."""
    parse = model["parse_ms"]
    yield f"a sentence: {parse['p50']:.1f} ms (half of them), {parse['p95']:.1f} ms (95%)"
    yield f"start to first answer: {model['start_s']:.1f} s; memory: {model['memory_mb']:.0f} MB"
    if model["training_s"]:
        yield f"training: {model['training_s']:.0f} s, at most {model['training_peak_mb']:.0f} MB"


def _set(figures: dict[str, Any]) -> Iterator[str]:
    for part in PARTS:
        rated = figures[part]
        if not rated["rows"]:
            continue
        yield (
            f"{part}: {rated['right']} of {rated['rows']} right, macro-F1 {rated['macro_f1']:.3f}, "
            f"without head office {rated['macro_f1_of_four']:.3f}"
        )
        for intent, rate in rated["each"].items():
            yield (
                f"  {intent:{_WIDE}} precision {rate['precision']:.3f}  recall {rate['recall']:.3f}  "
                f"F1 {rate['f1']:.3f}  of {rate['rows']}"
            )
    unclear, passing = figures["ambiguous"], figures["random_other_as_complaint"]
    if unclear["rows"]:
        yield f"ambiguous: {unclear['accepted']} of {unclear['rows']} taken for what they may be taken for"
    if passing["rows"]:
        share = passing["taken"] / passing["rows"]
        yield f"random rows of other taken for a complaint: {passing['taken']} of {passing['rows']} ({share:.1%})"
    yield from table(figures["clear"]["confusion"])


def table(confusion: list[list[int]]) -> Iterator[str]:
    """A line for what was meant, a column for what was heard."""
    yield f"{'meant / heard':{_WIDE}}" + "".join(f"{name:>{_WIDE}}" for name in MEANINGS)
    for name, line in zip(MEANINGS, confusion, strict=True):
        yield f"{name:{_WIDE}}" + "".join(f"{count or '·':>{_WIDE}}" for count in line)


def _misheard(rows: list[Sentence], of: dict[str, Any]) -> Iterator[str]:
    for row in rows:
        said = of[row.text]
        if said["predicted"] not in row.accepts:
            kind = "" if row.clear else f"  [{row.note}]"
            yield (
                f"  wrong: {row.intent} -> {said['predicted']} ({said['intent']} {said['confidence']:.2f}): "
                f"{row.text}{kind}"
            )


def _misread(wish: Wish, read: dict[str, Any]) -> Iterator[str]:
    yield f"  wrong: {wish.kind} {wish.begin or ''} to {wish.end or ''}: {wish.text}"
    yield f"         {read}"
