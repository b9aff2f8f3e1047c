"""What the customer is told."""

from __future__ import annotations

import inspect
import itertools
import re

import pytest

from handoff import action_wording, wording
from handoff.tongues import SIMPLIFIED
from handoff.wording import Owner, Terms
from tests.unit.small_company import at

NOW = at("2026-06-08 10:00")
MIN, LAN = Owner("王敏", "售后投诉专员"), Owner("陈岚", "投诉主管")
PROMISE = "王敏（售后投诉专员）将于6月8日（周一）15:20前"


def terms(reach: str = "call", phone: str = "+8613800138000", tongue: str = SIMPLIFIED) -> Terms:
    return {"owner": MIN, "due_at": at("2026-06-08 15:20"), "now": NOW, "reach": reach, "phone": phone,
            "case_id": "260608-123456", "slot_start": at("2026-06-08 15:00"), "tongue": tongue}  # fmt: skip


def everything(reach: str, tongue: str = SIMPLIFIED) -> list[str]:
    """Every message that holds a promise."""
    t = terms(reach, tongue=tongue)
    intents = ("complaint", "repair_status", "refund", "hq_contact", "delivery", "threat", "ask_human")
    first = [
        wording.first_answer(intent=i, repeat=r, window_missed=w, cost=c, understood=u, **t)
        for i, r, w, c, u in itertools.product(intents, (False, True), (False, True), (False, True), (False, True))
    ]
    return [
        *first, wording.restate(**t), wording.moved(**t), wording.moved(window_missed=True, **t), wording.noted(**t),
        wording.noted(cost=True, **t), wording.thanked(**t), wording.replanned(earlier=LAN, why="left", **t),
        wording.replanned(earlier=MIN, why="busy", **t), wording.broken(earlier=LAN, **t),
        wording.broken(earlier=MIN, **t), wording.withdrawn(what="寄出配件", **t),
        wording.action_broken(earlier=LAN, what="寄出配件", **t), wording.not_reached(**t), wording.not_online(**t),
        wording.handed_over(earlier=LAN, **t), wording.escalated(cost=True, **t), wording.reopened(**t),
        *([] if reach == "message" else [wording.abandoned(**t), wording.not_put_through(**t)]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-06-08 15:20", "6月8日（周一）15:20"), ("2026-06-14 09:00", "6月14日（周日）09:00"),
        ("2027-01-04 09:20", "2027年1月4日（周一）09:20"),
    ],
)  # fmt: skip
def test_a_time_is_told_with_its_weekday_and_the_year_when_it_is_another(due: str, words: str) -> None:
    assert wording.when(at(due), NOW) == words


def test_a_time_is_told_in_shanghai_wherever_it_was_kept() -> None:
    from datetime import timezone

    assert wording.when(at("2026-06-08 15:20").astimezone(timezone.utc), NOW) == "6月8日（周一）15:20"


def test_the_promise_is_said_in_full() -> None:
    words = wording.promise_words(MIN, at("2026-06-08 15:20"), NOW, "call")
    assert words == "王敏（售后投诉专员）将于6月8日（周一）15:20前致电您"


@pytest.mark.parametrize(("reach", "verb"), [("call", "致电您"), ("message", "在这里联系您"), ("ring_again", "联系您")])
def test_every_message_holds_name_title_time_the_way_of_reaching_and_ends_with_the_case_number(
    reach: str, verb: str
) -> None:
    for text in everything(reach):
        assert "王敏（售后投诉专员）" in text, text
        assert "6月8日（周一）" in text, text
        assert "15:20" in text, text
        assert verb in text, text
        assert text.endswith("编号 260608-123456。"), text
        assert reach == "ring_again" or PROMISE in text, text


def test_somebody_without_a_number_is_not_told_that_they_will_be_called() -> None:
    for text in everything("message"):
        assert "致电" not in text
        assert "电话" not in text


