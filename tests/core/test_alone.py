"""Who wants to hear nothing more hears nothing more: every channel, every organisation, until they come themselves."""

from __future__ import annotations

from typing import Any

import pytest

from handoff import verify
from handoff.model import Refused
from tests.core.small import KEY, House

PHONE = "+8613800138000"


@pytest.fixture(autouse=True)
def the_ledger_agrees(core: House) -> Any:
    yield
    assert verify.verify(core.store, KEY)[1] == []


def wants_no_more(core: House, text: str = "请不要再联系我了") -> None:
    turn, known = core.says(text)
    assert core.intake.solved(turn, known).closed


def test_the_customers_word_ends_everything_in_every_organisation(core: House) -> None:
    bound = core.complains(phone=PHONE)
    core.casework.join_partner(bound["owner_id"], bound["case_id"], "ma", "上门检查")
    wants_no_more(core)
    assert {p["state"] for p in core.promises()} == {"cancelled"}
    assert core.rows("cases")[0]["state"] == "closed"
    assert "不再找您" in core.told()[-1]
    assert core.rows("customers")[0]["alone_since"] == core.clock.now()


def test_nobody_on_the_desk_can_contact_them_then(core: House) -> None:
    bound = core.complains(phone=PHONE)
    wants_no_more(core)
    for tried in (
        lambda: core.casework.start_call(bound["owner_id"], bound["id"]),
        lambda: core.casework.reply(bound["owner_id"], bound["case_id"], "您好，谢谢您"),
        lambda: core.casework.hand_over(bound["owner_id"], bound["case_id"], "zhao", "请接手"),
        lambda: core.casework.propose_close("li", bound["case_id"], "已办完"),
    ):
        with pytest.raises(Refused):
            tried()


def test_it_holds_where_nothing_is_open(core: House) -> None:
    wants_no_more(core)
    assert core.rows("customers")[0]["alone_since"] is not None and core.rows("cases") == []


def test_an_agent_writes_down_what_the_customer_said_on_the_phone(core: House) -> None:
    bound = core.complains(phone=PHONE)
    before = len(core.told())
    core.casework.leave_alone(bound["owner_id"], bound["case_id"], "客户说别再打了")
    assert core.rows("cases")[0]["closed_by"] == "customer" and len(core.told()) == before


def test_a_customer_who_comes_again_is_welcome(core: House) -> None:
    core.complains(phone=PHONE)
    wants_no_more(core)
    again = core.complains("洗衣机又坏了", phone=PHONE)
    assert again["state"] == "open" and core.rows("customers")[0]["alone_since"] is None
