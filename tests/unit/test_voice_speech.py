"""What was written to be read, as a caller hears it."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handoff
from channels.voice.speech import digits, spoken
from handoff import binding_words, courtesies, wording
from handoff.phrases import Owner, when
from tests.unit.test_wording import everything, terms

SHANGHAI = ZoneInfo("Asia/Shanghai")
PROMISE = "王敏（售后投诉专员）将于6月8日（周一）15:20前致电您（尾号5678）。编号 260608-123456。"

# The way back, made by itself: counting up rather than any rule of the code.
ONES = "零一二三四五六七八九"
COUNTED = {
    (ONES[n] if n < 10 else ("" if n < 20 else ONES[n // 10]) + "十" + (ONES[n % 10] if n % 10 else "")): n
    for n in range(60)
} | {"两": 2}
MINUTES = {f"{word}分": n for word, n in COUNTED.items()} | {f"零{ONES[n]}分": n for n in range(1, 10)}
MINUTES |= {"": 0, "半": 30, "一刻": 15, "三刻": 45}
AFTERNOON = {"凌晨": 0, "早上": 0, "上午": 0, "中午": 0, "下午": 12, "晚上": 12}
SAID = re.compile(
    r"(?:([零一二三四五六七八九]{4})年)?([一二三四五六七八九十]+)月([一二三四五六七八九十]+)号，星期([一二三四五六日])，"
    r"(凌晨|早上|上午|中午|下午|晚上)([零一二两三四五六七八九十]+)点(半|[一三]刻|[零一二三四五六七八九十]+分|)"
)


def understood(said: str, now: datetime) -> datetime:
    """What somebody who hears it writes into the diary."""
    found = SAID.search(said)
    assert found, said
    year, month, day, weekday, part, hour, minute = found.groups()
    told = datetime(
        int("".join(str(ONES.index(one)) for one in year)) if year else now.astimezone(SHANGHAI).year,
        COUNTED[month], COUNTED[day], COUNTED[hour] + AFTERNOON[part], MINUTES[minute], tzinfo=SHANGHAI,
    )  # fmt: skip
    assert "一二三四五六日"[told.weekday()] == weekday
    return told


FIRST = datetime(2024, 1, 1, tzinfo=SHANGHAI)
INSTANTS = st.integers(0, 16 * 366 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


@given(due=INSTANTS, now=INSTANTS)
def test_every_date_and_minute_is_heard_as_it_was_promised(due: datetime, now: datetime) -> None:
    said = spoken(f"王敏（售后投诉专员）将于{when(due, now)}前致电您。")
    assert understood(said, now) == due
    assert said.startswith("售后投诉专员王敏将于") and said.endswith("之前致电您。")
    assert not re.search(r"[\d（）:\x00]", said)


@given(due=INSTANTS, length=st.integers(1, 90))
def test_both_ends_of_a_stretch_are_heard(due: datetime, length: int) -> None:
    end = due + timedelta(minutes=length)
    said = spoken(f"请您于{when(due, due)}至{end:%H:%M}再次来电")
    first, second = said.split("到")
    assert understood(first, due) == due
    assert understood("六月八号，星期一，" + second, datetime(2026, 6, 8, tzinfo=SHANGHAI)).time() == end.time()


NUMBERS = r"1[3-9][0-9]{9}|0(10|2[0-9])[2-8][0-9]{7}|0[3-9][0-9][1-9][2-8][0-9]{6,7}"


@given(number=st.from_regex(NUMBERS, fullmatch=True))
def test_a_number_read_back_is_the_number(number: str) -> None:
    for form in (number, f"+86{number.lstrip('0')}"):
        groups = digits(form).split("，")
        assert "".join(str("零幺二三四五六七八九".index(one)) for group in groups for one in group) == number
        assert all(2 < len(group) < 5 for group in groups)


@given(text=st.text(alphabet="王敏李A1230456789（）：:，。、 年月日元%¥-+.「」\n", max_size=40))
def test_in_any_text_the_names_stay(text: str) -> None:
    said = spoken(text)
    assert [sign for sign in said if sign in "王敏李A"] == [sign for sign in text if sign in "王敏李A"]
    assert not re.search(r"[\x00\n]", said)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (PROMISE, "售后投诉专员王敏将于六月八号，星期一，下午三点二十分之前致电您，尾号五六七八。编号，二六零，六零八，幺二三，四五六。"),
        ("电话直接接到王敏（售后投诉专员），由其当时联系您", "电话直接接到售后投诉专员王敏，由其当时联系您"),
        ("由欧阳·阿丽（主管）办", "由欧阳·阿丽，主管，办"),
        ("2027年1月3日（周日）00:00", "二零二七年一月三号，星期日，凌晨零点"),
        ("6月8日（周一）我们休息", "六月八号，星期一，我们休息"), ("6月8日前", "六月八号之前"),
        ("6月8日15:20前后", "六月八号下午三点二十分前后"),
        ("00:30", "凌晨零点半"), ("02:05", "凌晨两点零五分"), ("08:45", "上午八点三刻"), ("12:00", "中午十二点"),
        ("14:15", "下午两点一刻"), ("20:02", "晚上八点零二分"), ("24:00", "晚上十二点"), ("07:50", "早上七点五十分"),
        ("今晚8:00", "今晚八点"), ("下午3:20", "下午三点二十分"), ("明天下午15:20", "明天下午三点二十分"),
        ("15:00-15:20", "下午三点到下午三点二十分"), ("2026-06-08 15:20", "二零二六年六月八号下午三点二十分"),
        ("（尾号0012）", "尾号零零幺二"), ("订单号20261122001234。", "订单号二零二六，幺幺二二，零零幺二，三四。"),
        ("请拨13800138000。", "请拨，幺三八，零零幺三，八零零零。"), ("打12315也行", "打幺二三幺五也行"),
        ("021-62889900", "零二幺，六二八八，九九零零"), ("(010)62889900", "零幺零，六二八八，九九零零"),
        ("¥1299", "一千二百九十九元"), ("1299元", "一千二百九十九元"), ("¥1,299.50元", "一千二百九十九元五角"),
        ("1299.05元", "一千二百九十九元零五分"), ("￥1.5万", "一点五万元"), ("2元", "两元"), ("20000元", "两万元"),
        ("15%", "百分之十五"), ("3.5%", "百分之三点五"), ("2次", "两次"), ("第2次", "第二次"), ("2月", "二月"),
        ("12个", "十二个"), ("10分钟内", "十分钟内"), ("3-5天", "三到五天"), ("12000个", "一万两千个"), ("3.5寸", "三点五寸"),
        ("T480很好", "T四八零很好"), ("SN-2034X", "SN-二零三四X"), ("OK，thank you", "OK，thank you"),
        ("比如「明天下午三点以后」。", "比如明天下午三点以后。"), ("（很急）请（快）办", "很急，请，快，办"),
        ("第一行\n第二行。\n\n第三行\n\n四", "第一行。第二行。第三行。四"), ("编号 1-2", "编号幺-二"),
    ],
)  # fmt: skip
def test_numbers_times_and_signs_are_said_as_people_say_them(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+8613800138000", "幺三八，零零幺三，八零零零"), ("138 0013 8000", "幺三八，零零幺三，八零零零"),
        ("+862162889900", "零二幺，六二八八，九九零零"), ("03121234567", "零三幺二，幺二三，四五六七"),
        ("4008001234", "四零零，八零零，幺二三四"), ("+864008001234", "四零零，八零零，幺二三四"),
        ("+14155552671", "国际区号幺，四幺五五，五五二六，七幺"),
        ("95588", "九五五八八"), ("", ""), ("260608-123456", "二六零，六零八，幺二三，四五六"), ("+", ""),
    ],
)  # fmt: skip
def test_a_telephone_number_is_read_back_in_the_groups_in_which_it_is_said(number: str, said: str) -> None:
    assert digits(number) == said


CASE = "260608-123456"
# What stands for each parameter of the words that customers are told.
VALUES: dict[str, Any] = {
    **terms(), "owner": Owner("王敏", "售后投诉专员"), "earlier": Owner("陈岚", "投诉主管"), "case_id": CASE, "what": "寄出配件",
    "answer": "退还1299元", "summary": "配件已装好", "intent": "complaint", "repeat": False, "why": "off_duty",
    "others": ["260607-654321", "260606-000001"], "phone": "13800138000", "code": "123456",
}  # fmt: skip


WORDS = [binding_words] + [
    import_module(f"handoff.{one.name}")
    for one in pkgutil.iter_modules(handoff.__path__)
    if one.name.endswith("wording")
]


# For parameters that are new, by what they are.
KINDS: dict[str, Any] = {"int": 3, "Named": VALUES["owner"], "Owner": VALUES["owner"], "datetime": VALUES["due_at"]}


def _told(words: Callable[..., str]) -> str:
    """The words with something for everything that they need."""
    asked = inspect.signature(words).parameters
    every = any(one.kind is one.VAR_KEYWORD for one in asked.values())
    given = {name: value for name, value in VALUES.items() if name in asked or (every and name in terms())}
    needed = [one for one in asked.values() if one.default is one.empty and one.kind is not one.VAR_KEYWORD]
    return words(**{one.name: KINDS.get(str(one.annotation), "补充") for one in needed} | given)


def _functions() -> list[Any]:
    """What gives words to customers; what is about a code is for the eyes."""
    found = [words for module in WORDS for _, words in inspect.getmembers(module, inspect.isfunction)
             if words.__module__ == module.__name__]  # fmt: skip
    return [words for words in found if words.__name__[0] != "_" and words.__name__ not in ("code_message", "refusal")]


COURTESIES = ("greet", "welcome", "goodbye", "what_about", "noted_what_about")
ASKED: list[dict[str, Any]] = [{"intent": "complaint"}, {"repeat": True}, {}, {"asked": ["phone"]}]


def _written() -> list[str]:
    own = [courtesies.courtesy(name, {}) for name in COURTESIES]
    questions = [courtesies.question(known, what) for known in ASKED for what in ("phone", "order_number")]
    promised = [text for reach in ("call", "message", "ring_again") for text in everything(reach)]
    return sorted({*own, *questions, *promised})


@pytest.mark.parametrize("text", _written())
def test_no_text_of_the_product_makes_a_caller_write_or_look(text: str) -> None:
    said = spoken(text)
    assert not re.search(r"[\d（）「」()\n]|在这里|这里|写|回复「|上面|点击|页面", said), said
    for sign in ("王敏", "陈岚", "售后投诉专员", "投诉主管"):
        assert said.count(sign) == text.count(sign)
    assert not re.search(r"，，|，。|。。|：，|、，|，、", said), said


@pytest.mark.parametrize("words", _functions(), ids=lambda words: words.__name__)
def test_none_of_the_words_for_customers_does(words: Callable[..., str]) -> None:
    test_no_text_of_the_product_makes_a_caller_write_or_look(_told(words))


def test_a_caller_answers_a_proposal_by_word_or_key() -> None:
    text = wording.close_proposal(owner=Owner("王敏", ""), summary="配件已装好", case_id="260608-123456")
    assert "说是或者按一，就结束；说不是或者按二，就继续由王敏处理。" in spoken(text)
