"""A partner joins by name, sees only what it joined, and its promise stands under the owner's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handoff import verify
from handoff.document import to_document
from handoff.model import NotFound, Person, Refused, Team
from tests.core.small import FRIDAY, KEY, House, company

PHONE = "+8613800138000"


@pytest.fixture(autouse=True)
def the_ledger_agrees(core: House) -> Any:
    yield
    assert verify.verify(core.store, KEY)[1] == []


def joined(core: House) -> dict[str, Any]:
    bound = core.complains(phone=PHONE)
    core.casework.join_partner(bound["owner_id"], bound["case_id"], "ma", "上门检查机顶盒")
    return bound


def test_the_partners_person_calls_under_the_promise_of_the_owner_which_stands(core: House) -> None:
    own = joined(core)
    (theirs,) = core.promises(kind="partner_call")
    assert (theirs["owner_id"], theirs["state"]) == ("ma", "open")
    assert core.rows("promises", id=own["id"])[0]["state"] == "open"
    assert core.rows("cases")[0]["owner_id"] == own["owner_id"]
    said = core.told()[-1]
    assert "马鹏（维修工程师）" in said and own["owner_name"] in said and "8613" not in said


def test_a_partner_sees_the_cases_that_it_joined_and_no_other(core: House) -> None:
    own = joined(core)
    other = core.complains(address="anon:b", phone="+8613900139000")
    for person in ("ma", "luo"):
        assert core.casework.case(person, own["case_id"]).id == own["case_id"]
        with pytest.raises(NotFound):
            core.casework.case(person, other["case_id"])
        assert [c.id for c in core.casework.search(person, "2606")] == [own["case_id"]]
        assert {p.case_id for p in core.casework.board(person).open} == {own["case_id"]}


def test_a_partner_keeps_its_own_promise_and_touches_nothing_else(core: House) -> None:
    own = joined(core)
    (theirs,) = core.promises(kind="partner_call")
    for refused in (
        lambda: core.casework.reached("luo", own["id"], "说好了"),
        lambda: core.casework.hand_over("luo", own["case_id"], "zhao", "转走"),
        lambda: core.casework.reply("luo", own["case_id"], "您好，谢谢您"),
        lambda: core.casework.propose_close("luo", own["case_id"], "好了"),
        lambda: core.casework.set_about("luo", own["case_id"], ["wang"]),
    ):
        with pytest.raises(Refused) as why:
            refused()
        assert why.value.code == "partner"
    core.casework.start_call("ma", theirs["id"])
    core.casework.reached("ma", theirs["id"], "机顶盒要换，周一上门")
    assert core.rows("promises", id=theirs["id"])[0]["state"] == "kept"
    assert core.rows("cases")[0]["state"] == "open"


def two_partners(core: House) -> tuple[dict[str, Any], dict[str, Any]]:
    """A case with a second partner's people in it, too; the promises of the two."""
    base = company()
    people = [
        Person("pa", "潘安", "配送员", "van", "捷达配送", reports_to="pb"),
        Person("pb", "彭博", "配送站站长", "van", "捷达配送", role="supervisor"),
        Person("pc", "裴春", "配送站经理", "van", "捷达配送", role="manager"),
    ]
    teams = {**base.teams, "van": Team("van", "配送站", (), "pb", partner=True)}
    shifts = [replace(shift, person=p.id) for p in people for shift in base.shifts if shift.person == "ma"]
    new = replace(base, people={**base.people, **{p.id: p for p in people}}, teams=teams,
                  shifts=(*base.shifts, *shifts))  # fmt: skip
    row = {"version": 2, "imported_at": FRIDAY, "document": to_document(new)}
    core.store.write(lambda tx: tx.insert("company", row))
    own = joined(core)
    core.casework.join_partner(own["owner_id"], own["case_id"], "pa", "把配件送到维修站")
    theirs = {p["owner_id"]: p for p in core.promises(kind="partner_call")}
    return theirs["ma"], theirs["pa"]


