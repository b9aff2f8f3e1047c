"""A state that lasts is told of when it is first seen, and again only after a while."""

from __future__ import annotations

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
