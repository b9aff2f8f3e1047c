"""What the bench makes of single turns."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench import picture
from bench.figures import Tally, percentile, ratio, usual
from bench.report import page, table
from bench.talk import ROUND, SCRIPTS, conversation, round_trip
from bench.turns import _ok, parser


def heard(ms: list[float], errors: dict[str, int] | None = None) -> dict[str, Any]:
    return {"ms": ms, "elapsed": 2.0, "client_s": 0.1, "errors": errors or {}}


def found(errors: dict[str, int] | None = None, ledger: bool = True) -> dict[str, Any]:
    product, stock = Tally(), Tally()
    product.add(heard([10.0] * 20, errors), {"bot": 0.1})
    stock.add(heard([40.0] * 5, {"nothing was said": 2}), {"bot": 0.2})
    crowd = {"product": product.figures(), "stock": stock.figures()}
    crowd["ratio"] = ratio(crowd["product"], crowd["stock"])
    machine = {"cores": 2, "processor": "a", "system": "Linux", "python": "3", "rasa": "3", "date": "2026-06-05",
               "load_before": 0.1}  # fmt: skip
    audit = {"promises": 3, "made_by": {"dialogue": 3}, "gave_way": 0, "ledger": "9 events", "ok": True}
    step = {"times": 1.0, "wall_ms": 2.0, "cpu_ms": 0.5}
    return {
        "machine": machine, "database": "SQLite 3", "bots": 1, "seconds": 10.0, "crowds": {"8": crowd},
        "growth": {"product": {"10": [8.0, 7.5], "errors": {}}, "stock": {"10": [30.0, 29.0], "errors": {}}},
        "memory_mb": {"before": {"product": {"bot": 700.0}}, "after": {"product": {"bot": 710.0}}},
        "where": {"turns": 7, "steps": {"in Rasa": step, "  understood": step}},
        "audit": audit | {"ok": ledger},
        "pair": {
            "database": "PostgreSQL 16", "bots": 2,
            "crowds": {"8": {**crowd, "ratio": {**crowd["ratio"], "p99": 0.07}}},
            "audit": audit | {"ledger": "88 events"},
        },
        "ok": True,
    }  # fmt: skip


@pytest.mark.parametrize(("share", "expected"), [(50, 101), (95, 191), (99, 199)])
def test_a_percentile_is_the_time_within_which_that_share_was_done(share: float, expected: float) -> None:
    assert percentile([float(n) for n in range(1, 201)], share) == expected


def test_slices_of_one_house_add_up() -> None:
    tally = Tally()
    tally.add(heard([10.0, 20.0]), {"bot": 0.5})
    tally.add(heard([30.0, 40.0], {"Failed": 1}), {"bot": 0.3})
    figures = tally.figures()
    assert (figures["turns"], figures["turns_per_s"], figures["errors"]) == (4, 1.0, {"Failed": 1})
    assert figures["cpu_ms_per_turn"] == {"bot": 200.0}
    assert figures["client_share"] == 0.05


def test_a_house_that_did_nothing_is_no_division_by_nothing() -> None:
    assert Tally().figures()["turns_per_s"] == 0.0


def test_the_usual_time_is_of_the_last_turns_and_one_outlier_does_not_make_it() -> None:
    assert usual([5.0] * 100 + [50.0] * 19 + [900.0]) == 50.0
    assert usual([]) == 0.0


def test_the_ratio_is_of_the_same_run() -> None:
    one, other = found()["crowds"]["8"]["product"], found()["crowds"]["8"]["stock"]
    assert ratio(one, other) == {"turns_per_s": 4.0, "p50": 0.25, "p95": 0.25, "p99": 0.25}


def test_the_report_shows_every_figure_and_what_went_wrong() -> None:
    for text in (table(found()), page(found())):
        for figure in ("x 4.0", "700", "8.0 (7.5)", "9 events", "understood", "PostgreSQL 16", "x 0.07", "88 events"):
            assert figure in text
    assert "Nothing went wrong." in table(found())
    assert "WENT WRONG" in table(found() | {"ok": False})
    assert "wrong: see" in page(found() | {"ok": False})


def test_the_picture_says_in_words_what_its_bars_show() -> None:
    drawn = ElementTree.fromstring(picture.draw(found()))
    told = {child.tag.rpartition("}")[2]: child.text or "" for child in drawn}
    assert told["desc"] == picture.words(found())
    labels = ("10 (x 4 of stock's 2.5)", "SQLite 2.5;", "10 ms (x 0.25 of stock's 40)", "40 ms", "2 bots, PostgreSQL")
    for label in labels:
        assert label in told["desc"]
    assert f"![{picture.words(found())}](bench.svg)" in page(found())


def test_the_longest_bar_of_a_group_is_the_greatest_figure_and_the_others_are_in_proportion() -> None:
    drawn = ElementTree.fromstring(picture.draw(found()))
    wide = [float(child.attrib["width"]) for child in drawn if child.tag.endswith("rect")]
    assert [round(width / max(wide), 2) for width in wide] == [0.25, 1.0, 1.0, 1.0, 0.25, 0.25]


@pytest.mark.parametrize(
    ("spoilt", "ok"),
    [
        (found(), True),
        (found(errors={"Failed": 1}), False),
        (found(ledger=False), False),
        ({**found(), "pair": {**found()["pair"], "audit": {"ok": False}}}, False),
        ({key: value for key, value in found().items() if key != "pair"}, True),
    ],
)
def test_only_a_run_in_which_the_product_made_no_mistake_is_a_good_one(spoilt: dict[str, Any], ok: bool) -> None:
    assert _ok(spoilt) is ok


def test_both_houses_hear_the_same_and_each_customer_has_their_own_numbers() -> None:
    assert conversation(7) == conversation(7)
    said = {sentence for customer in range(2 * len(SCRIPTS)) for sentence in conversation(customer)}
    assert sum("138" in sentence for sentence in said) == sum("{phone}" in s for script in SCRIPTS for s in script) * 2
    assert not any("{" in sentence for sentence in said)


def test_who_comes_back_says_the_same_in_every_round() -> None:
    once = [round_trip(turn, 5) for turn in range(len(ROUND))]
    assert once == [round_trip(turn + len(ROUND), 5) for turn in range(len(ROUND))]
    assert len(set(once)) == len(ROUND)


def test_the_command_says_what_it_takes() -> None:
    arguments = parser().parse_args(["--seconds", "2", "--conversations", "1,4", "--growth", "0"])
    assert (arguments.seconds, arguments.conversations, arguments.growth) == (2.0, [1, 4], 0)
    assert arguments.page == Path("docs/bench.md")
    with pytest.raises(SystemExit):
        parser().parse_args(["--db", "sqlite:///a.db", "--postgres"])
