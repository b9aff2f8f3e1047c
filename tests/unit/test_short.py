"""Short answers: what ends all text messages, what stands for words, and what is said as it is."""

from __future__ import annotations

from typing import Any

import pytest

from handoff.short import GREETING, NO, OTHER_TIME, YES, meaning, opts_out, wants_peace

OPEN: dict[str, Any] = {"case": "C1", "promise": {"owner": "王敏"}, "channel": "sms"}
ASKED: dict[str, Any] = {"case": "C1", "proposal": True, "channel": "sms"}


@pytest.mark.parametrize(
    "text",
    [
        "退订", "TD", "td", "T", "N", "R", "Ｔ", "ＴＤ", "ｎ", " t d ", "退 订", "退订。", "「退订」", "【退订】", "TD！", "\u3000R\n",
        "退订回T", "退订回复TD", "回复TD退订", "回T退订", "T退订", "退订T", "拒收", "拒收请回复R", "取消订阅", "STOP", "Stop.",
        "stop all", "STOPALL", "UNSUBSCRIBE", "Cancel", "END", "quit", "REVOKE", "OPTOUT", "opt-out", "“退订”",
    ],
)  # fmt: skip
def test_a_word_that_stands_for_it_ends_all_text_messages(text: str) -> None:
    assert opts_out("sms", text)


@pytest.mark.parametrize(
    "text",
    [
        "我要退订单，你们不给退", "我没有退订过你们的服务", "怎么退订", "退订了还一直发，我要投诉", "退订这台洗衣机", "不要退订",
        "NT", "TT", "RT", "NO", "not yet", "T恤坏了", "R32空调不制冷", "stop calling me at night", "please end this", "1", "2",
        "拒收的包裹没退款", "取消", "取消预约", "", "。", "是", "no t", "the end",
    ],
)  # fmt: skip
def test_a_message_that_merely_contains_such_a_word_ends_nothing(text: str) -> None:
    assert not opts_out("sms", text)


@pytest.mark.parametrize("channel", ["webchat", "wechat", "wecom"])
def test_only_text_messages_are_ended_like_this(channel: str) -> None:
    assert not opts_out(channel, "退订")


@pytest.mark.parametrize(
    "one", ["1", "１", "1.", " 1 ", "1。", "【1】", "①", "1️⃣", "回复1", "选1", "我选1", "按1", "“1”"]
)
def test_one_confirms(one: str) -> None:
    assert meaning(one, ASKED, None) == YES
    assert meaning(one, OPEN, None) == "好的"


@pytest.mark.parametrize("two", ["2", "２", "2！", "②", "2️⃣", "回2", "回复 2"])
def test_two_denies_or_asks_for_another_time(two: str) -> None:
    assert meaning(two, ASKED, None) == NO
    assert meaning(two, OPEN, None) == OTHER_TIME


@pytest.mark.parametrize(
    "text",
    ["是", "是的", "「是」", "对", "對", "解決了", "已經解決了", "yes", "Yes.", "YES!", "yeah", "ok", "yes please", "Yes, it is solved",
     "it's fixed", "solved"],
)  # fmt: skip
def test_a_plain_yes_in_any_tongue_ends_a_case_that_was_proposed_for_it(text: str) -> None:
    assert meaning(text, ASKED, None) == YES
    assert meaning(text, OPEN, None) == text
    assert meaning(text, {"case": None}, None) == text


@pytest.mark.parametrize(
    "text",
    ["不是", "不是的", "“不是”", "还没有", "還沒有", "沒解決", "沒有", "no", "No.", "NO!", "nope", "not yet", "no, not yet",
     "it is not solved", "No, not fixed yet"],
)  # fmt: skip
def test_a_plain_no_in_any_tongue_goes_on_with_it(text: str) -> None:
    assert meaning(text, ASKED, None) == NO
    assert meaning(text, OPEN, None) == text


@pytest.mark.parametrize(
    "text",
    ["no, it still leaks", "yes but the door is broken", "不是我的问题", "是谁负责", "沒有人打電話給我", "ok whatever", "yesterday"],
)  # fmt: skip
def test_a_yes_or_no_with_more_behind_it_is_read_whole(text: str) -> None:
    assert meaning(text, ASKED, None) == text


@pytest.mark.parametrize("text", ["12", "3", "1楼", "2号来", "第2次了", "21", "11月2日", "1.5匹的空调", "1 2", "1,2"])
def test_other_numbers_stay_what_they_are(text: str) -> None:
    assert meaning(text, ASKED, None) == text
    assert meaning(text, OPEN, None) == text


@pytest.mark.parametrize("text", ["1", "2"])
def test_without_a_case_a_digit_answers_nothing(text: str) -> None:
    assert meaning(text, {"case": None, "channel": "sms"}, None) == text


@pytest.mark.parametrize("text", ["START", "unstop", "HELP", "Info.", "帮助"])
def test_who_comes_back_or_asks_for_help_by_text_message_is_greeted(text: str) -> None:
    assert meaning(text, {"channel": "sms"}, None) == GREETING
    assert meaning(text, {"channel": "webchat"}, None) == text


@pytest.mark.parametrize(
    "text",
    ["不要再联系我了", "请不要再联系我。", "别再打扰我了", "麻烦你们以后别再烦我了！", "不用再联系我了", "请勿打扰",
     "Please stop contacting me", "do not contact me again", "Don't message me anymore!", "Leave me alone.",
     "以后不要再给我发短信了", "停止骚扰我", "請不要再聯繫我了", "不必再找我了"],
)  # fmt: skip
def test_who_wants_to_be_left_alone_says_nothing_else(text: str) -> None:
    assert wants_peace(text)


@pytest.mark.parametrize(
    "text",
    ["不要再联系那个维修点了，直接换机", "你们怎么不联系我", "请联系我", "别再让我等了", "不要打电话，发消息",
     "没有人联系我", "请不要在晚上联系我", "我不要了，退款", "不找我了吗", "以后怎么联系你们",
     "don't call me, text me", "please don't contact me at night", "stop the order", "明天不要联系我，后天可以", "不要联系王敏"],
)  # fmt: skip
def test_what_holds_more_than_that_is_a_matter(text: str) -> None:
    assert not wants_peace(text)
