"""How pressing a case is, and why: kept from the first word on, shown to its people, told to supervisors, erased."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from handoff import erasure
from handoff.binding import Binding
from handoff.model import NotFound
from handoff.records import Records
from handoff.scene import Scene
from tests.core.knowing import GUEST, PHONE, code_for, complains
from tests.core.small import FRIDAY, House

pytestmark = pytest.mark.usefixtures("the_ledger_agrees")
SMOKE = {"kind": "safety", "words": "冒烟"}
OLD = {"kind": "vulnerable", "words": "八十多岁"}
DANGER: dict[str, Any] = {"severity": "safety", "why": [SMOKE]}


def case(core: House) -> dict[str, Any]:
    return core.rows("cases")[-1]


def why(core: House) -> list[dict[str, str]]:
    found: list[dict[str, str]] = case(core)["facts"].get("why") or []
    return found


def warnings(core: House) -> list[dict[str, Any]]:
    return core.rows("alarms", kind="safety")


def test_danger_is_answered_by_senior_people_within_the_limit_of_a_threat_where_it_has_none(core: House) -> None:
    made = core.complains("插座冒烟了", **DANGER)
    assert made["owner_id"] == "li"
    assert made["due_at"] <= FRIDAY + timedelta(hours=2)
    assert (case(core)["severity"], why(core)) == ("safety", [SMOKE])


def test_danger_that_is_spoken_of_later_brings_the_promise_forward_to_somebody_senior(core: House) -> None:
    for n in range(16):  # two agents are busy for the time that danger can wait
        core.complains(address=f"anon:crowd{n}")
    late = core.complains(PHONE, phone=PHONE, intent="refund")
    assert late["due_at"] > core.clock.now() + timedelta(hours=2)
    turn, known = core.says("现在又开始冒烟了", **DANGER)
    core.intake.hand_off(turn, known)
    new = core.promises()[-1]
    assert (new["previous_id"], new["owner_id"]) == (late["id"], "li")
    assert new["due_at"] <= core.clock.now() + timedelta(hours=2)


def test_hardship_is_at_least_as_pressing_as_what_the_policy_says_of_lighter_matters(core: House) -> None:
    core.complains(severity="hardship", why=[OLD])
    assert (case(core)["severity"], why(core)) == ("hardship", [OLD])
    core.complains("谢谢", severity="normal")
    assert case(core)["severity"] == "hardship"


def test_reasons_of_later_messages_are_added_once(core: House) -> None:
    core.complains(severity="hardship", why=[OLD])
    for _ in range(2):
        core.complains("插座冒烟了", severity="safety", why=[SMOKE, OLD])
    assert why(core) == [OLD, SMOKE]


def test_supervisors_are_alarmed_once_a_case_and_at_once(core: House) -> None:
    core.complains("插座冒烟了", **DANGER)
    core.complains("还在冒烟", **DANGER)
    assert [alarm["case_id"] for alarm in warnings(core)] == [case(core)["id"]]
    assert [alarm.kind for alarm in core.casework.board("li").alarms] == ["safety"]


def test_danger_that_is_spoken_of_later_alarms_too_and_other_matters_do_not(core: House) -> None:
    core.complains(severity="threat", threat=["press"])
    assert warnings(core) == []
    turn, known = core.says("什么时候来", **DANGER)
    core.intake.tell_promise(turn, known)
    assert len(warnings(core)) == 1


def test_its_people_see_why_and_who_is_complained_about_sees_nothing(core: House) -> None:
    made = core.complains("李静不管，插座都冒烟了", **DANGER)
    assert core.casework.case("top", made["case_id"]).why == (("safety", "冒烟"),)
    with pytest.raises(NotFound):
        core.casework.case("li", made["case_id"])
    assert core.casework.board("li").alarms == ()


def test_what_the_house_has_seen_is_a_reason_without_words(core: House) -> None:
    bound = core.complains()
    core.clock.set(bound["due_at"])
    core.watcher.sweep()
    assert why(core) == [{"kind": "broken", "words": ""}]
    turn, known = core.says("怎么样了")
    for n in range(2):
        turn, known = (turn, known) if n == 0 else core.says("到底怎么样了")
        core.intake.tell_promise(turn, known)
    assert [one["kind"] for one in why(core)] == ["broken", "asked"]


def test_who_comes_back_within_a_month_is_seen_to(core: House) -> None:
    core.complains(phone=PHONE)
    turn, known = core.says("已经好了")
    core.intake.solved(turn, known)
    core.complains("又坏了")
    assert why(core) == [{"kind": "again", "words": ""}]


def test_a_customer_who_comes_back_and_threatens_hears_what_fits_both(core: House) -> None:
    core.complains("第三次了，我找媒体", severity="threat", threat=["press"], repeat=True)
    again = core.told()[-1]
    core.complains("第三次了", address="anon:b", severity="repeat", repeat=True)
    assert core.told("anon:b")[-1].split("。")[0] == again.split("。")[0]
    core.complains("坏了", address="anon:c")
    assert core.told("anon:c")[-1].split("。")[0] != again.split("。")[0]


def test_cases_that_join_keep_the_reasons_of_both(core: House, binding: Binding) -> None:
    complains(core, "sms", PHONE, severity="hardship", why=[OLD])
    core.later(minutes=5)
    core.complains("冒烟了", GUEST, **DANGER)
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    (first,) = core.rows("cases", state="open")
    assert (first["severity"], first["facts"]["why"]) == ("safety", [OLD, SMOKE])


def test_reasons_are_exported_and_go_with_the_erasure(core: House) -> None:
    bound = core.complains("冒烟了", **DANGER)
    records = Records(core.store, core.clock, core.companies)
    assert json.loads(records.export("li", bound["case_id"], "json").data)["case"]["why"] == [SMOKE]
    assert "「冒烟」安全隐患" in records.export("li", bound["case_id"], "html").data.decode()
    turn, known = core.says("已经好了")
    core.intake.solved(turn, known)
    customer = str(case(core)["customer_id"])

    def work(tx: Any) -> None:
        erasure.erase(Scene(tx, core.companies.current(tx), core.clock.now()), customer, "li")

    core.store.write(work)
    assert "why" not in case(core)["facts"]
    assert "冒烟" not in str([core.rows(table) for table in ("cases", "alarms", "messages", "conversations")])


NONSENSE: list[Any] = [
    "冒烟", [{"kind": "safety"}], [{"kind": "?", "words": ""}], [{"kind": "safety", "words": 3}], [7], {"kind": "safety"},
    [{**SMOKE, "words": "长" * 81}], [{**SMOKE, "words": str(n)} for n in range(11)],
    [{"kind": ["safety"], "words": ""}],
]  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_reasons_that_nobody_could_show_are_not_kept(core: House, nonsense: Any) -> None:
    core.complains(why=nonsense)
    assert why(core) == []
