"""Actions in a server of their own, by configuration: the same conversation, and a promise when that server is dead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.customers import customer_on
from tests.acceptance.moments import everywhere
from tests.acceptance.running import free_port
from tests.acceptance.vendors import House, Vendors

COMPLAINT = "热水器漏水没人管，我要投诉，订单号YL2026030155，电话13800138000"


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose actions can die alone."""
    port = free_port()
    with Vendors("alibaba") as vendors:
        made = House(tmp_path_factory.mktemp("beside"), vendors, YINUO_ACTIONS="beside", YINUO_ACTIONS_PORT=str(port))
        made.start("actions", "rasa_sdk", "--actions", "actions", "--port", str(port))
        try:
            made.up()
            yield made
        finally:
            made.hang_up()
            made.down()


def test_actions_beside_the_bot_do_the_same(beside: House) -> None:
    told = customer_on("webchat", beside).gets_a_promise(COMPLAINT, replies=())
    assert told["made_by"] == "dialogue"


@everywhere(only=["webchat", "wechat", "wecom", "sms", "voice"])
def test_h2_the_death_of_the_actions_leaves_nobody_without_a_promise(beside: House, channel: str) -> None:
    if "actions" in beside.parts:
        beside.stop("actions", hard=True)
    customer = customer_on(channel, beside)
    left = customer.gets_a_promise(COMPLAINT, replies=())
    assert customer.names(left, left["text"])
    assert beside.promises(left["case"])[-1]["made_by"] == "dead_man"
