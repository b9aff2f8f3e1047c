"""People are told where they are, on both databases: once, on the first way that works, and the next in the line by
name when nobody reacts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handoff import alarms, commitments
from handoff.bells import Bells
from handoff.document import to_document
from handoff.letters import Closed, Later, Never, Unsure
from handoff.model import Company, Leave, Person
from handoff.ringing import Bell
from handoff.scene import Scene
from tests.core.small import FRIDAY, House, company

ALL = frozenset({"wecom", "email", "webhook"})
DESK = "https://desk.example.com"


def addressed(**changes: dict[str, Any]) -> Company:
    """The small company, everybody with all three ways."""
    base = company()
    people: dict[str, Person] = {}
    for one in base.people.values():
        ways = {"email": f"{one.id}@example.com", "wecom_userid": one.id, "webhook": f"https://example.com/{one.id}"}
        people[one.id] = replace(one, **{**ways, **changes.get(one.id, {})})
    return replace(base, people=people)


def moves_in(core: House, new: Company) -> None:
    row = {"version": len(core.rows("company")) + 1, "imported_at": FRIDAY, "document": to_document(new)}
    core.store.write(lambda tx: tx.insert("company", row))


def bells_of(core: House) -> Bells:
    return Bells(core.store, core.clock, core.companies, f"{DESK}/")


@pytest.fixture
def bells(core: House) -> Bells:
    moves_in(core, addressed())
    return bells_of(core)


def ring(bells: Bells, served: frozenset[str] = ALL) -> list[Bell]:
    """Everything that may go now, claimed."""
    return [bell for way in bells.pending(served) if (bell := bells.claim(*way))]


def tell(bells: Bells, served: frozenset[str] = ALL) -> list[tuple[str, str]]:
    """As `ring`, and every vendor takes it; returns to whom on which way."""
    found = ring(bells, served)
    for bell in found:
        bells.sent(bell, "")
    return [(bell.person_id, bell.channel) for bell in found]


def raise_alarm(core: House, case_id: str | None = None, kind: str = "undeliverable") -> None:
    def work(tx: Any) -> None:
        scene = Scene(tx, core.companies.current(tx), core.clock.now())
        commitments.alarm(scene, kind, case_id, {"channel": "sms"})

    core.store.write(work)


def reminded(core: House) -> dict[str, Any]:
    """A promise about which its owner was just reminded."""
    bound = core.complains()
    core.clock.set(bound["due_at"] - timedelta(minutes=10))
    core.watcher.sweep()
    return bound


def states(core: House) -> list[tuple[str, str, str]]:
    rows = sorted(core.rows("bells"), key=lambda row: row["id"])
    return [(row["person_id"], row["way"], row["state"]) for row in rows]


def test_an_owner_is_reminded_once_and_reads_what_case_by_when_and_where(core: House, bells: Bells) -> None:
    bound = reminded(core)
    (bell,) = ring(bells)
    assert (bell.person_id, bell.channel, bell.address) == (bound["owner_id"], "wecom", bound["owner_id"])
    due = bound["due_at"].astimezone(FRIDAY.tzinfo)
    assert bell.text == (
        f"承诺即将到期\n工单 {bound['case_id']}，时限6月5日（周五）{due:%H:%M}。\n{DESK}/cases/{bound['case_id']}"
    )
    assert bell.subject == f"【一诺】承诺即将到期 {bound['case_id']}"
    bells.sent(bell, "")
    for _ in range(5):
        core.later(minutes=1)
        assert ring(bells) == []
    assert states(core) == [(bound["owner_id"], "wecom", "sent")]


def test_nothing_that_a_customer_said_or_their_number_is_sent(core: House, bells: Bells) -> None:
    turn, known = core.says("我姓欧阳，13800138000，洗衣机坏了没人管", intent="complaint", phone="+8613800138000")
    core.intake.hand_off(turn, known)
    core.clock.set(core.promises()[-1]["due_at"] + timedelta(seconds=1))
    core.watcher.sweep()
    sent = "".join(f"{bell.subject}{bell.text}{bell.items}" for bell in ring(bells))
    assert "承诺失约" in sent
    assert not [word for word in ("欧阳", "138", "洗衣机") if word in sent.replace(core.promises()[-1]["case_id"], "")]


def test_somebody_who_reads_english_alone_is_told_in_english(core: House) -> None:
    moves_in(core, addressed(li={"languages": frozenset({"en"})}, wang={"languages": frozenset({"en", "zh"})}))
    bound = core.complains()
    raise_alarm(core, bound["case_id"])
    _notice(core, bound, "soon", "wang")
    bell, other = sorted(ring(bells_of(core)), key=lambda one: one.person_id)
    assert other.text.startswith("承诺即将到期\n工单 ")
    due = bound["due_at"].astimezone(FRIDAY.tzinfo)
    link = f"{DESK}/cases/{bound['case_id']}"
    assert bell.text == (
        f"A message cannot reach the customer\nCase {bound['case_id']}, due Fri 5 Jun, {due:%H:%M}.\n{link}"
    )


def test_without_the_desks_address_there_is_no_link(core: House) -> None:
    moves_in(core, addressed())
    raise_alarm(core, kind="calendar_ends")
    (bell,) = ring(Bells(core.store, core.clock, core.companies, ""))
    assert bell.text == "日历即将用尽"


def test_an_alarm_of_a_kind_without_words_is_told_all_the_same(core: House, bells: Bells) -> None:
    raise_alarm(core, kind="something_new")
    (bell,) = ring(bells)
    assert bell.text == f"有新的警报\n{DESK}/board"


def test_the_ways_are_tried_in_the_companys_order_until_one_takes_it(core: House) -> None:
    order = addressed()
    moves_in(core, replace(order, policy=replace(order.policy, tell_by=("email", "webhook", "wecom"))))
    bells = bells_of(core)
    raise_alarm(core)
    for way, why in (("email", Never("550")), ("webhook", Unsure("timeout"))):
        (bell,) = ring(bells)
        assert bell.channel == way
        bells.failed(bell, why)
    assert tell(bells) == [("top", "wecom")]
    assert ring(bells) == []
    assert states(core) == [("top", "email", "failed"), ("top", "webhook", "unknown"), ("top", "wecom", "sent")]


def test_what_is_not_set_up_or_not_known_of_a_person_is_no_way(core: House) -> None:
    moves_in(core, addressed(top={"wecom_userid": "", "email": ""}))
    bells = bells_of(core)
    raise_alarm(core)
    assert tell(bells, frozenset({"wecom", "email"})) == []
    assert states(core) == [("top", "", "dropped")]
    raise_alarm(core)
    assert tell(bells) == [("top", "webhook")]


def test_a_house_without_any_way_begins_nothing(core: House, bells: Bells) -> None:
    reminded(core)
    raise_alarm(core)
    assert tell(bells, frozenset()) == []
    assert core.rows("bells") == []


def test_a_vendor_that_is_away_is_tried_again_with_growing_pauses_before_the_next_way(
    core: House, bells: Bells
) -> None:
    raise_alarm(core)
    pauses = []
    for _ in range(2):
        (bell,) = ring(bells)
        assert bell.channel == "wecom"
        bells.failed(bell, Later("-1"))
        (row,) = core.rows("bells")
        pauses.append((row["next_at"] - core.clock.now()).total_seconds())
        core.clock.set(row["next_at"] - timedelta(seconds=1))
        assert ring(bells) == []
        core.later(seconds=1)
    (bell,) = ring(bells)
    bells.failed(bell, Later("-1"))
    assert pauses == [5, 15]
    assert tell(bells) == [("top", "email")]


def test_the_last_way_is_tried_longer_and_then_given_up(core: House, bells: Bells) -> None:
    moves_in(core, addressed(top={"wecom_userid": "", "webhook": ""}))
    raise_alarm(core)
    for _ in range(8):
        (bell,) = ring(bells)
        bells.failed(bell, Later("network"))
        core.clock.set(core.rows("bells")[0]["next_at"] or core.clock.now())
    assert states(core)[0] == ("top", "email", "failed")


def test_a_vendor_that_says_when_is_asked_then(core: House, bells: Bells) -> None:
    raise_alarm(core)
    (bell,) = ring(bells)
    bells.failed(bell, Later("45009", after_s=60))
    assert core.rows("bells")[0]["next_at"] == core.clock.now() + timedelta(seconds=60)


def test_an_alarm_of_a_case_goes_to_the_supervisor_then_upwards_by_name_each_once(core: House) -> None:
    base = addressed()
    mid = Person(
        "mid", "钱经理", "区域经理", "head", "本公司", role="manager", reports_to="top", email="mid@example.com"
    )
    li = replace(base.people["li"], reports_to="mid")
    moves_in(core, replace(base, people={**base.people, "mid": mid, "li": li}))
    bells = bells_of(core)
    case = core.complains()["case_id"]
    raise_alarm(core, case)
    assert tell(bells) == [("li", "wecom")]
    core.later(minutes=9, seconds=59)
    assert tell(bells) == []
    core.later(seconds=1)
    (bell,) = ring(bells)
    assert (bell.person_id, bell.channel) == ("mid", "email")
    assert "10:00已通知李静，还没有人处理。" in bell.text
    assert bell.items[0]["unanswered_by"] == "李静"
    bells.sent(bell, "")
    core.later(minutes=10)
    (bell,) = ring(bells)
    assert bell.person_id == "top"
    assert "10:10已通知钱经理，还没有人处理。" in bell.text
    bells.sent(bell, "")
    for _ in range(4):
        core.later(minutes=10)
        assert tell(bells) == []
    told = core.casework.board("top").alarms[0].told
    assert [(one.name, one.way, one.state) for one in told] == [
        ("李静", "wecom", "sent"), ("钱经理", "email", "sent"), ("顾远", "wecom", "sent"),
    ]  # fmt: skip
    assert [one.at - FRIDAY for one in told] == [timedelta(minutes=n) for n in (0, 10, 20)]


def test_an_alarm_without_a_case_goes_to_the_duty_manager_and_not_to_agents(core: House, bells: Bells) -> None:
    raise_alarm(core)
    assert tell(bells) == [("top", "wecom")]
    core.later(minutes=30)
    assert tell(bells) == []


def test_an_agent_is_told_of_no_alarm_even_where_the_line_leads_over_them(core: House, bells: Bells) -> None:
    moves_in(core, addressed(li={"reports_to": "zhao"}, zhao={"reports_to": "top"}))
    raise_alarm(core, core.complains()["case_id"])
    told = []
    for _ in range(4):
        told += tell(bells)
        core.later(minutes=10)
    assert [person for person, _ in told] == ["li", "top"]


def test_where_nothing_gets_through_to_one_the_next_is_told_at_once(core: House, bells: Bells) -> None:
    moves_in(core, addressed(li={"wecom_userid": "", "webhook": ""}))
    raise_alarm(core, core.complains()["case_id"])
    (bell,) = ring(bells)
    bells.failed(bell, Never("550"))
    (bell,) = ring(bells)
    assert bell.person_id == "top"
    assert "没能通知到李静，还没有人处理。" in bell.text


def test_somebody_without_any_way_works_at_the_desk_and_has_their_time_to_react(core: House, bells: Bells) -> None:
    moves_in(core, addressed(li={"wecom_userid": "", "webhook": "", "email": ""}))
    raise_alarm(core, core.complains()["case_id"])
    assert tell(bells) == []
    core.later(minutes=9)
    assert tell(bells) == []
    core.later(minutes=1)
    assert tell(bells) == [("top", "wecom")]


@pytest.mark.parametrize("about", ["li", "top"])
def test_whoever_is_complained_about_and_those_below_never_hear_of_it(core: House, bells: Bells, about: str) -> None:
    bound = core.complains("投诉你们的人", complained=[about], about=[about])
    core.store.write(lambda tx: _set_about(core, tx, bound["case_id"], about))
    barred = {"li": {"li", "wang", "zhao"}, "top": {"top", "hua", "li", "wang", "zhao"}}[about]
    raise_alarm(core, bound["case_id"])
    _notice(core, bound, "soon", "wang")
    told = []
    for _ in range(6):
        told += tell(bells)
        core.later(minutes=10)
    assert {person for person, _ in told} == {{"li": "top", "top": "om"}[about]}
    assert not barred & {row["person_id"] for row in core.rows("bells")}


def _set_about(core: House, tx: Any, case_id: str, about: str) -> None:
    tx.update("cases", tx.row("cases", case_id), {"about": [about]})
    tx.event(case_id, "about_set", "top", core.clock.now())


def _notice(core: House, bound: dict[str, Any], kind: str, person: str) -> None:
    def work(tx: Any) -> None:
        commitments.notice(Scene(tx, core.companies.current(tx), core.clock.now()), person, kind, bound)

    core.store.write(work)


def test_somebody_complained_about_after_the_bell_was_begun_is_not_told_any_more(core: House, bells: Bells) -> None:
    bound = core.complains()
    raise_alarm(core, bound["case_id"])
    (way,) = bells.pending(ALL)
    core.store.write(lambda tx: _set_about(core, tx, bound["case_id"], "li"))
    assert bells.claim(*way) is None
    assert states(core) == [("li", "wecom", "dropped")]
    core.later(minutes=10)
    assert tell(bells) == [("top", "wecom")]


def put_away(core: House, bound: dict[str, Any]) -> None:
    core.casework.seen_alarm("li", core.rows("alarms")[0]["id"])


def call(core: House, bound: dict[str, Any]) -> None:
    core.casework.start_call(bound["owner_id"], bound["id"])


def keep(core: House, bound: dict[str, Any]) -> None:
    core.casework.reached(bound["owner_id"], bound["id"], "说好了", "寄出配件", FRIDAY + timedelta(days=3))


def hand_over(core: House, bound: dict[str, Any]) -> None:
    core.casework.hand_over("li", bound["case_id"], "zhao", "换人跟进")


@pytest.mark.parametrize("react", [put_away, call, keep, hand_over])
@pytest.mark.parametrize("before", ["begun", "told"])
def test_once_somebody_reacts_nobody_else_is_told(core: House, bells: Bells, react: Any, before: str) -> None:
    bound = core.complains()
    raise_alarm(core, bound["case_id"])
    (way,) = bells.pending(ALL)
    if before == "told":
        assert tell(bells) == [("li", "wecom")]
    core.later(minutes=1)
    react(core, bound)
    if before == "begun":
        assert bells.claim(*way) is None
    core.store.write(lambda tx: [tx.update("notices", n, {"seen_at": core.clock.now()}) for n in tx.rows("notices")])
    for _ in range(3):
        core.later(minutes=10)
        assert tell(bells) == []


@pytest.mark.parametrize("react", ["seen", "called", "kept"])
def test_a_reminder_that_was_acted_on_rings_no_more(core: House, bells: Bells, react: str) -> None:
    bound = reminded(core)
    (way,) = bells.pending(ALL)
    if react == "seen":
        core.casework.seen_notice(bound["owner_id"], core.rows("notices")[0]["id"])
    else:
        (call if react == "called" else keep)(core, bound)
    assert bells.claim(*way) is None
    assert states(core) == [(bound["owner_id"], "wecom", "dropped")]


def test_a_broken_promise_is_an_alarm_to_its_supervisor_and_goes_on_until_they_call(core: House, bells: Bells) -> None:
    bound = core.complains()
    core.clock.set(bound["due_at"] + timedelta(seconds=1))
    core.watcher.sweep()
    (bell,) = ring(bells)
    assert bell.person_id == "li"
    assert {item["kind"] for item in bell.items} == {"broken", "taken_over"}
    bells.sent(bell, "")
    call(core, core.promises()[-1])
    core.later(minutes=10)
    assert tell(bells) == []


def customer_moves(core: House, bound: dict[str, Any]) -> None:
    turn_id, known = core.says("改到下午吧")
    wish = {"windows": [[core.clock.now().isoformat(), (core.clock.now() + timedelta(hours=9)).isoformat()]]}
    assert core.intake.change_time(turn_id, {**known, "wish": wish}).closed


def keeper_covers(core: House, bound: dict[str, Any]) -> None:
    now = core.clock.now()
    away = addressed()
    moves_in(core, replace(away, leaves=(Leave(bound["owner_id"], now, now + timedelta(hours=8)),)))
    core.watcher.sweep()


@pytest.mark.parametrize("change", [customer_moves, keeper_covers])
def test_a_promise_that_nobody_of_the_company_moved_is_no_reaction(core: House, bells: Bells, change: Any) -> None:
    bound = core.complains()
    raise_alarm(core, bound["case_id"])
    assert tell(bells) == [("li", "wecom")]
    core.later(minutes=1)
    change(core, bound)
    assert core.rows("promises", id=bound["id"])[0]["state"] == "moved"
    core.later(minutes=10)
    assert ("top", "wecom") in tell(bells)


def test_once_the_customer_says_that_it_is_solved_nobody_else_is_told(core: House, bells: Bells) -> None:
    bound = core.complains()
    raise_alarm(core, bound["case_id"])
    assert tell(bells) == [("li", "wecom")]
    core.later(minutes=1)
    turn_id, known = core.says("已经好了")
    core.intake.solved(turn_id, known)
    core.later(minutes=10)
    assert tell(bells) == []


def test_many_alarms_at_once_are_one_message_and_what_follows_waits_for_a_minute(core: House, bells: Bells) -> None:
    raise_alarm(core)
    assert tell(bells) == [("top", "wecom")]
    for _ in range(29):
        core.later(seconds=1)
        raise_alarm(core)
        assert tell(bells) == []
    core.later(seconds=30)
    assert tell(bells) == []
    core.later(seconds=1)
    (bell,) = ring(bells)
    assert len(bell.items) == 29
    assert bell.subject == "【一诺】29条提醒"
    assert bell.text == f"消息送不到客户 ×29\n{DESK}/board"
    bells.sent(bell, "")
    assert [row["state"] for row in core.rows("bells")] == ["sent"] * 30


def test_a_message_is_never_longer_than_its_vendor_takes(core: House, bells: Bells) -> None:
    for number in range(25):
        raise_alarm(core, core.complains(address=f"anon:{number}")["case_id"], "limit_gave_way")
    bell = next(bell for bell in ring(bells) if bell.person_id == "li")
    shown = bell.text.count("工单")
    assert 10 <= shown < len(bell.items)
    assert bell.text.endswith(f"\n\n另有{len(bell.items) - shown}条，请看看板。{DESK}/board")
    assert len(bell.text.encode()) < 2048


def test_more_alarms_than_fit_into_one_look_are_all_told(core: House, bells: Bells) -> None:
    for _ in range(120):
        raise_alarm(core)
    told = 0
    for _ in range(4):
        for bell in ring(bells):
            told += len(bell.items)
            bells.sent(bell, "")
        core.later(minutes=1)
    assert told == 120


def test_two_keepers_at_once_tell_everybody_once(core: House, bells: Bells) -> None:
    keepers = [bells, bells_of(core), bells_of(core), bells_of(core)]
    case = core.complains()["case_id"]
    for _ in range(3):
        raise_alarm(core, case)
    raise_alarm(core)
    with ThreadPoolExecutor(4) as pool:
        found = [bell for some in pool.map(ring, keepers) for bell in some]
        assert sorted((bell.person_id, len(bell.items)) for bell in found) == [("li", 3), ("top", 1)]
        for bell in found:
            bells.sent(bell, "")
        core.later(minutes=10)
        again = [bell for some in pool.map(ring, keepers) for bell in some]
    assert [(bell.person_id, len(bell.items)) for bell in again] == [("top", 3)]


def test_a_keeper_that_dies_while_sending_leaves_it_to_the_next_way(core: House, bells: Bells) -> None:
    raise_alarm(core)
    (bell,) = ring(bells)
    core.later(seconds=19)
    assert ring(bells_of(core)) == []
    core.later(seconds=1)
    other = bells_of(core)
    assert ring(other) == []
    assert tell(other) == [("top", "email")]
    bells.sent(bell, "")  # it had only been slow
    assert states(core) == [("top", "wecom", "unknown"), ("top", "email", "sent")]


def test_a_way_that_is_closed_is_passed_over(core: House, bells: Bells) -> None:
    raise_alarm(core)
    (bell,) = ring(bells)
    bells.failed(bell, Closed("gettoken-40001"))
    assert tell(bells) == [("top", "email")]


def test_what_nobody_was_told_of_for_a_day_is_left_to_the_desk(core: House, bells: Bells) -> None:
    raise_alarm(core)
    core.later(days=1, seconds=1)
    assert tell(bells) == []


def test_somebody_who_left_or_lost_an_address_is_not_written_to(core: House, bells: Bells) -> None:
    raise_alarm(core)
    (way,) = bells.pending(ALL)
    moves_in(core, addressed(top={"wecom_userid": ""}))
    assert bells.claim(*way) is None


def test_a_repeated_alarm_of_a_state_that_lasts_is_told_each_time_it_is_raised(core: House, bells: Bells) -> None:
    def work(tx: Any) -> None:
        scene = Scene(tx, core.companies.current(tx), core.clock.now())
        alarms.remind(scene, "no_gateway", {"channel": "sms"}, alarms.HOURLY, of="channel")

    for _ in range(3):
        core.store.write(work)
        core.later(minutes=31)
        tell(bells)
    assert len(core.rows("bells")) == len(core.rows("alarms")) == 2
