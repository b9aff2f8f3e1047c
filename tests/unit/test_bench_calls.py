"""What the bench makes of telephone calls."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web

from bench import calls
from bench.calls import Order
from bench.stories import LINES, line, number, story
from bench.voice import TITLE, figures, good, parser, placed, section
from channels.voice.heard_numbers import number_in
from handoff import lines

GATHER = {"verb": "gather", "actionHook": "/next", "say": {"text": "请讲。"}}
BROKEN_LINE = [{"verb": "say", "text": "线路出了问题。"}, {"verb": "hangup"}]
PROMISE = "李强将于三月十号，星期二，上午十一点之前致电您。编号，二六零，三幺零，六三八，三幺幺。"


def way(p95: float = 90.0, errors: dict[str, int] | None = None) -> dict[str, Any]:
    heard = {
        "rings": [5.0, 7.0], "ms": [20.0] * 10 + [p95] * 10, "short": [], "errors": errors or {}, "waited": 1,
        "promised": 6, "customers": 7, "elapsed": 2.0, "client_s": 0.1, "cpu_s": {"bot": 0.22},
    }  # fmt: skip
    return figures(heard) | {"seconds": 30}


def found(**more: Any) -> dict[str, Any]:
    machine = {
        "cores": 2,
        "processor": "a",
        "system": "Linux",
        "python": "3",
        "rasa": "3",
        "date": "2026-06-05",
        "load_before": 0.4,
    }
    audit = {"promises": 3, "made_by": {"dialogue": 3}, "gave_way": 0, "ledger": "9 events.", "ok": True}
    whole = {"machine": machine, "calls": 20, "at once": way(), "as people": way(),
             "audit": audit, **more}  # fmt: skip
    return whole | {"ok": good(whole)}


def test_every_kind_of_line_is_what_the_product_takes_it_for() -> None:
    for customer in range(500):
        assert lines.line_of(number(customer), line(customer) == "withheld")[0] == line(customer)
    assert {line(customer) for customer in range(len(LINES))} == {"mobile", "landline", "withheld"}


def test_a_number_is_said_as_people_say_it_and_understood() -> None:
    said = [turn.text for customer in range(40) if line(customer) == "withheld" for turn in story(customer)]
    assert sum(bool(number_in(text)) for text in said) == 8
    assert not any("139" in text for text in said)


def test_figures_are_of_each_kind_of_answer() -> None:
    one = way()
    assert one["rings"] == {"times": 2, "p50": 7.0, "p95": 7.0, "max": 7.0}
    assert (one["ms"]["p50"], one["ms"]["p95"], one["short"]["max"]) == (90.0, 90.0, 0.0)
    assert (one["answers_per_s"], one["cores"], one["cpu_ms_per_answer"]) == (11.0, 0.11, {"bot": 10.0})


@pytest.mark.parametrize(
    ("run", "ok"),
    [
        (found(), True),
        (found(**{"as people": way(errors={"Failed": 1})}), False),
        (found(audit={"promises": 0, "ledger": "", "ok": False}), False),
    ],
)
def test_only_a_run_without_a_mistake_is_a_good_one(run: dict[str, Any], ok: bool) -> None:
    assert good(run) is ok
    assert ("No call went wrong." in section(run)) is ok


def test_the_page_says_whether_the_rule_holds() -> None:
    assert "People: 90.0 ms, it holds." in section(found())
    slow = section(found(**{"at once": way(p95=301.0)}))
    assert "People: 90.0 ms, it holds." in slow
    assert "at every moment: 301.0 ms, **it does not hold.**" in slow
    assert "load before the run 0.4" in section(found())
    assert "9 events. No call went wrong." in section(found())


def test_the_section_takes_the_place_of_the_one_before_and_nothing_else_moves() -> None:
    page = "# How fast\n\n## One bot\n\na table\n"
    once = placed(page, section(found()))
    assert once.startswith(page) and once.count(TITLE) == 1
    assert placed(once, section(found())) == once
    behind = once + "\n## Behind\n\nmore\n"
    assert placed(behind, section(found())) == behind


async def rings(*answers: list[dict[str, Any]]) -> calls.Heard:
    """What a caller makes of a door that answers so, one after the other, and hears goodbye in the end."""
    left = [*answers]

    async def door(request: web.Request) -> web.Response:
        assert request.headers["Authorization"].startswith("Basic ")
        await request.json()
        return web.Response(text=json.dumps(left.pop(0) if left else [{"verb": "say", "text": "再见。"}]))

    app = web.Application()
    app.router.add_post("/{path:.*}", door)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        return await calls.work(Order(f"http://127.0.0.1:{port}", "a secret", seconds=0.05))
    finally:
        await runner.cleanup()


def said(text: str) -> list[dict[str, Any]]:
    return [{"verb": "say", "text": text}, GATHER, *BROKEN_LINE]


@pytest.mark.parametrize(
    ("told", "error"), [("编号", "no promise"), ("系统现在有点问题", "the database was away"), (PROMISE, "")]
)
def test_a_call_without_a_promise_is_an_error(told: str, error: str) -> None:
    heard = asyncio.run(rings(said("您好。"), said(told), said("记下了。")))
    # Who rings after that is told nothing any more.
    first = next(iter(heard.errors), "")
    assert (error in first) if error else heard.promised == 1


def test_whoever_is_asked_to_wait_is_timed_until_the_answer() -> None:
    wait: list[dict[str, Any]] = [
        {"verb": "say", "text": "请稍等。"}, {"verb": "pause", "length": 0.06},
        {"verb": "redirect", "actionHook": "/again"}, *BROKEN_LINE,
    ]  # fmt: skip
    heard = asyncio.run(rings(said("您好。"), wait, said(PROMISE), said("记下了。")))
    assert heard.waited == 1
    assert max(heard.ms) >= 60


def test_the_command_says_what_it_takes() -> None:
    arguments = parser().parse_args(["--calls", "4", "--paced", "10"])
    assert (arguments.calls, arguments.paced, arguments.seconds) == (4, 10.0, 30)
