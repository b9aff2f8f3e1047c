"""Who wants no more text messages gets none, whatever waits for them and wherever else they are known."""

from __future__ import annotations

from handoff.letters import Later
from handoff.model import Identity
from tests.core.small import House
from tests.core.test_delivery import PHONE, hear, post, ways_tried


def test_what_waited_when_the_customer_opted_out_is_not_sent_any_more(core: House) -> None:
    hear(core, "sms", PHONE)
    (letter,) = post(core)
    core.delivery.failed(letter, Later("busy"))
    core.intake.receive("sms", PHONE, "td", "TD")
    core.later(minutes=5)
    assert post(core) == []
    assert ("sms", "text", "failed") in ways_tried(core)
    assert "undeliverable" in {a["kind"] for a in core.rows("alarms")}


def test_a_number_that_opted_out_is_shut_for_a_customer_who_gave_it_elsewhere_too(core: House) -> None:
    hear(core, "sms", PHONE)
    for letter in post(core):
        core.delivery.sent(letter, "1")
    core.intake.receive("sms", PHONE, "td", "退订")
    core.intake.receive("webchat", "site:1", "1", "在吗", Identity("webchat", "site:1", phone=PHONE))
    core.says_to(core.rows("conversations")[-1]["id"], "改到明天", kind="changed")
    core.later(minutes=3)
    assert post(core) == []
