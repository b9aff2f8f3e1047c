"""In which tongue a message is written, and that every sentence stands in all of them."""

from __future__ import annotations

import re
import string

import opencc
import pytest

from handoff.tongues import ENGLISH, SIMPLIFIED, TONGUES, TRADITIONAL, chinese, english, letters, say, script, table

WRITTEN = {
    TRADITIONAL: [
        "我的洗衣機壞了", "洗衣機", "請問幾時返修", "退錢", "後天可以嗎", "什麼時候打給我", "我要投訴你們", "WiFi 連不上😡", "我部洗衣機壞咗，冇人理",
        "唔該幫我睇下單號 DD2026060812", "冷氣漏水兩個禮拜", "已經打過三次電話！", "沒有人回覆", "這個型號XQG100", "謝謝妳", "台灣的電話可以嗎，請回電",
        "發票開錯了，寫成「发票」",
    ],
    SIMPLIFIED: [
        "我的洗衣机坏了", "手机", "我要投诉", "什么时候返修", "退钱", "没有人联系我", "WiFi连不上", "我部洗衣机坏咗，冇人理", "这个型号XQG100", "空调漏水两个星期😡",
        "已经打过三次电话！", "谢谢你们", "请问订单号DD2026060812到哪了", "发票开错了，写成「發票」", "order DD123 怎么还没到", "my phone 坏了，帮我修",
    ],
    ENGLISH: [
        "My washing machine is broken", "the fridge leaks", "I want a refund", "REFUND MY ORDER 12345 NOW",
        "please call me after 3 pm", "Nobody has called me back!", "It's been two weeks 😡", "where is my repair",
        "not yet", "I don’t want to wait", "it is solved, thank you", "Wrong item received",
        "Hello, my iPhone 15 is broken", "Can somebody help me?", "i bought this last week, it doesn't work",
        "see https://example.com/p/1 for what I ordered",
    ],
}  # fmt: skip
UNCLEAR = [
    "", "1", "2", "138 0013 8000", "😡😡😡", "？", "你好", "投", "台", "后天", "退款", "王敏", "6月8日 15:20", "冇", "嘅", "hello",
    "ok", "thank you", "Thank you very much!", "ok thanks bye", "iPhone 15 Pro Max", "ThinkPad X1 Carbon",
    "vivo x90 pro", "XQG100-B1258", "TD", "STOP", "https://example.com/where/is/my/order", "me@example.com",
    "ありがとう my friend", "안녕 my friend", "机機", "I want a refund 退款",
]  # fmt: skip


@pytest.mark.parametrize(("tongue", "text"), [(tongue, text) for tongue, texts in WRITTEN.items() for text in texts])
def test_letters_and_words_tell_the_tongue_of_a_message(tongue: str, text: str) -> None:
    assert script.of(text) == tongue


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_could_be_anybodys_tells_nothing(text: str) -> None:
    assert script.of(text) is None


def test_there_are_enough_messages_of_each() -> None:
    assert min(len(set(texts)) for texts in (*WRITTEN.values(), UNCLEAR)) >= 15


def test_each_letter_is_one_that_the_other_side_writes_in_another_way() -> None:
    to_simplified, to_traditional = opencc.OpenCC("t2s"), opencc.OpenCC("s2t")
    assert [one for one in letters.TRADITIONAL_ONLY if to_simplified.convert(one) == one] == []
    assert [one for one in letters.SIMPLIFIED_ONLY if to_traditional.convert(one) == one] == []
    assert not letters.TRADITIONAL_ONLY & letters.SIMPLIFIED_ONLY


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("name", sorted(chinese.SENTENCES))
def test_a_sentence_has_the_same_blanks_in_every_tongue(name: str) -> None:
    optional = {"tail"}  # by message nobody is told a number
    for tongue in TONGUES:
        assert blanks(table(tongue)[name]) | optional == blanks(chinese.SENTENCES[name]) | optional


def test_no_sentence_stands_in_one_tongue_only() -> None:
    assert set(chinese.SENTENCES) == set(english.SENTENCES) == set(table(TRADITIONAL))


def test_each_tongue_is_written_in_its_own_letters() -> None:
    assert [one for one in english.SENTENCES.values() if re.search("[\u3000-\u9fff，。：；？]", one)] == []
    assert [one for one in table(TRADITIONAL).values() if letters.SIMPLIFIED_ONLY & set(one)] == []
    assert [one for one in chinese.SENTENCES.values() if letters.TRADITIONAL_ONLY & set(one)] == []


def test_what_is_put_into_a_traditional_sentence_is_not_converted() -> None:
    assert say(TRADITIONAL, "who", name="陈岚", title="投诉主管") == "陈岚（投诉主管）"
    assert say(TRADITIONAL, "broken", earlier="陈岚").startswith("非常抱歉，陈岚沒有按答應的時間聯繫您")


def test_braces_in_a_persons_words_are_only_braces() -> None:
    for tongue in TONGUES:
        assert "{owner}" in say(tongue, "cost_answered", who="王敏", answer="{owner}")


def test_an_unknown_tongue_is_answered_in_the_houses() -> None:
    assert table("tlh") is table(SIMPLIFIED)
