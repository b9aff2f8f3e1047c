"""What can no longer be kept is seen before its time: a named cover takes it, and the customer is told before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from handoff import roster, rota, verify
from handoff.model import Refused
from handoff.scene import Scene
from tests.core.small import FRIDAY, KEY, House

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def the_ledger_agrees(core: House) -> Any:
    yield
    assert verify.verify(core.store, KEY)[1] == []


def change(core: House, by: str, person: str, kind: str, starts: datetime, ends: datetime) -> None:
    def work(tx: Any) -> None:
        scene = Scene(tx, core.companies.current(tx), core.clock.now())
        roster.change(scene, scene.company.people[by], person, kind, starts, ends, "试")

    core.store.write(work)


def sweep(core: House) -> None:
    core.watcher.sweep()
    core.watcher.sweep()


def states(core: House) -> list[str]:
    return [p["state"] for p in core.promises()]


def test_who_falls_ill_is_covered_at_the_same_time_by_name(core: House) -> None:
    core.watcher.sweep()
    old = core.complains(phone="+8613800138000")
    change(core, old["owner_id"], old["owner_id"], roster.SICK, core.clock.now(), core.clock.now() + DAY)
    sweep(core)
    assert states(core) == ["moved", "open"]
    new = core.promises()[-1]
    assert (new["due_at"], new["owner_id"] != old["owner_id"]) == (old["due_at"], True)
    assert new["previous_id"] == old["id"] and new["owner_name"] in new["words"]
    assert f"{old['owner_name']}到时不在岗" in core.told()[-1]
    assert [n["person_id"] for n in core.rows("notices", kind="cover")] == [new["owner_id"]]


def test_a_cover_at_the_same_time_names_what_gave_way_for_that_time(core: House) -> None:
    core.watcher.sweep()
    sunday = [(FRIDAY + 2 * DAY).replace(hour=10).isoformat(), (FRIDAY + 2 * DAY).replace(hour=12).isoformat()]
    wish = {"windows": [sunday], "excluded": [], "nocall": False}
    old = core.complains(phone="+8613800138000", wish=wish)
    assert old["gave_way"] == ["window"]
    change(core, "li", old["owner_id"], roster.SICK, core.clock.now(), core.clock.now() + DAY)
    sweep(core)
    new = core.promises()[-1]
    assert (new["due_at"], new["owner_id"] != old["owner_id"], new["gave_way"]) == (old["due_at"], True, ["window"])
    assert [alarm["kind"] for alarm in core.rows("alarms")].count("window_gave_way") == 2


def test_an_earlier_time_that_has_become_free_is_not_pressed_on_the_customer(core: House) -> None:
    core.watcher.sweep()
    early = [core.complains(address=f"anon:{n}") for n in range(4)]
    old = core.complains(address="anon:late", phone="+8613800138000")
    for n in range(4):
        turn, known = core.says("已经好了", address=f"anon:{n}")
        core.intake.solved(turn, known)
    change(core, "li", old["owner_id"], roster.SICK, core.clock.now(), core.clock.now() + DAY)
    sweep(core)
    new = core.promises(case_id=old["case_id"])[-1]
    assert new["due_at"] == old["due_at"] > early[0]["due_at"] and new["owner_id"] != old["owner_id"]


def test_nobody_is_told_anything_while_the_rota_allows_it(core: House) -> None:
    core.watcher.sweep()
    core.complains()
    change(core, "li", "hua", roster.SICK, core.clock.now(), core.clock.now() + DAY)
    sweep(core)
    assert states(core) == ["open"] and len(core.told()) == 1


def test_a_changed_rota_moves_no_time_by_itself(core: House) -> None:
    old = core.complains()
    change(core, "li", old["owner_id"], roster.LEAVE, core.clock.now(), core.clock.now() + DAY)
    assert core.promises()[-1]["due_at"] == old["due_at"] and states(core) == ["open"]


def test_what_was_moved_once_is_not_moved_again_by_another_keeper_or_a_restart(core: House) -> None:
    old = core.complains()
    change(core, "li", old["owner_id"], roster.LEAVE, core.clock.now(), core.clock.now() + DAY)
    sweep(core)
    House(core.store, core.clock).watcher.sweep()
    assert states(core) == ["moved", "open"]


def test_where_nobody_has_the_same_time_another_one_is_told(core: House) -> None:
    old = core.complains(phone="+8613800138000")
    for person in ("wang", "zhao"):
        change(core, "li", person, roster.LEAVE, core.clock.now(), core.clock.now() + DAY * 4)
    sweep(core)
    new = core.promises()[-1]
    assert new["owner_id"] in ("li", "top", "om") and new["id"] != old["id"]


def test_somebody_on_duty_by_name_works_on_a_day_off(core: House) -> None:
    core.clock.set(FRIDAY + DAY)  # a Saturday
    change(core, "li", "wang", roster.DUTY, core.clock.now(), core.clock.now() + timedelta(hours=4))
    bound = core.complains()
    assert (bound["owner_id"], bound["due_at"].date()) == ("wang", core.clock.now().date())


def test_two_who_swap_a_day_take_each_others_hours(core: House) -> None:
    monday, tuesday = (FRIDAY + 3 * DAY).date(), (FRIDAY + 4 * DAY).date()
    noon = FRIDAY.replace(hour=12)
    change(core, "li", "zhao", roster.LEAVE, noon + 3 * DAY, noon + 4 * DAY)  # only the morning is zhao's

    def swap(tx: Any) -> None:
        scene = Scene(tx, core.companies.current(tx), core.clock.now())
        roster.swap(scene, scene.company.people["li"], "wang", "zhao", monday)

    before = hours_of(core, "wang", monday), hours_of(core, "zhao", monday)
    core.store.write(swap)
    assert (hours_of(core, "zhao", monday), hours_of(core, "wang", monday)) == before
    assert hours_of(core, "wang", tuesday) == [(9, 12), (13, 18)]


def hours_of(core: House, person: str, day: date) -> list[tuple[int, int]]:
    with core.store.read() as tx:
        found = rota.segments(core.companies.current(tx), person, day)
    return [(part.starts.hour, part.ends.hour) for part in found]


def test_an_owner_who_still_talks_with_somebody_else_is_covered_in_time(core: House) -> None:
    first = core.complains(address="anon:a", phone="+8613800138000")
    core.clock.set(first["due_at"] - timedelta(minutes=1))
    core.casework.start_call(first["owner_id"], first["id"])
    second = core.complains(address="anon:b", phone="+8613900139000")
    while second["owner_id"] != first["owner_id"]:
        second = core.complains(address=f"anon:{len(core.promises())}", phone="+8613700137000")
    core.clock.set(second["due_at"] - timedelta(minutes=9))
    sweep(core)
    found = core.rows("promises", id=second["id"])[0]
    assert found["state"] == "moved"
    assert core.rows("promises", previous_id=second["id"])[0]["owner_id"] != first["owner_id"]


def test_an_action_of_somebody_who_is_away_is_done_by_somebody_else(core: House) -> None:
    bound = core.complains(phone="+8613800138000")
    due = core.clock.now().replace(hour=17)
    core.casework.start_call(bound["owner_id"], bound["id"])
    core.casework.reached(bound["owner_id"], bound["id"], "说好了", "寄出配件", due)
    change(core, "li", bound["owner_id"], roster.SICK, core.clock.now(), core.clock.now() + DAY)
    sweep(core)
    action = core.promises(kind="action")[-1]
    assert action["owner_id"] != bound["owner_id"] and action["due_at"] == due and "寄出配件" in core.told()[-1]


def ill(core: House, *people: str) -> None:
    for person in people:
        change(core, "li", person, roster.SICK, core.clock.now(), core.clock.now() + DAY)
    sweep(core)


def stopped(core: House) -> list[str]:
    return [alarm["detail"]["owner"] for alarm in core.rows("alarms", kind="loop_stopped")]


def handed(core: House, case_id: str, *people: str) -> None:
    """Each a minute after the one before, by whoever has it."""
    for person in people:
        core.later(minutes=1)
        core.casework.hand_over(core.rows("cases", id=case_id)[0]["owner_id"], case_id, person, "请继续")


def test_a_cover_gives_no_case_back_to_a_team_that_it_has_left(core: House) -> None:
    made = core.complains(phone="+8613800138000")
    handed(core, made["case_id"], "hua")
    old = core.promises()[-1]
    ill(core, "hua")
    new = core.promises()[-1]
    assert (new["owner_id"], new["due_at"], new["previous_id"]) == ("li", old["due_at"], old["id"])
    assert core.rows("cases")[0]["facts"]["settled_by"] == "li"
    assert stopped(core) == ["李静"] and "李静" in core.told()[-1]
    assert [n["person_id"] for n in core.rows("notices", kind="cover")] == ["li"]


def test_neither_where_the_case_goes_with_an_action(core: House) -> None:
    made = core.complains(phone="+8613800138000")
    handed(core, made["case_id"], "hua")
    call = core.promises()[-1]
    core.casework.start_call("hua", call["id"])
    core.casework.reached("hua", call["id"], "说好了", "寄出配件", core.clock.now().replace(hour=17, minute=0))
    ill(core, "hua")
    assert (core.promises(kind="action")[-1]["owner_id"], core.rows("cases")[0]["owner_id"]) == ("li", "li")
    assert stopped(core) == ["李静"]


def settled_by_li(core: House) -> dict[str, Any]:
    made = core.complains(phone="+8613800138000")
    handed(core, made["case_id"], "hua", "zhao")
    assert core.promises()[-1]["owner_id"] == "li"
    return made


def test_what_a_supervisor_settles_is_covered_by_them_and_by_nobody_below(core: House) -> None:
    made = settled_by_li(core)
    handed(core, made["case_id"], "wang")
    ill(core, "wang")
    assert core.promises()[-1]["owner_id"] == "li"
    assert stopped(core) == ["李静", "李静"]


def test_where_the_one_who_settles_it_is_away_whoever_is_over_them_does(core: House) -> None:
    settled_by_li(core)
    ill(core, "li")
    assert core.promises()[-1]["owner_id"] == "top"
    assert core.rows("cases")[0]["facts"]["settled_by"] == "top"


def test_a_colleague_of_the_same_team_covers_though_a_partner_has_joined_last(core: House) -> None:
    made = core.complains(phone="+8613800138000")
    core.later(minutes=1)
    core.casework.join_partner(made["owner_id"], made["case_id"], "ma", "请检查机器")
    ill(core, made["owner_id"])
    assert core.promises(kind="call_back")[-1]["owner_id"] == ("zhao" if made["owner_id"] == "wang" else "wang")
    assert stopped(core) == []


def test_nor_is_it_a_circle_to_hand_it_to_a_colleague_then(core: House) -> None:
    made = core.complains(phone="+8613800138000")
    core.later(minutes=1)
    core.casework.join_partner(made["owner_id"], made["case_id"], "ma", "请检查机器")
    to = "zhao" if made["owner_id"] == "wang" else "wang"
    handed(core, made["case_id"], to)
    assert core.promises(kind="call_back")[-1]["owner_id"] == to
    assert stopped(core) == []


def test_an_action_that_stayed_behind_is_covered_where_it_is(core: House) -> None:
    made = core.complains(phone="+8613800138000")
    due = core.clock.now().replace(hour=17)
    core.casework.promise(made["owner_id"], made["case_id"], "寄出配件", due)
    handed(core, made["case_id"], "hua")
    ill(core, made["owner_id"])
    assert core.promises(kind="action")[-1]["owner_id"] in ("wang", "zhao")
    assert (core.rows("cases")[0]["owner_id"], stopped(core)) == ("hua", [])


def test_a_new_import_keeps_what_was_changed_on_the_desk(core: House) -> None:
    change(core, "li", "wang", roster.MEETING, FRIDAY, FRIDAY + timedelta(hours=1))
    with core.store.read() as tx:
        assert [c.kind for c in core.companies.current(tx).roster] == ["meeting"]


@pytest.mark.parametrize(
    ("by", "person", "kind", "hours", "code"),
    [("wang", "zhao", "sick", 4, "supervisor_only"), ("wang", "wang", "leave", 4, "supervisor_only"),
     ("li", "nobody", "leave", 4, "unknown"), ("li", "wang", "party", 4, "unknown"),
     ("li", "wang", "leave", -4, "no_stretch"), ("li", "wang", "leave", 9999, "too_long")],
)  # fmt: skip
def test_a_change_that_makes_no_sense_is_refused(
    core: House, by: str, person: str, kind: str, hours: int, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        change(core, by, person, kind, core.clock.now(), core.clock.now() + timedelta(hours=hours))
    assert refused.value.code == code


def test_a_change_can_be_taken_back(core: House) -> None:
    change(core, "li", "wang", roster.LEAVE, FRIDAY, FRIDAY + DAY)

    def work(tx: Any) -> None:
        scene = Scene(tx, core.companies.current(tx), core.clock.now())
        roster.undo(scene, scene.company.people["li"], scene.company.roster[0].id)

    core.store.write(work)
    with core.store.read() as tx:
        company = core.companies.current(tx)
    assert [(c.undone_by, c.undone_at) for c in company.roster] == [("li", core.clock.now())]
    assert rota.on_shift(company, "wang", FRIDAY + timedelta(hours=1))
