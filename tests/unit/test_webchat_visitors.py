"""How many conversations may begin at one place."""

from __future__ import annotations

import pytest

from channels.webchat.visitors import Visitors
from tests.unit.channels_double import CoreDouble, running_bot, settings, wire


def test_one_address_begins_so_many_in_a_minute_and_again_in_the_next() -> None:
    visitors = Visitors(2, 0)
    assert [visitors.admit("8.8.8.8", "", now) for now in (0, 1, 2, 59, 60)] == [True, True, False, False, True]
    assert visitors.admit("8.8.4.4", "", 2)


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.0.0.7", "192.168.1.1", "::ffff:127.0.0.1", "fe80::1", ""])
def test_whoever_may_be_a_proxy_for_everybody_is_not_limited(peer: str) -> None:
    assert all(Visitors(1, 0).admit(peer, "8.8.8.8", 0) for _ in range(5))


def test_a_visitor_cannot_leave_the_limit_by_other_addresses_of_their_own() -> None:
    visitors = Visitors(1, 0)
    assert visitors.admit("2606:4700::1", "", 0)
    assert not visitors.admit("2606:4700::2", "", 0)
    assert not visitors.admit("2606:4700::3", "1.1.1.1", 0)
    assert visitors.admit("::ffff:8.8.8.8", "", 0)
    assert not visitors.admit("8.8.8.8", "", 0)


def test_behind_our_own_proxy_the_address_counts_that_it_saw_and_none_that_the_visitor_wrote() -> None:
    visitors = Visitors(1, 1)
    assert visitors.admit("127.0.0.1", "1.1.1.1, 8.8.8.8", 0)
    assert not visitors.admit("127.0.0.1", "1.0.0.1, 8.8.8.8", 0)
    assert visitors.admit("127.0.0.1", "8.8.4.4", 0)
    two = Visitors(1, 2)
    assert [two.admit("10.0.0.1", f"9.9.9.{i}, 8.8.8.8, 10.0.0.2", 0) for i in range(2)] == [True, False]


async def test_beyond_the_limit_a_guest_is_told_to_wait_and_a_vouched_customer_is_let_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    core = CoreDouble()
    wire(monkeypatch, core, settings(webchat_sessions_per_minute=1, webchat_proxies=1))
    async with running_bot(core, None) as bot:
        seen = []
        for _ in range(2):
            async with bot.http.post(f"{bot.url}/sessions", headers={"X-Forwarded-For": "8.8.8.8"}) as answer:
                seen.append((answer.status, answer.headers.get("Retry-After"), (await answer.json()).get("error")))
        assert seen == [(201, None, None), (429, "60", "too_many_sessions")]
        assert await bot.token(sub="u1")