@pytest.mark.parametrize("person", ["pa", "pb", "pc"])
def test_one_partners_people_do_nothing_about_anothers_promise(core: House, person: str) -> None:
    theirs, _ = two_partners(core)
    for act in (
        lambda: core.casework.start_call(person, theirs["id"]),
        lambda: core.casework.stop_call(person, theirs["id"]),
        lambda: core.casework.reached(person, theirs["id"], "已经说好"),
        lambda: core.casework.not_reached(person, theirs["id"], "没有人接"),
        lambda: core.casework.action_done(person, theirs["id"], "单号 123"),
        lambda: core.casework.withdraw(person, theirs["id"], "不办了"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_yours"
    assert core.rows("promises", id=theirs["id"])[0]["state"] == "open"


@pytest.mark.parametrize("person", ["pa", "pb", "pc", "li", "top"])
def test_their_own_supervisor_and_the_companys_do(core: House, person: str) -> None:
    _, theirs = two_partners(core)
    core.casework.start_call(person, theirs["id"])
    core.casework.reached(person, theirs["id"], "已经说好")
    assert core.rows("promises", id=theirs["id"])[0]["state"] == "kept"


def test_a_partner_who_does_not_reach_the_customer_tries_again_under_the_owner_whose_call_stands(core: House) -> None:
    own = joined(core)
    for times in range(1, 4):
        theirs = core.promises(kind="partner_call", state="open")[-1]
        core.clock.set(theirs["slot_start"])
        core.casework.start_call("ma", theirs["id"])
        core.casework.not_reached("ma", theirs["id"], "没有人接")
        live = [p for p in core.promises(kind="call_back") if p["state"] == "open"]
        assert [p["id"] for p in live] == [own["id"]], "one call-back a case and organisation"
        assert core.rows("cases")[0]["owner_id"] == own["owner_id"]
        tried = core.promises(kind="partner_call")
        assert len(tried) == min(times + 1, 3) and "没能和您联系上" in core.told()[-1]
    assert own["owner_name"] in core.told()[-1] and not core.promises(kind="partner_call", state="open")


def test_solved_ends_the_partners_promise_too(core: House) -> None:
    joined(core)
    turn, known = core.says("我自己弄好了")
    core.intake.solved(turn, known)
    assert {p["state"] for p in core.promises()} == {"cancelled"}
    (theirs,) = core.promises(kind="partner_call")
    with pytest.raises(Refused):
        core.casework.start_call("ma", theirs["id"])


def test_what_a_partner_does_not_keep_the_owner_makes_good(core: House) -> None:
    own = joined(core)
    (theirs,) = core.promises(kind="partner_call")
    core.casework.start_call(own["owner_id"], own["id"])
    core.clock.set(theirs["due_at"])
    core.watcher.sweep()
    assert core.rows("promises", id=theirs["id"])[0]["state"] == "broken"
    assert "马鹏没有按答应的时间" in core.told()[-1] and f"{own['owner_name']}（" in core.told()[-1]
    assert "正在给您打电话" in core.told()[-1] and "前致电您" not in core.told()[-1], "the time may have passed"
    live = [p for p in core.promises() if p["state"] in ("open", "calling")]
    assert [p["id"] for p in live] == [own["id"]]


def test_a_partner_joins_once_and_only_beside_an_owner(core: House) -> None:
    own = joined(core)
    with pytest.raises(Refused) as twice:
        core.casework.join_partner(own["owner_id"], own["case_id"], "luo", "再去一次")
    assert twice.value.code == "joined"
    with pytest.raises(Refused) as wrong:
        core.casework.join_partner(own["owner_id"], own["case_id"], "zhao", "请同事去")
    assert wrong.value.code == "not_possible"


def test_no_case_is_given_to_a_partner(core: House) -> None:
    for number in range(12):
        assert core.complains(address=f"anon:{number}")["owner_id"] not in ("ma", "luo")
    bound = core.promises()[-1]
    assert not {"ma", "luo"} & {p.id for p in core.casework.colleagues(bound["owner_id"], bound["case_id"])}
    with pytest.raises(Refused):
        core.casework.hand_over(bound["owner_id"], bound["case_id"], "ma", "请去看看")
