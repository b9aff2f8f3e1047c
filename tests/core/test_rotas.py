"""The rota at the desk: who sees and changes whose, what it puts at risk, and that nothing of it is forgotten."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from handoff import roster, rota
from handoff.calendars import Calendars
from handoff.document import to_document
from handoff.model import Company, Leave, NotFound, Refused
from handoff.rota_views import DayView, WeekView
from handoff.rotas import Rotas
from handoff.scene import Scene
from handoff.store import Again
from tests.core.small import FRIDAY, House, company

DAY = timedelta(days=1)
MONDAY = FRIDAY + 3 * DAY


@pytest.fixture
def rotas(core: House) -> Rotas:
    return Rotas(core.store, core.clock, core.companies)


def seen(week: WeekView) -> dict[str, list[str]]:
    return {team.id: [one.person.id for one in team.people] for team in week.teams}


def day_of(week: WeekView, person: str, weekday: int) -> DayView:
    return next(one for team in week.teams for one in team.people if one.person.id == person).days[weekday]


def imports(core: House, changed: Company) -> None:
    """A newer version of the company."""

    def work(tx: object) -> None:
        current = tx.current_company()  # type: ignore[attr-defined]
        row = {"version": current["version"] + 1, "imported_at": FRIDAY, "document": to_document(changed)}
        tx.insert("company", row)  # type: ignore[attr-defined]

    core.store.write(work)


@pytest.mark.parametrize(
    ("who", "teams"),
    [("wang", {"care": ["wang", "zhao", "li"]}), ("ma", {"station": ["ma", "luo"]}),
     ("luo", {"station": ["ma", "luo"]}),
     ("li", {"care": ["wang", "zhao", "li"], "head": ["hua", "top"], "outside": ["om"]})],
)  # fmt: skip
def test_agents_and_partners_see_their_team_and_supervisors_everybody_of_their_own(
    core: House, rotas: Rotas, who: str, teams: dict[str, list[str]]
) -> None:
    assert seen(rotas.week(who, FRIDAY.date())) == teams


def test_a_week_begins_on_monday_and_shows_duty_promises_and_room(core: House, rotas: Rotas) -> None:
    bound = core.complains(phone="+8613800138000")
    week = rotas.week("li", FRIDAY.date())
    assert (week.monday.isoformat(), week.today, week.until) == (
        "2026-06-01", FRIDAY.date(), FRIDAY.replace(hour=18),
    )  # fmt: skip
    friday = day_of(week, bound["owner_id"], 4)
    assert [(part.starts.hour, part.ends.hour) for part in friday.duty] == [(9, 12), (13, 18)]
    # From ten on: two hours before lunch and five after it, three slots each, and one is taken.
    assert (friday.promises, friday.free, friday.works) == (1, 20, True)
    saturday = day_of(week, bound["owner_id"], 5)
    assert (saturday.works, saturday.duty, saturday.free) == (False, (), 0)
    assert day_of(week, bound["owner_id"], 3).free == 0, "yesterday has no room"


def test_room_ends_with_the_calls_that_a_person_can_make_in_an_hour(core: House, rotas: Rotas) -> None:
    bound = core.complains(phone="+8613800138000")
    small = company()
    owner = replace(small.people[bound["owner_id"]], calls_per_hour=1)
    imports(core, replace(small, people={**small.people, owner.id: owner}))
    assert day_of(rotas.week("li", FRIDAY.date()), owner.id, 4).free == 6, "seven hours with one call, one is taken"


def test_who_is_complained_about_sees_no_trace_of_it_in_the_week(core: House, rotas: Rotas) -> None:
    bound = core.complains(phone="+8613800138000")
    core.casework.set_about("li", bound["case_id"], ["wang"])

    def promises(reader: str) -> int:
        shown = [one for team in rotas.week(reader, FRIDAY.date()).teams for one in team.people]
        return sum(day.promises for one in shown for day in one.days)

    assert (promises("li"), promises("zhao"), promises("wang")) == (1, 1, 0)


def test_sick_in_one_click_lasts_from_now_to_the_end_of_duty(core: House, rotas: Rotas) -> None:
    bound = core.complains(phone="+8613800138000")
    assert rotas.sick(bound["owner_id"]) == 1
    (away,) = day_of(rotas.week("li", FRIDAY.date()), bound["owner_id"], 4).away
    assert (away.kind, away.starts, away.ends) == ("sick", FRIDAY, FRIDAY.replace(hour=18))
    (shown,) = core.casework.mine(bound["owner_id"])
    assert shown.off_duty
    core.watcher.sweep()
    core.watcher.sweep()
    assert core.promises()[-1]["owner_id"] != bound["owner_id"]
    assert core.casework.mine(bound["owner_id"]) == []


def test_sick_in_one_click_covers_the_night_and_is_refused_after_duty(core: House, rotas: Rotas) -> None:
    night = FRIDAY.replace(hour=20)
    rotas.change("li", "wang", roster.DUTY, night, night + timedelta(hours=10))
    core.clock.set(night + timedelta(hours=1))
    rotas.sick("wang")
    (away,) = day_of(rotas.week("li", FRIDAY.date()), "wang", 5).away
    assert away.ends == night + timedelta(hours=10)
    with pytest.raises(Refused) as refused:
        rotas.sick("zhao")
    assert refused.value.code == "off_duty"


@pytest.mark.parametrize(
    ("by", "of", "kind", "code"),
    [("wang", "zhao", "sick", "supervisor_only"), ("wang", "wang", "leave", "supervisor_only"),
     ("wang", "hua", "sick", "unknown"), ("li", "ma", "leave", "unknown"), ("luo", "wang", "leave", "unknown"),
     ("luo", "top", "sick", "unknown"), ("li", "nobody", "sick", "unknown")],
)  # fmt: skip
def test_nobody_changes_the_rota_of_whom_they_may_not(
    core: House, rotas: Rotas, by: str, of: str, kind: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        rotas.change(by, of, kind, MONDAY, MONDAY + DAY)
    assert refused.value.code == code
    assert [row["version"] for row in core.rows("company")] == [1]


def test_a_partner_arranges_for_its_own_and_swaps_with_nobody_else(core: House, rotas: Rotas) -> None:
    rotas.change("luo", "ma", roster.LEAVE, MONDAY, MONDAY + DAY, "培训")
    for pair in (("ma", "wang"), ("wang", "ma")):
        with pytest.raises(Refused):
            rotas.swap("luo", *pair, MONDAY.date())
    made = rotas.week("luo", MONDAY.date()).changes[0]
    with pytest.raises(Refused):
        rotas.undo("li", made.id)


def test_what_was_changed_is_shown_with_who_and_when_and_stays_once_undone(core: House, rotas: Rotas) -> None:
    rotas.change("li", "wang", roster.LEAVE, MONDAY, MONDAY + DAY, "年假")
    core.later(minutes=5)
    (made,) = rotas.week("li", MONDAY.date()).changes
    assert (made.people, made.kind, made.made_by, made.made_at) == (("王敏",), "leave", "李静", FRIDAY)
    assert made.may_undo and made.reason == "年假"
    assert rotas.undo("top", made.id) == 0
    (undone,) = rotas.week("li", MONDAY.date()).changes
    assert (undone.undone_by, undone.undone_at, undone.may_undo) == ("顾远", FRIDAY + timedelta(minutes=5), False)
    assert day_of(rotas.week("li", MONDAY.date()), "wang", 0).away == ()
    with pytest.raises(Refused):
        rotas.undo("li", made.id)
    assert rotas.week("li", FRIDAY.date()).changes == ()
    assert [row["version"] for row in core.rows("company", order="version")] == [1, 2, 3]


def test_why_somebody_is_away_is_theirs_and_the_supervisors_to_know(core: House, rotas: Rotas) -> None:
    rotas.change("wang", "wang", roster.SICK, MONDAY, MONDAY + DAY, "手术")

    def told(who: str) -> set[str]:
        week = rotas.week(who, MONDAY.date())
        return {day_of(week, "wang", 0).away[0].reason, week.changes[0].reason}

    assert (told("wang"), told("li"), told("zhao")) == ({"手术"}, {"手术"}, {""})


def test_a_swap_is_one_change_and_undone_as_one(core: House, rotas: Rotas) -> None:
    morning = MONDAY.replace(hour=9)
    rotas.change("li", "zhao", roster.LEAVE, MONDAY.replace(hour=12), MONDAY + DAY)
    rotas.swap("li", "wang", "zhao", MONDAY.date())
    week = rotas.week("li", MONDAY.date())
    swapped = week.changes[0] if week.changes[0].kind == "swap" else week.changes[1]
    assert (swapped.people, swapped.starts) == (("王敏", "赵强"), morning)
    assert [part.ends.hour for part in day_of(week, "wang", 0).duty] == [12]
    assert [part.ends.hour for part in day_of(week, "zhao", 0).duty] == [12, 18]
    rotas.undo("li", swapped.id)
    week = rotas.week("li", MONDAY.date())
    assert [part.ends.hour for part in day_of(week, "wang", 0).duty] == [12, 18]
    assert [part.ends.hour for part in day_of(week, "zhao", 0).duty] == [12]


def test_what_is_pressed_again_is_entered_once(core: House, rotas: Rotas) -> None:
    """The first answer was lost on its way: whoever waits for it presses again."""
    for _ in range(2):
        rotas.change("li", "zhao", roster.LEAVE, MONDAY, MONDAY + DAY, "探亲")
    assert len(rotas.week("li", MONDAY.date()).changes) == 1
    rotas.undo("li", rotas.week("li", MONDAY.date()).changes[0].id)
    rotas.change("li", "zhao", roster.LEAVE, MONDAY, MONDAY + DAY, "探亲")
    assert sum(c.undone_at is None for c in rotas.week("li", MONDAY.date()).changes) == 1


def test_a_swap_pressed_again_does_not_swap_back(core: House, rotas: Rotas) -> None:
    rotas.change("li", "zhao", roster.LEAVE, MONDAY.replace(hour=12), MONDAY + DAY)
    rotas.swap("li", "wang", "zhao", MONDAY.date())
    for pair in (("wang", "zhao"), ("zhao", "wang")):
        with pytest.raises(Refused) as refused:
            rotas.swap("li", *pair, MONDAY.date())
        assert refused.value.code == "already"
    assert [part.ends.hour for part in day_of(rotas.week("li", MONDAY.date()), "wang", 0).duty] == [12]
    rotas.undo("li", next(c.id for c in rotas.week("li", MONDAY.date()).changes if c.kind == "swap"))
    rotas.swap("li", "wang", "zhao", MONDAY.date())


def test_who_calls_now_is_not_counted_as_at_risk(core: House, rotas: Rotas) -> None:
    bound = core.complains(phone="+8613800138000")
    core.casework.start_call(bound["owner_id"], bound["id"])
    assert rotas.sick(bound["owner_id"]) == 0


def test_of_two_who_change_the_rota_at_once_neither_is_forgotten(core: House) -> None:
    """Each on connections of its own, as two desks have them."""
    both = threading.Barrier(2)

    def arrange(person: str) -> None:
        own = Rotas(core.store, core.clock, type(core.companies)())
        both.wait()
        for number in range(5):
            starts = MONDAY + timedelta(hours=number)
            own.change("li", person, roster.MEETING, starts, starts + timedelta(minutes=20))

    threads = [threading.Thread(target=arrange, args=(person,)) for person in ("wang", "zhao")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with core.store.read() as tx:
        assert len(core.companies.current(tx).roster) == 10


def test_a_change_of_a_version_that_is_no_longer_the_newest_is_made_again(core: House, rotas: Rotas) -> None:
    with core.store.read() as tx:
        older = core.companies.current(tx)
    rotas.change("li", "wang", roster.MEETING, MONDAY, MONDAY + DAY)
    with core.store.read() as tx, pytest.raises(Again):
        scene = Scene(tx, older, core.clock.now())
        roster.change(scene, older.people["li"], "zhao", roster.MEETING, MONDAY, MONDAY + DAY)


def test_leave_of_the_files_and_of_the_desk_stand_side_by_side(core: House, rotas: Rotas) -> None:
    imports(core, replace(company(), leaves=(Leave("wang", FRIDAY - DAY, FRIDAY + DAY, "年假"),)))
    rotas.change("li", "wang", roster.MEETING, FRIDAY, FRIDAY + timedelta(hours=1))
    assert [one.kind for one in day_of(rotas.week("li", FRIDAY.date()), "wang", 4).away] == ["leave", "meeting"]


def test_a_calendar_holds_what_binds_its_person_and_nothing_that_has_ended(core: House) -> None:
    calendars = Calendars(core.store, core.clock, core.companies)
    bound = core.complains(phone="+8613800138000")
    owner = bound["owner_id"]
    assert [p.id for p in calendars.subscribed(owner).promises] == [bound["id"]]
    Rotas(core.store, core.clock, core.companies).sick(owner)
    core.watcher.sweep()
    core.watcher.sweep()
    assert calendars.subscribed(owner).promises == ()
    new = core.promises()[-1]
    assert [p.id for p in calendars.subscribed(new["owner_id"]).promises] == [new["id"]]


def test_the_number_of_a_calendar_is_each_persons_own(core: House) -> None:
    calendars = Calendars(core.store, core.clock, core.companies)
    assert (calendars.number("wang"), calendars.number("zhao")) == (0, 0)
    calendars.renew("wang")
    calendars.renew("wang")
    assert (calendars.number("wang"), calendars.number("zhao")) == (2, 0)
    for work in (calendars.number, calendars.renew, calendars.subscribed):
        with pytest.raises(NotFound):
            work("nobody")


def test_covered_time_ends_where_the_night_does(core: House, rotas: Rotas) -> None:
    """A slot on the night of a day off belongs to whoever is on duty by name."""
    starts = datetime.combine((FRIDAY + DAY).date(), FRIDAY.replace(hour=20).timetz())
    rotas.change("li", "wang", roster.DUTY, starts, starts + timedelta(hours=8))
    with core.store.read() as tx:
        now = core.companies.current(tx)
    assert rota.on_shift(now, "wang", starts + timedelta(hours=7)) and not rota.on_shift(now, "wang", starts - DAY / 24)
