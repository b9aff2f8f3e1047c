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


def promised_action(core: House, by: str) -> dict[str, Any]:
    bound = core.complains(phone=PHONE)
    core.casework.promise(by, bound["case_id"], "退款", core.clock.now().replace(hour=17))
    return core.promises(kind="action")[-1]


def test_the_supervisors_know_who_wrote_it_down_and_the_reason_stands_in_the_case(core: House) -> None:
    bound = core.complains(phone=PHONE)
    core.casework.leave_alone(bound["owner_id"], bound["case_id"], "客户说别再打了")
    (alarm,) = core.rows("alarms", kind="left_alone")
    assert (alarm["case_id"], alarm["detail"]) == (bound["case_id"], {"by": bound["owner_name"]})
    (shown,) = core.casework.case("li", bound["case_id"]).promises
    assert (shown.state, shown.evidence) == ("cancelled", "客户说别再打了")
    assert "left_alone" in [a.kind for a in core.casework.board("li").alarms]


def test_of_the_customers_own_word_nobody_is_alarmed(core: House) -> None:
    promised_action(core, "wang")
    wants_no_more(core)
    assert core.rows("alarms") == [] and {p["state"] for p in core.promises()} == {"cancelled"}


@pytest.mark.parametrize(
    ("promised_by", "by", "code"),
    [("", "zhao", "not_yours"), ("wang", "zhao", "not_yours"), ("wang", "wang", "supervisor_only"),
     ("li", "wang", "supervisor_only"), ("li", "li", "own"), ("", "ma", "partner")],
)  # fmt: skip
def test_nobody_else_ends_what_was_promised_by_it(core: House, promised_by: str, by: str, code: str) -> None:
    case = promised_action(core, promised_by)["case_id"] if promised_by else core.complains(phone=PHONE)["case_id"]
    before = [(p["id"], p["state"]) for p in core.promises()]
    with pytest.raises(Refused) as refused:
        core.casework.leave_alone(by, case, "不退")
    assert refused.value.code == code and len(refused.value.message) > 4
    assert [(p["id"], p["state"]) for p in core.promises()] == before
    assert core.rows("cases")[0]["state"] == "open" and core.rows("alarms") == []


@pytest.mark.parametrize(("promised_by", "by"), [("", "wang"), ("", "li"), ("wang", "li"), ("li", "top")])
def test_the_owner_ends_calls_and_a_supervisor_everything(core: House, promised_by: str, by: str) -> None:
    case = promised_action(core, promised_by)["case_id"] if promised_by else core.complains(phone=PHONE)["case_id"]
    core.casework.leave_alone(by, case, "客户说别再打了")
    assert {p["state"] for p in core.promises()} == {"cancelled"}
    assert len(core.rows("alarms", kind="left_alone")) == 1


def test_a_customer_who_comes_again_is_welcome(core: House) -> None:
    core.complains(phone=PHONE)
    wants_no_more(core)
    again = core.complains("洗衣机又坏了", phone=PHONE)
    assert again["state"] == "open" and core.rows("customers")[0]["alone_since"] is None
