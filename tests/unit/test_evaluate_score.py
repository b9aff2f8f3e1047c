"""The evaluator's arithmetic, against examples worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.evaluate import page, picture, score, screen
from nlu.evaluate.texts import Sentence
from nlu.meant import MEANINGS

# Meant and heard: 4 complaints (3 heard), 2 refunds (1 heard), 4 others (3 heard, 1 taken for a complaint).
PAIRS = [("complaint", "complaint")] * 3 + [("complaint", "refund"), ("refund", "refund"), ("refund", "other")]
PAIRS += [("other", "other")] * 3 + [("other", "complaint")]


def test_precision_is_of_what_was_heard_and_recall_of_what_was_meant() -> None:
    rated = score.rated(PAIRS)
    assert set(rated) == {"complaint", "refund", "other"}
    assert rated["complaint"] == {"precision": 3 / 4, "recall": 3 / 4, "f1": 3 / 4, "rows": 4}
    assert rated["refund"] == {"precision": 1 / 2, "recall": 1 / 2, "f1": 1 / 2, "rows": 2}
    assert rated["other"] == {"precision": 3 / 4, "recall": 3 / 4, "f1": 3 / 4, "rows": 4}


def test_macro_f1_is_the_mean_over_what_was_meant() -> None:
    assert score.macro_f1(PAIRS) == pytest.approx((3 / 4 + 1 / 2 + 3 / 4) / 3)
    assert score.macro_f1(PAIRS, ("complaint", "refund")) == pytest.approx((3 / 4 + 1 / 2) / 2)
    assert score.macro_f1([]) == 0


def test_what_was_never_meant_lowers_precision_elsewhere_but_is_no_part_of_the_mean() -> None:
    pairs = [("refund", "refund"), ("refund", "hq_contact")]
    assert score.rated(pairs)["hq_contact"] == {"precision": 0, "recall": 0, "f1": 0, "rows": 0}
    assert score.macro_f1(pairs) == pytest.approx(2 / 3)


def test_what_was_meant_and_never_heard_counts_as_nothing() -> None:
    pairs = [("refund", "refund"), ("hq_contact", "other")]
    assert score.macro_f1(pairs) == pytest.approx(1 / 2)


def test_confusion_has_a_line_for_what_was_meant() -> None:
    table = score.confusion(PAIRS)
    complaint, refund, other = (MEANINGS.index(name) for name in ("complaint", "refund", "other"))
    assert (table[complaint][refund], table[refund][complaint]) == (1, 0)
    assert (table[other][complaint], table[refund][other]) == (1, 1)
    assert sum(map(sum, table)) == len(PAIRS)


def row(intent: str, source: str, note: str = "", also: str = "") -> Sentence:
    return Sentence("x", intent, "", source, note, frozenset({intent, also} - {""}))


ROWS = [
    row("other", "a|random"),
    row("other", "a|random"),
    row("other", "a|targeted"),
    row("refund", "a|random"),
    row("complaint", "a|targeted"),
    row("other", "a|random", "ambiguous: complaint", "complaint"),
    row("refund", "a|targeted", "ambiguous: who knows"),
]
HEARD = ["other", "complaint", "complaint", "refund", "complaint", "complaint", "other"]


def test_clear_and_ambiguous_rows_are_counted_apart() -> None:
    found = score.figures(ROWS, HEARD)
    assert (found["rows"], found["clear"]["rows"], found["clear"]["right"]) == (7, 5, 3)
    assert found["ambiguous"] == {"rows": 2, "accepted": 1}


def test_random_and_targeted_rows_are_counted_apart() -> None:
    found = score.figures(ROWS, HEARD)
    assert (found["random"]["rows"], found["random"]["right"]) == (3, 2)
    assert (found["targeted"]["rows"], found["targeted"]["right"]) == (2, 1)
    assert found["random"]["each"]["other"]["recall"] == 1 / 2


def test_only_clear_random_rows_of_other_may_be_taken_for_a_complaint_by_mistake() -> None:
    assert score.figures(ROWS, HEARD)["random_other_as_complaint"] == {"rows": 2, "taken": 1}


@pytest.mark.parametrize(("share", "value"), [(0.5, 10), (0.95, 19), (1.0, 20), (0.01, 1)])
def test_a_share_of_the_times_is_not_longer_than(share: float, value: int) -> None:
    assert score.within([*range(20, 0, -1)], share) == value
    assert score.within([], share) == 0


def model() -> dict[str, object]:
    return {
        "sets": {"real text": score.figures(ROWS, HEARD)}, "wishes_right": [True, False],
        "parse_ms": {"p50": 1.0, "p95": 2.25}, "start_s": 8.0, "memory_mb": 700.0,
        "training_s": 30.0, "training_peak_mb": 900.0,
        "training_epochs": 20, "training_known": 0.9951,
    }  # fmt: skip


def test_the_page_holds_the_figures_and_no_sentence(tmp_path: Path) -> None:
    where = ("date", "now", "cores", "processor", "system", "python", "rasa", "load_before", "examples", "texts")
    found = {
        "conditions": {**dict.fromkeys(where, "8"), "at_once": 20},
        "models": {"yinuo": model(), "stock recipe": {**model(), "wishes_right": []}},
    }
    assert page.writable(found)
    assert not page.writable({"models": {"yinuo": model()}})
    page.write(tmp_path / "page.md", found)
    written = (tmp_path / "page.md").read_text(encoding="utf-8")
    for line in (
        "| right | 3 of 5 (60.0%) | 3 of 5 (60.0%) |",
        "| call-back windows right | 1 of 2 (50.0%) | none read |",
        "| random rows of other taken for a complaint | 1 of 2 (50.0%) | 1 of 2 (50.0%) |",
        "| a sentence, p95 | 2.2 ms | 2.2 ms |",
        "| complaint | 1 | 0 | 0 | 0 | 0 |",
        "learned for 20 epochs, at the end of which it gave 99.5% of its training",
    ):
        assert line in written
    assert (tmp_path / page.PICTURE).stat().st_size > 1000


def test_the_same_figures_give_the_same_picture(tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        picture.draw(tmp_path / name, {"yinuo": score.confusion(PAIRS)})
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_the_screen_shows_what_was_meant_beside_what_was_heard() -> None:
    head, first, *_ = screen.table(score.confusion(PAIRS))
    assert head.split() == ["meant", "/", "heard", *MEANINGS]
    assert first.split() == ["complaint", "3", "·", "1", "·", "·"]
