"""What a text message costs in parts, and whether the templates fit one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from channels.sms import templates
from channels.sms.parts import Length, length, signed

PAGE = Path(__file__).parents[2] / "docs" / "channels" / "sms.md"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Length("GSM-7", 0, 1)),
        ("a" * 160, Length("GSM-7", 160, 1)),
        ("a" * 161, Length("GSM-7", 161, 2)),
        ("a" * 306, Length("GSM-7", 306, 2)),
        ("a" * 307, Length("GSM-7", 307, 3)),
        ("€" * 80, Length("GSM-7", 160, 1)),
        ("€" * 81, Length("GSM-7", 162, 2)),
        # A euro sign is never cut in two: 76 of them fill a part of 153.
        ("€" * 153, Length("GSM-7", 306, 3)),
        ("字" * 70, Length("UCS-2", 70, 1)),
        ("字" * 71, Length("UCS-2", 71, 2)),
        ("字" * 134, Length("UCS-2", 134, 2)),
        ("字" * 135, Length("UCS-2", 135, 3)),
        ("😀" * 35, Length("UCS-2", 70, 1)),
        ("😀" * 36, Length("UCS-2", 72, 2)),
        # Nor is an emoji: 33 of them fill a part of 67.
        ("😀" * 67, Length("UCS-2", 134, 3)),
        ("a" * 69 + "字", Length("UCS-2", 70, 1)),
        ("ç", Length("UCS-2", 1, 1)),
    ],
)
def test_a_text_is_counted_as_the_network_counts_it(text: str, expected: Length) -> None:
    assert length(text) == expected


def test_on_the_mainland_letters_count_as_chinese_does() -> None:
    assert length("a" * 70, mainland=True).parts == 1
    assert length("a" * 71, mainland=True) == Length("UCS-2", 71, 2)


def test_the_signature_counts_with_its_brackets() -> None:
    assert signed("您好", "栖禾电器") == "【栖禾电器】您好"
    assert length(signed("字" * 64, "栖禾电器"), mainland=True).parts == 1
    assert length(signed("字" * 65, "栖禾电器"), mainland=True).parts == 2
    assert signed("Hello", "") == "Hello"


def test_the_templates_fit_one_part_with_a_usual_name_and_signature() -> None:
    assert templates.over_long("栖禾电器", ["王敏售后投诉专员"]) == {}


def test_a_long_name_and_signature_are_told_of() -> None:
    found = templates.over_long("一个相当长的公司签名", ["欧阳某某高级售后投诉处理专员兼组长"])
    assert set(found) >= {"promise", "changed"}
    assert all(units > 70 for units in found.values())


@pytest.mark.parametrize("name", templates.TEXTS)
def test_a_template_keeps_the_vendors_rules(name: str) -> None:
    text = templates.TEXTS[name]
    assert len(set(templates.variables(name))) == len(templates.variables(name))
    assert not re.search(r"[【】「」『』★→※]|https?:|www\.|\}\$\{|退订|拒收", text)
    assert set(templates.variables(name)) <= set(templates.LONGEST)
    assert name != "code" or "验证码" in text


@pytest.mark.parametrize("name", templates.TEXTS)
def test_the_page_gives_each_template_word_for_word_for_both_vendors(name: str) -> None:
    page = PAGE.read_text()
    assert templates.TEXTS[name] in page
    assert templates.numbered(name) in page


def test_tencents_numbers_follow_the_order_in_the_text() -> None:
    assert templates.numbered("promise").index("{1}") < templates.numbered("promise").index("{2}")
    assert "{3}" in templates.numbered("promise")


def test_templates_without_a_vendors_name_are_named() -> None:
    assert templates.missing("promise=SMS_1, changed = SMS_2,closed=") == ["ask_closed", "closed", "continue", "code"]
