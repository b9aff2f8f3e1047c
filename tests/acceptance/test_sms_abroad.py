"""Text messages abroad over real processes: signed callbacks in, free words out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stubs.twilio import Twilio
from tests.acceptance.talking import until
from tests.acceptance.texting import COMPLAINT, PUBLIC, Texting, letters, living


@pytest.fixture(scope="module")
def twilio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Texting]:
    for house in living(tmp_path_factory.mktemp("twilio"), "twilio", Twilio(public_url=PUBLIC)):
        house.cloud.bot, house.cloud.inbound_path = house.bot, f"{house.door}/inbound"
        yield house


def test_a_whole_dialogue_in_free_words_abroad(twilio: Texting) -> None:
    cloud, customer = twilio.cloud, "+14155550123"
    assert cloud.push(cloud.reply(customer, "您好")).status_code == 200
    letters(twilio, customer, 1)
    cloud.push(cloud.reply(customer, COMPLAINT))
    said = letters(twilio, customer, 2)
    for number, answer in enumerate(("就打这个号码", "没有单号"), 3):
        if "将于" in said[-1]["Body"]:
            break
        cloud.push(cloud.reply(customer, answer))
        said = letters(twilio, customer, number)
    assert "将于" in said[-1]["Body"]
    assert said[-1]["From"] == "+15550001111"
    until(lambda: twilio.deliveries(customer)[-1] == "sent", "it to be sent")
    for status in ("sent", "delivered"):
        assert cloud.push_report(said[-1], status).status_code == 200
    assert twilio.deliveries(customer)[-1] == "delivered"


def test_who_stopped_at_twilio_is_left_alone(twilio: Texting) -> None:
    cloud, customer = twilio.cloud, "+14155550124"
    cloud.refuses_next(21610)
    cloud.push(cloud.reply(customer, COMPLAINT))
    until(lambda: "failed" in twilio.deliveries(customer), "it to be refused")
    assert twilio.rows("SELECT state FROM addresses WHERE address = ?", customer) == [("left",)]


def test_what_twilio_did_not_sign_is_refused(twilio: Texting) -> None:
    cloud, customer = twilio.cloud, "+14155550125"
    fields = cloud.reply(customer, COMPLAINT)
    path = f"{twilio.door}/inbound"
    forged = [
        cloud.call(path, fields, signature=""), cloud.call(path, fields, signature="RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        cloud.call(path, fields | {"Body": "x"}, signature=cloud.signature(PUBLIC + path, fields)),
        cloud.call(f"{twilio.door}/receipts", fields, signature=cloud.signature(PUBLIC + path, fields)),
    ]  # fmt: skip
    assert {one.status_code for one in forged} == {403}
    assert twilio.heard(customer) == []
    assert [cloud.push(fields).status_code for _ in range(3)] == [200] * 3
    until(lambda: twilio.heard(customer), "it to be written down")
    assert twilio.heard(customer) == [COMPLAINT]
