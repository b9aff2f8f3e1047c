"""What people at the desk may see and do."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from handoff.model import SHANGHAI, NotFound, Refused
from handoff.verify import verify
from tests.core.small import FRIDAY, KEY, House

MONDAY = datetime(2026, 6, 8, 15, 0, tzinfo=SHANGHAI)


def test_the_owner_finds_the_case_with_the_whole_conversation(core: House) -> None:
    made = core.complains("洗衣机漏水", order_number="YL1", cost={"amount": 80, "text": "买了防水垫"})
    [promise] = core.casework.mine("wang")
    assert (promise.id, promise.case_id) == (made["id"], made["case_id"])
    case = core.casework.case("wang", made["case_id"])
    assert [m.sender for m in case.messages] == ["customer", "bot"]
    assert (case.order_number, case.cost) == ("YL1", "买了防水垫（¥80）")
    assert case.trail[0].kind == "opened"


def test_what_is_promised_on_the_phone_reaches_the_customer_in_the_same_words(core: House) -> None:
    made = core.complains()
    core.casework.reached("wang", made["id"], "答应补发", "补发防水垫", MONDAY)
    _, action = core.promises()
    assert (action["kind"], action["state"], action["due_at"]) == ("action", "open", MONDAY)
    assert core.told()[-1] == action["words"]
    assert "王敏（售后投诉专员）将于6月8日（周一）15:00前完成：补发防水垫" in action["words"]


@pytest.mark.parametrize(
    "due", [None, MONDAY - timedelta(days=7), MONDAY - timedelta(days=1), MONDAY + timedelta(hours=6)]
)
def test_an_action_is_promised_only_for_a_time_at_which_its_owner_works(core: House, due: datetime | None) -> None:
    made = core.complains()
    with pytest.raises(Refused):
        core.casework.reached("wang", made["id"], "答应补发", "补发", due)
    assert core.promises()[0]["state"] == "open"


def test_an_action_is_kept_only_with_evidence(core: House) -> None:
    made = core.complains()
    core.casework.reached("wang", made["id"], "答应补发", "补发防水垫", MONDAY)
    action = core.promises()[-1]
    with pytest.raises(Refused):
        core.casework.action_done("wang", action["id"], " ")
    core.casework.action_done("wang", action["id"], "顺丰 SF100200")
    assert core.promises()[-1]["state"] == "kept"
    assert core.rows("cases")[0]["state"] == "closing"


def test_a_case_with_a_consequential_cost_is_not_closed_before_the_owner_has_answered_it(core: House) -> None:
    made = core.complains(cost={"amount": 80, "text": "买了防水垫"})
    with pytest.raises(Refused, match="cost_unanswered"):
        core.casework.reached("wang", made["id"], "已解释")
    assert core.promises()[0]["state"] == "open"
    with pytest.raises(Refused, match="not_yours"):
        core.casework.answer_cost("zhao", made["case_id"], "照价赔偿")
    core.casework.answer_cost("wang", made["case_id"], "防水垫的80元由我们承担")
    assert "王敏（售后投诉专员）答复您：防水垫的80元由我们承担。" in core.told()[-1]
    core.casework.reached("wang", made["id"], "已解释")
    assert core.rows("cases")[0]["state"] == "closing"
    assert core.casework.case("wang", made["case_id"]).cost_answer == "防水垫的80元由我们承担"


def test_not_reached_promises_another_time_not_at_once(core: House) -> None:
    made = core.complains(phone="+8613800138000")
    core.casework.not_reached("wang", made["id"], "无人接听")
    old, new = core.promises()
    assert old["state"] == "attempted"
    assert new["owner_id"] == "wang"
    assert new["slot_start"] >= core.clock.now() + timedelta(hours=1)
    assert core.told()[-1] == new["words"]


def test_a_late_entry_does_not_take_a_broken_promise_off_the_record(core: House) -> None:
    made = core.complains()
    core.later(hours=2)
    with pytest.raises(Refused):
        core.casework.reached("wang", made["id"], "已打过")
    core.watcher.sweep()
    with pytest.raises(Refused):
        core.casework.reached("wang", made["id"], "已打过")
    assert core.promises()[0]["state"] == "broken"


def test_a_complaint_about_a_person_is_invisible_to_them_and_those_under_them(core: House) -> None:
    made = core.complains("你们的李静态度恶劣，我要投诉她")
    case = made["case_id"]
    assert made["owner_id"] not in ("li", "wang", "zhao")
    for hidden in ("li", "wang", "zhao"):
        with pytest.raises(NotFound):
            core.casework.case(hidden, case)
        assert core.casework.search(hidden, case) == []
        assert core.casework.mine(hidden) == []
        board = core.casework.board(hidden)
        assert not [p for p in (*board.open, *board.at_risk, *board.broken) if p.case_id == case]
        assert not [a for a in board.alarms if a.case_id == case]
    assert core.casework.case("top", case).about == (("li", "李静"),)


def test_setting_who_is_complained_about_moves_the_case_away_at_once(core: House) -> None:
    made = core.complains()
    core.casework.set_about("li", made["case_id"], ["wang"])
    old, new = core.promises()
    assert (old["state"], new["owner_id"]) == ("moved", "zhao")
    with pytest.raises(NotFound):
        core.casework.case("wang", made["case_id"])
    with pytest.raises(Refused):
        core.casework.set_about("zhao", made["case_id"], [])


def test_an_action_promised_by_somebody_complained_about_stays_promised_by_another(core: House) -> None:
    made = core.complains()
    core.casework.reached("wang", made["id"], "答应补发", "补发防水垫", MONDAY)
    core.casework.set_about("li", made["case_id"], ["wang"])
    new = core.promises()[-1]
    assert (new["kind"], new["state"], new["what"], new["due_at"]) == ("action", "open", "补发防水垫", MONDAY)
    assert new["owner_id"] == "zhao"
    assert "赵强" in core.told()[-1]
    assert core.casework.case("zhao", made["case_id"]).owner_name == "赵强"
    assert verify(core.store, KEY)[1] == []


def test_a_reminder_of_a_case_that_became_hidden_is_hidden_too(core: House) -> None:
    made = core.complains()
    core.casework.hand_over("wang", made["case_id"], "zhao", "本周培训")
    assert [n.kind for n in core.casework.board("zhao").notices] == ["handed_over"]
    core.casework.set_about("li", made["case_id"], ["zhao"])
    assert core.casework.board("zhao").notices == ()


def test_an_agent_of_another_team_does_not_see_the_case(core: House) -> None:
    made = core.complains()
    with pytest.raises(NotFound):
        core.casework.case("hua", made["case_id"])


def test_handing_over_keeps_the_first_owner_on_the_case_and_tells_the_customer(core: House) -> None:
    made = core.complains()
    core.casework.hand_over("wang", made["case_id"], "zhao", "本周培训")
    assert core.casework.case("zhao", made["case_id"]).first_owner_name == "王敏"
    assert core.casework.case("wang", made["case_id"]).owner_name == "赵强"
    assert "赵强（售后投诉专员）将于" in core.told()[-1]


def test_a_close_is_a_proposal_that_the_customer_confirms_or_refuses(core: House) -> None:
    made = core.complains()
    with pytest.raises(Refused):
        core.casework.propose_close("wang", made["case_id"], "已处理")
    core.casework.reached("wang", made["id"], "说明了保修")
    turn, known = core.says("没有，还是不转")
    core.intake.note(turn, known, "deny")
    assert core.rows("cases")[0]["state"] == "open"
    again = core.promises()[-1]
    assert again["owner_id"] == "wang"
    core.casework.reached("wang", again["id"], "换了电机")
    turn, known = core.says("是的")
    core.intake.note(turn, known, "affirm")
    assert (core.rows("cases")[0]["state"], core.rows("cases")[0]["closed_by"]) == ("closed", "customer")
    assert verify(core.store, KEY)[1] == []


@pytest.mark.parametrize("intent", ["thank", "goodbye"])
def test_thanks_are_no_yes_to_whether_it_is_solved(core: House, intent: str) -> None:
    made = core.complains()
    core.casework.reached("wang", made["id"], "换了电机")
    turn, known = core.says("好的，谢谢，再见")
    core.intake.note(turn, known, intent)
    assert core.rows("cases")[0]["state"] == "closing"
    assert core.told()[-1] == core.told()[-2] and "是不是已经解决了" in core.told()[-1]
    turn, known = core.says("是")
    core.intake.note(turn, known, "affirm")
    assert core.rows("cases")[0]["closed_by"] == "customer"
    assert verify(core.store, KEY)[1] == []


def test_for_an_action_the_end_of_the_third_working_day_is_suggested(core: House) -> None:
    made = core.complains()  # on a Friday
    assert core.casework.case("wang", made["case_id"]).action_by == FRIDAY.replace(hour=18) + timedelta(days=5)


def test_only_the_owner_or_a_supervisor_records_a_call(core: House) -> None:
    made = core.complains()
    with pytest.raises(Refused):
        core.casework.reached("zhao", made["id"], "我打的")
    core.casework.start_call("li", made["id"])
    assert core.promises()[0]["state"] == "calling"


def test_signing_in_takes_the_right_password_and_few_tries(core: House) -> None:
    assert core.casework.sign_in("王敏", "guessed-by-nobody", "127.0.0.1").id == "wang"
    for _ in range(5):
        with pytest.raises(Refused, match="wrong_password"):
            core.casework.sign_in("wang", "no", "127.0.0.1")
    with pytest.raises(Refused, match="too_many_attempts"):
        core.casework.sign_in("王敏", "guessed-by-nobody", "127.0.0.1")
    core.later(minutes=16)
    assert core.casework.sign_in("wang", "guessed-by-nobody", "127.0.0.1").name == "王敏"


def test_an_alarm_is_acknowledged_by_a_supervisor(core: House) -> None:
    turn, _ = core.says("？？")
    core.intake.dead_man(turn)
    alarms = core.casework.board("li").alarms
    with pytest.raises(Refused):
        core.casework.seen_alarm("wang", alarms[0].id)
    core.casework.seen_alarm("li", alarms[0].id)
    assert len(core.casework.board("li").alarms) == len(alarms) - 1
