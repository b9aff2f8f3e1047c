"""A state that lasts is told of when it is first seen, and again only after a while."""

from __future__ import annotations

from typing import Any

import pytest

from handoff.model import Refused
from tests.core.small import House


def told(core: House) -> list[tuple[str, str]]:
    return [(a["kind"], a["detail"]["channel"]) for a in core.rows("alarms")]


def test_it_is_said_once_and_again_after_an_hour(core: House) -> None:
    for minutes in (0, 30, 29):
        core.later(seconds=60 * minutes)
        core.sessions.not_fetched("wecom", "no secret")
    assert told(core) == [("not_fetched", "wecom")]
    core.later(seconds=60)
    core.sessions.not_fetched("wecom", "no secret")
    assert told(core) == [("not_fetched", "wecom")] * 2


def test_one_channels_alarm_hides_neither_anothers_nor_another_kind(core: House) -> None:
    core.sessions.not_fetched("wecom", "no secret")
    core.sessions.not_fetched("wechat", "no secret")
    core.delivery.warn_of_unserved("wecom")
    assert told(core) == [("not_fetched", "wecom"), ("not_fetched", "wechat"), ("no_gateway", "wecom")]


def _breaks(core: House, *owners: str) -> dict[str, Any]:
    """A case whose call-back goes from one to the next of these, the last of whom misses it; the alarm of that."""
    made = core.complains()
    for to in owners:
        if core.promises()[-1]["owner_id"] != to:
            core.casework.hand_over("li", made["case_id"], to, "换人跟进")
    return _missed(core, owners[-1])


def _missed(core: House, owner: str) -> dict[str, Any]:
    bound = core.rows("promises", owner_id=owner, state="open")[0]
    core.clock.set(bound["due_at"])
    core.watcher.sweep()
    return core.rows("alarms", order="id", kind="broken")[-1]


def test_whoever_broke_a_promise_does_not_put_its_alarm_away(core: House) -> None:
    alarm = _breaks(core, "li")
    with pytest.raises(Refused) as refused:
        core.casework.seen_alarm("li", alarm["id"])
    assert refused.value.code == "own"
    assert alarm["id"] in {one.id for one in core.casework.board("top").alarms}
    core.casework.seen_alarm("top", alarm["id"])
    assert alarm["id"] not in {one.id for one in core.casework.board("li").alarms}


def test_a_supervisor_puts_away_the_alarm_of_what_somebody_else_broke(core: House) -> None:
    first = _breaks(core, "wang")
    second = _missed(core, core.promises(state="open")[0]["owner_id"])
    core.casework.seen_alarm("li", first["id"])
    with pytest.raises(Refused):
        core.casework.seen_alarm("li", second["id"])


def test_other_alarms_of_a_case_are_put_away_by_whoever_broke_a_promise_in_it_too(core: House) -> None:
    _breaks(core, "li")
    others = [a for a in core.casework.board("li").alarms if a.kind != "broken"]
    for alarm in others:
        core.casework.seen_alarm("li", alarm.id)
    assert {a.kind for a in core.casework.board("li").alarms} == {"broken"}


def test_a_partners_supervisor_puts_no_alarm_away(core: House) -> None:
    made = core.complains()
    core.casework.join_partner(made["owner_id"], made["case_id"], "ma", "请检查机器")
    alarm = _missed(core, "ma")
    for person in ("luo", "ma"):
        with pytest.raises(Refused) as refused:
            core.casework.seen_alarm(person, alarm["id"])
        assert refused.value.code == "partner"
    assert core.rows("alarms", id=alarm["id"])[0]["seen_at"] is None
    core.casework.seen_alarm("li", alarm["id"])
