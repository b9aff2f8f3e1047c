"""From a customer's words to a named person and a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from handoff.journal import Held
from handoff.model import SHANGHAI, Identity, Refused
from handoff.verify import verify
from tests.core.small import KEY, House


def test_a_complaint_gets_a_name_and_a_time_in_one_transaction(core: House) -> None:
    made = core.complains(phone="+8613800138000")
    assert (made["owner_name"], made["state"], made["made_by"]) == ("王敏", "open", "dialogue")
    assert made["due_at"] == datetime(2026, 6, 5, 11, 0, tzinfo=SHANGHAI)
    told = core.told()[-1]
    assert "王敏（售后投诉专员）将于6月5日（周五）11:00前致电您（尾号8000）" in told
    assert told.index("抱歉") < told.index("谢谢") < told.index("王敏")
    assert told == made["words"]
    assert made["case_id"] in told


def test_a_customer_without_a_number_is_promised_a_message_here(core: House) -> None:
    assert "在这里联系您" in core.complains()["words"]


def test_after_closing_time_on_friday_the_promise_falls_on_monday_morning(core: House) -> None:
    core.later(hours=9)
    made = core.complains()
    assert made["slot_start"] == datetime(2026, 6, 8, 9, 0, tzinfo=SHANGHAI)


def test_what_is_said_on_top_of_a_case_stays_in_it_and_the_promise_stands(core: House) -> None:
    first = core.complains()
    core.complains("还有，遥控器也没有")
    assert len(core.promises()) == 1
    assert len(core.rows("cases")) == 1
    assert "王敏" in core.told()[-1]
    assert core.told()[-1].endswith(f"编号 {first['case_id']}。")


def test_a_later_threat_is_answered_sooner_and_the_old_promise_is_moved_not_broken(core: House) -> None:
    friday = ["2026-06-12T14:00:00+08:00", "2026-06-12T16:00:00+08:00"]
    core.complains(phone="+8613800138000", wish={"windows": [friday]})
    turn, known = core.says("再不解决我打12315", severity="threat", intent="complaint")
    core.intake.hand_off(turn, {**known, "wish": {"windows": [], "excluded": []}})
    old, new = core.promises()
    assert (old["state"], new["state"], new["previous_id"]) == ("moved", "open", old["id"])


def test_a_late_second_answer_to_the_same_turn_is_dropped(core: House) -> None:
    turn, known = core.says("坏了", intent="complaint")
    assert core.intake.hand_off(turn, known).closed
    assert core.intake.hand_off(turn, known).closed
    assert core.intake.close(turn, ["晚到的话"], known, {}) is False
    assert core.intake.dead_man(turn) is False
    assert len(core.promises()) == 1
    assert len(core.told()) == 1


def test_the_same_message_id_is_written_once(core: House) -> None:
    first = core.intake.receive("webchat", "anon:b", "same", "你好")
    second = core.intake.receive("webchat", "anon:b", "same", "你好")
    assert (first.new, second.new, first.turn_id) == (True, False, second.turn_id)


def test_two_devices_of_one_customer_number_their_messages_each_for_themselves(core: House) -> None:
    who = Identity("webchat", "site:u1", "陈女士")
    sent = [core.intake.receive("webchat", "site:u1", "1", text, who, source) for source, text in
            (("phone", "你好"), ("laptop", "有人吗"), ("phone", "你好"))]  # fmt: skip
    assert [r.new for r in sent] == [True, True, False]
    shown = core.intake.messages(sent[0].conversation_id)
    assert [m["text"] for m in shown] == ["你好", "有人吗"]
    assert len({m["id"] for m in shown}) == 2


def test_two_at_once_never_get_the_same_slot(core: House) -> None:
    turns = [core.says("坏了", f"anon:{n}", intent="complaint") for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda t: core.intake.hand_off(*t), turns))
    slots = [(p["owner_id"], p["slot_start"]) for p in core.promises()]
    assert len(slots) == len(set(slots)) == 12


def test_a_customer_vouched_for_by_the_site_is_known_by_name_and_number(core: House) -> None:
    who = Identity("site", "u1", "陈女士", "+8613900139000")
    receipt = core.intake.receive("webchat", "site:u1", "1", "退货", who)
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn
    known = turn.known
    assert (known["name"], known["phone"], known["reachable"]) == ("陈女士", "+8613900139000", True)


def test_another_time_moves_the_promise_into_the_window(core: House) -> None:
    core.complains(phone="+8613800138000")
    monday = ["2026-06-08T15:00:00+08:00", "2026-06-08T18:00:00+08:00"]
    turn, known = core.says("改到周一下午三点后", wish={"windows": [monday]})
    core.intake.change_time(turn, known)
    old, new = core.promises()
    assert (old["state"], new["due_at"]) == ("moved", datetime(2026, 6, 8, 15, 20, tzinfo=SHANGHAI))
    assert new["owner_name"] == "王敏"


def test_asking_for_another_time_without_one_asks_which(core: House) -> None:
    core.complains()
    turn, known = core.says("换个时间")
    said = core.intake.change_time(turn, known)
    assert not said.closed
    assert "什么时间" in said.texts[0]


def test_solved_closes_the_case_and_ends_every_promise(core: House) -> None:
    core.complains()
    turn, known = core.says("我自己弄好了")
    core.intake.solved(turn, known)
    assert [c["state"] for c in core.rows("cases")] == ["closed"]
    assert [p["state"] for p in core.promises()] == ["cancelled"]


def test_a_number_once_given_is_not_asked_for_in_the_next_case(core: House) -> None:
    core.complains(phone="+8613800138000")
    turn, known = core.says("已经好了")
    core.intake.solved(turn, known)
    _, known = core.says("又坏了")
    assert (known["case"], known["phone"]) == (None, "+8613800138000")


def test_what_the_customer_has_seen_before_saying_solved_stays_in_the_conversation(core: House) -> None:
    core.complains()
    assert len(core.told()) == 1
    turn, known = core.says("已经好了")
    core.intake.solved(turn, known)
    assert len(core.told()) == 2
    assert [m["state"] for m in core.rows("messages", sender="bot")] == ["delivered", "queued"]


def test_a_number_given_afterwards_turns_the_message_into_a_call(core: House) -> None:
    core.complains()
    turn, known = core.says("打13800138000吧", phone="+8613800138000")
    core.intake.note(turn, known, "give_phone")
    old, new = core.promises()
    assert (old["state"], new["reach"], new["slot_start"]) == ("moved", "call", old["slot_start"])
    assert core.told()[-1].startswith("好的，已经记下，谢谢您。王敏")


def test_a_second_number_replaces_the_first_for_good(core: House) -> None:
    core.complains(phone="+8613800138000")
    turn, known = core.says("还是打13900139000", phone="+8613900139000")
    core.intake.note(turn, known, "give_phone")
    turn, known = core.says("谢谢")
    core.intake.note(turn, known, "thank")
    assert [t[t.index("尾号"):][2:6] for t in core.told()] == ["8000", "9000", "9000"]


def test_a_complaint_about_the_owner_takes_the_case_away_from_them(core: House) -> None:
    core.complains(phone="+8613800138000")
    turn, known = core.says("我要投诉你们的王敏，她骂人", intent="complaint")
    core.intake.hand_off(turn, known)
    old, new = core.promises()
    assert (old["owner_id"], old["state"], new["owner_id"]) == ("wang", "moved", "zhao")


def test_a_complaint_about_the_top_goes_outside(core: House) -> None:
    assert core.complains("我要投诉你们经理顾远")["owner_id"] == "om"


def test_the_dead_man_makes_a_promise_from_nothing_and_raises_an_alarm(core: House) -> None:
    turn, _ = core.says("……")
    assert core.intake.dead_man(turn, reason="no model")
    assert [p["made_by"] for p in core.promises()] == ["dead_man"]
    assert {a["kind"] for a in core.rows("alarms")} == {"dead_man_turn", "dead_man"}
    assert "王敏" in core.told()[-1]


def test_when_the_window_cannot_be_had_it_gives_way_with_an_alarm_and_plain_words(core: House) -> None:
    made = core.complains(wish={"windows": [["2026-06-06T10:00:00+08:00", "2026-06-06T12:00:00+08:00"]]})
    assert made["gave_way"] == ["window"]
    assert [a["kind"] for a in core.rows("alarms")] == ["window_gave_way"]
    assert "时间段里没有" in made["words"]


def test_losing_all_memory_of_the_dialogue_loses_no_fact(core: House) -> None:
    turn, known = core.says("订单YL20260601 坏了", order_number="YL20260601", intent="complaint", asked=["phone"])
    core.intake.close(turn, ["请问电话？"], known, {"form": "handoff_form", "requested": "phone"})
    receipt = core.intake.receive("webchat", "anon:a", "next", "不方便")
    again = core.intake.take(receipt.conversation_id, "another bot")
    assert again
    assert (again.known["order_number"], again.known["asked"]) == ("YL20260601", ["phone"])
    assert again.dialogue["requested"] == "phone"


def test_one_process_has_a_conversation_until_it_answers_dies_or_takes_too_long(core: House) -> None:
    receipt = core.intake.receive("webchat", "anon:a", "1", "你好")
    core.intake.receive("webchat", "anon:a", "2", "在吗")
    first = core.intake.take(receipt.conversation_id, "bot")
    assert first
    assert first.more
    with pytest.raises(Held):
        core.intake.take(receipt.conversation_id, "another bot")
    assert core.intake.unanswered(worker="another bot") == []
    core.intake.close(first.id, ["您好"], {}, {})
    second = core.intake.take(receipt.conversation_id, "another bot")
    assert second
    assert (second.text, second.more) == ("在吗", False)
    core.intake.release("another bot")
    assert core.intake.take(receipt.conversation_id, "bot") == second
    core.later(seconds=16)
    assert core.intake.take(receipt.conversation_id, "third bot") == second


def test_when_the_customer_fetched_the_words_is_written_down(core: House) -> None:
    made = core.complains()
    core.told()
    core.intake.note_delivered()
    assert core.casework.case("wang", made["case_id"]).promises[0].told_at == core.clock.now()


def test_too_many_unanswered_messages_are_refused_but_a_repeat_is_acknowledged(core: House) -> None:
    for n in range(20):
        core.intake.receive("webchat", "anon:a", str(n), "？")
    with pytest.raises(Refused, match="backlog"):
        core.intake.receive("webchat", "anon:a", "20", "？")
    assert not core.intake.receive("webchat", "anon:a", "3", "？").new


def test_the_ledger_replays_after_all_of_it(core: House) -> None:
    test_another_time_moves_the_promise_into_the_window(core)
    turn, known = core.says("谢谢")
    core.intake.note(turn, known, "thank")
    turn, known = core.says("好了，解决了")
    core.intake.solved(turn, known)
    events, wrong = verify(core.store, KEY)
    assert events >= 4
    assert wrong == []