def test_a_withheld_number_hears_when_to_ring_again_and_whom_it_is_put_through_to() -> None:
    words = wording.promise_words(MIN, at("2026-06-08 15:20"), NOW, "ring_again", "", at("2026-06-08 15:00"))
    assert words == "请您于6月8日（周一）15:00至15:20再次来电，我们把电话直接接到王敏（售后投诉专员），由其当时联系您"


def test_only_the_last_four_digits_of_a_number_are_repeated() -> None:
    for text in everything("call"):
        assert "（尾号8000）" in text
        assert "138001380" not in text
    assert wording.tail("") == wording.tail("123") == ""


def test_sorry_comes_before_thank_you_and_both_before_the_promise() -> None:
    for intent in ("complaint", "repair_status", "refund", "hq_contact", "delivery"):
        for repeat in (False, True):
            text = wording.first_answer(intent=intent, repeat=repeat, **terms())
            assert re.search("抱歉.*谢谢.*将于", text), text


def test_words_know_nothing_of_how_serious_a_matter_is_so_that_no_threat_changes_the_tone() -> None:
    for say in (wording.first_answer, wording.restate, wording.noted, wording.escalated, wording.moved):
        assert not {"severity", "threat", "why"} & {*inspect.signature(say).parameters}


def test_nothing_blames_compares_puts_off_begs_or_names_a_number_to_dial() -> None:
    for text in itertools.chain(*(everything(reach) for reach in ("call", "message", "ring_again"))):
        assert not re.search("尽快|等通知|稍后|耐心等|满意度|评分|打分|10分|别人|其他客户|您应该|您自己|400|800-|系统原因", text)


def test_a_window_that_could_not_be_met_and_a_cost_are_answered_plainly() -> None:
    text = wording.first_answer(intent="complaint", window_missed=True, cost=True, **terms())
    assert "您希望的时间段里没有空出来的人" in text
    assert "多花的钱也已记下，王敏会一并答复您" in text


def test_the_dead_mans_words_claim_no_understanding() -> None:
    text = wording.first_answer(intent="refund", understood=False, **terms())
    assert "原样记下" in text
    assert "退款" not in text


def test_a_broken_promise_is_owned_up_to_by_name() -> None:
    text = wording.broken(earlier=LAN, **terms())
    assert text.startswith("非常抱歉，陈岚没有按答应的时间联系您，这是我们的错。")
    assert "由王敏亲自负责" in text
    assert "亲自负责" not in wording.broken(earlier=MIN, **terms())


def test_an_action_is_promised_in_the_agents_own_words() -> None:
    due = at("2026-06-09 12:00")
    assert wording.action_words(MIN, "寄出主板。", due, NOW) == "王敏（售后投诉专员）将于6月9日（周二）12:00前完成：寄出主板"
    for text in (
        action_wording.action_promised(owner=MIN, what="寄出主板", due_at=due, now=NOW, case_id="1"),
        action_wording.action_restated(owner=MIN, what="寄出主板", due_at=due, now=NOW, case_id="1"),
    ):
        assert "将于6月9日（周二）12:00前完成：寄出主板。" in text
        assert text.endswith("编号 1。")


def test_closing_is_a_proposal_that_the_customer_answers() -> None:
    text = wording.close_proposal(owner=MIN, summary="已换新机", case_id="1")
    assert "已换新机。" in text
    assert "「是」" in text
    assert "「不是」" in text


def test_after_solved_no_further_contact_is_announced() -> None:
    assert "不会再为这件事打扰您" in wording.solved(case_id="1")
    assert "不再打扰您" in wording.closed(case_id="1")


def test_the_remaining_words_say_what_happens() -> None:
    assert "什么时间" in wording.ask_for_a_time()
    assert "没有还在处理的事" in wording.nothing_open()
    assert "正在给您打电话" in wording.in_call(owner=MIN, case_id="1")
    assert "已经办完：已退款。" in action_wording.action_done(owner=MIN, what="已退款。", case_id="1")
    assert wording.who(Owner("王敏", "")) == "王敏"
