"""Numbers and short answers as callers key and say them, and as recognition writes them."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.voice.heard_numbers import (
    case_in,
    no,
    number_in,
    wants_no_recording,
    wants_person,
    wants_through,
    yes,
)
from channels.voice.speech import digits

MOBILE, SHANGHAI = "13800138000", "02162889900"


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("13800138000", MOBILE), ("13800138000#", MOBILE), ("138*0013*8000#", MOBILE), ("1380*13800138000#", MOBILE),
        ("+86 138 0013 8000", MOBILE), ("8613800138000", MOBILE), ("008613800138000", MOBILE),
        ("幺三八零零幺三八零零零", MOBILE), ("一三八 零零一三 八零零零", MOBILE), ("幺三八，零零幺三，八零零零。", MOBILE),
        ("我的电话是幺三八零零幺三八零零零", MOBILE), ("就打幺三八，然后是，呃，零零幺三", None),
        ("幺三八零零幺三八三个零", MOBILE), ("幺三八双零幺三八三个零", MOBILE), ("一三八两个零一三八零零零", MOBILE),
        ("妖三八零零腰三八零零零", MOBILE), ("一三八零零要三吧零零零", MOBILE), ("我的號碼是一三八零零一三八零零零", MOBILE),
        ("138 零零 138 零零零", MOBILE), ("１３８００１３８０００", MOBILE), ("洞两幺六两八八九九洞洞", SHANGHAI),
        ("幺三八 嗯 零零幺三 那个 八零零零", MOBILE), ("壹叁捌零零壹叁捌零零零", MOBILE),
        ("02162889900", SHANGHAI), ("021*62889900#", SHANGHAI), ("零二一六二八八九九零零", SHANGHAI),
        ("区号零二一，六二八八九九零零", SHANGHAI), ("區號是零二一，電話是六二八八九九零零", SHANGHAI),
        ("六二八八九九零零，区号零二一", SHANGHAI), ("021-62889900转8012", SHANGHAI), ("零二幺，六二八八，九九零零，分机八零一二", SHANGHAI),
        ("零七五五 八三三六 一二三四", "075583361234"), ("+862162889900", SHANGHAI),
        ("一个人在家，电话13800138000，一会儿打", MOBILE), ("13800138000，三点以后打", MOBILE), ("第一，电话是13800138000", MOBILE),
        ("订单号20261122001，电话13800138000", MOBILE), ("打13900139000，不对，是13800138000", MOBILE),
        ("13800138000或者13900139000", MOBILE), ("13800138000，1", MOBILE), ("幺三九起幺零零零零零零", "13971000000"),
        ("我的电话是香港九一二三四五六七", "0085291234567"), ("香港嘅電話 6123 4567", "0085261234567"), ("+852 9123 4567", "0085291234567"),
        ("电话是八五二，九一二三，四五六七", "0085291234567"), ("0085291234567#", "0085291234567"),
        ("我喺香港，電話係二三四五六七八九", "0085223456789"),
        ("订单八五二九一二三四五六七", None), ("香港一二三四五六七八", None), ("九一二三四五六七", None), ("85291234567", None),
        # Whose number it is.
        ("师傅电话是一三九零零一三九零零零他不接电话我的是一三八零零一三八零零零", MOBILE),
        ("安装师傅的手机号是13900139000，我的是13800138000", MOBILE), ("13900139000没人接，我电话13800138000", MOBILE),
        ("投诉那个师傅，他电话是13900139000，我是13800138000", MOBILE), ("我老公的电话是13800138000", MOBILE),
        ("师傅没来，打我老公电话，他的号码是幺三八零零幺三八零零零", MOBILE), ("我电话13800138000没人接就晚上打", MOBILE),
        ("我们老板电话13800138000", MOBILE), ("13800138000没人接的话发短信", MOBILE), ("师傅你打我电话13800138000", MOBILE),
        ("客服电话是一三八零零一三八零零零", None), ("投诉师傅，他电话13800138000，态度恶劣", None), ("13800138000他一直不接", None),
        ("店里的电话零二一六二八八九九零零没人接", None),
        # One is refused for another, and none but itself.
        ("13900139000别打了，打13800138000", MOBILE), ("13900139000不要再打了，13800138000", MOBILE),
        ("别打13900139000，打13800138000", MOBILE),
        ("一三九零零一三九零零零别打了打一三八零零一三八零零零", MOBILE), ("13800138000，不要打13900139000", MOBILE),
        ("13900139000这个号码不要用了，打13800138000", MOBILE), ("不要打电话到13900139000，打13800138000", MOBILE),
        ("13900139000打不通了，用13800138000", MOBILE), ("13800138000别打太早", MOBILE), ("13800138000别打了", MOBILE),
        ("13800138000别打我座机02162889900", MOBILE), ("13800138000不用改13900139000也行", MOBILE),
        # None of these can be called.
        ("", None), ("#", None), ("1380013800", None), ("138001380000", None), ("幺三八零零幺三八零零", None),
        ("六二八八九九零零", None), ("4008001234", None), ("8008101234", None), ("12345678901", None), ("95588", None),
        ("不方便留", None), ("一三八后面忘了", None), ("订单号是13800138000", None), ("身份证号码是13800138000", None),
        ("261122123456", None), ("我等了三个八小时", None), ("2026年6月8日15点20分", None), ("00000000000", None),
        ("明天下午三点二十分", None), ("99999999999999999999", None), ("0216288990", None), ("·", None),
    ],
)  # fmt: skip
def test_a_number_to_call_back(said: str, number: str | None) -> None:
    assert number_in(said) == number


@given(number=st.from_regex(r"13[0-9]{9}|021[56][0-9]{7}", fullmatch=True))
def test_what_is_read_back_is_understood_as_the_same_number(number: str) -> None:
    assert number_in(digits(number)) == number


@pytest.mark.parametrize(
    ("said", "case"),
    [
        ("261122123456", "261122-123456"), ("261122123456#", "261122-123456"), ("261122*123456#", "261122-123456"),
        ("261122-123456", "261122-123456"), ("编号 261122-123456。", "261122-123456"),
        ("二六幺幺二二幺二三四五六", "261122-123456"), ("二六一一二二，一二三四五六", "261122-123456"),
        ("编号是二六幺幺二二杠幺二三四五六", "261122-123456"), ("二六幺，幺二二，幺二三，四五六", "261122-123456"),
        ("我的编号是261122 123456", "261122-123456"), ("編號二六一一二二一二三四五六", "261122-123456"),
        ("二六双一二二一二三四五六", "261122-123456"), ("２６１１２２－１２３４５６", "261122-123456"),
        ("工单号二六零二二八零零零零零一", "260228-000001"), ("二六妖妖二二腰二三四五六", "261122-123456"),
        ("嗯，二六幺幺二二，然后，幺二三四五六", "261122-123456"), ("28 02 29 12 34 56", "280229-123456"),
        ("", None), ("26112212345", None), ("2611221234567", None), ("261322123456", None), ("260230123456", None),
        ("261122", None), ("13800138000", None), ("没有编号", None), ("我不记得了", None), ("361122123456", None),
        ("261100123456", None), ("二六年十一月二十二号", None), ("000000000000", None), ("1", None), ("二六幺幺二二幺二三四五", None),
        ("075583361234", None), ("订单2026112200123", None),
    ],
)  # fmt: skip
def test_a_case_number(said: str, case: str | None) -> None:
    assert case_in(said) == case


# A matter, a question, or a doubt: none of the short answers.
MATTERS = (
    "我的电脑坏了", "不行我要投诉", "我要投诉王敏", "我要投诉你们的售后", "投诉电话是多少", "投诉了三次没人理", "人工费太贵了",
    "人工智能音箱坏了", "转人工转了半天", "找人工修了三次", "客服态度太差", "你们客服把我电话挂了", "上次的录音还在吗",
    "录音笔坏了", "我要听录音", "不能录音的录音笔", "录不了音", "我买的手机不能录音怎么办", "录音没有了", "不要录取我",
    "你们有录音为证", "不要录音笔要录像机", "好像又坏了", "对了我还有个问题", "好什么好", "行不行啊",
    "可以退款吗", "是不是今天能修好", "对不起我打错了", "不要换要退款", "没有人联系我", "不是我弄坏的", "接了三次电话没人说话",
    "现在还没有人来修", "电话接不通", "接通了又断", "等了两个小时", "请问", "喂", "", "。", "谢谢", "王敏", "我买的冰箱不好用",
    "没有问题你们会赔吗", "需要换一个压缩机", "我想要退货", "转到上海的货没到", "一台", "两台都坏了", "零件没有到", "他不是人",
)  # fmt: skip
ANSWERS: dict[Callable[[str], bool], tuple[str, ...]] = {
    yes: (
        "是", "是的", "对", "对的。", "对对对", "没错", "好", "好的", "好的好的，谢谢", "可以", "可以的", "行", "嗯", "嗯嗯", "OK",
        "嗯，是的", "正确", "號碼對", "号码没错", "是这个号码", "没问题", "沒有問題", "对，没错", "要", "需要", "按1", "一", "好的可以",
        "那好吧", "是这个", "对了", "行啊", "当然可以", "好呀，谢谢您",
    ),
    no: (
        "不", "不是", "不对", "不對", "不用", "不用了，谢谢", "不需要", "不要", "没有", "没有了", "没了", "沒有", "错了", "錯", "不行",
        "不好", "号码不对", "听错了", "不是这个号码", "不不不", "不，不是", "没有要补充的", "没有别的了", "就这些", "按二", "好像不对",
        "不方便", "不用接通", "说错了", "算了", "没有补充", "没有什么要说的了",
    ),
    wants_person: (
        "人工", "转人工", "人工人工人工", "转人工，谢谢", "轉人工", "人工客服", "人工服务", "我要转人工", "帮我转人工", "请转人工客服",
        "找人工", "投诉", "我要投诉", "我要投诉！", "投訴", "我想投诉一下", "投诉你们", "转投诉", "转投诉部门", "接人工", "真人", "找个人",
        "让人来接电话", "我要跟人说话", "不跟机器人说话", "叫个人来", "人公", "转接人工台", "零", "按0", "嗯，转人工吧", "能不能转人工",
        "找客服", "我要找你们客服", "接线员",
    ),
    wants_no_recording: (
        "不要录音", "别录音", "请不要录音", "我不同意录音", "不录音", "我不想被录音", "拒绝录音", "停止录音", "关掉录音", "把录音关掉",
        "不愿录音", "我不愿录音", "不願錄音", "我不愿意录音", "我不愿被录音", "不让录音", "不准你们录音", "不用录音", "不要录", "别录了", "录音我不愿意",
        "我不希望被录音", "不要给我录音了", "不录音好吗",
        "不要錄音", "请别录音，谢谢", "不要给我录音", "不许录音", "可以不录音吗", "录音我不同意", "你们不要录音", "能不能不录音", "取消录音",
    ),
    wants_through: (
        "现在接通", "好接吧", "接通吧", "现在就接", "接", "接吧", "好的，接通", "可以现在接", "请接通", "转过去吧", "帮我接", "马上接",
        "現在接通", "好，现在", "好的现在就接", "那就接通吧", "现在转接", "接过去吧", "现在可以", "行，转吧", "直接接给他",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("means", "said"), [(means, said) for means, saids in ANSWERS.items() for said in saids])
def test_a_short_answer_is_understood(means: Callable[[str], bool], said: str) -> None:
    assert means(said)


@pytest.mark.parametrize("means", ANSWERS, ids=lambda means: means.__name__)
def test_a_short_answer_is_not_taken_for_another(means: Callable[[str], bool]) -> None:
    others = [said for other, saids in ANSWERS.items() if other is not means for said in saids]
    assert [said for said in others if means(said)] == []


@pytest.mark.parametrize("means", ANSWERS, ids=lambda means: means.__name__)
def test_a_sentence_that_tells_a_matter_is_no_short_answer(means: Callable[[str], bool]) -> None:
    assert [said for said in MATTERS if means(said)] == []


@pytest.mark.parametrize("means", [*ANSWERS, number_in, case_in], ids=lambda means: means.__name__)
@pytest.mark.parametrize("sign", "我要请帮转人工接一0零的嗯好是不没有录音,个现在")
def test_no_long_text_keeps_the_others_waiting(means: Callable[[str], object], sign: str) -> None:
    for text in (f"{sign}师傅138电话" * 600, sign * 17, sign * 17 + "x", sign * 4000, f"{sign}要" * 8 + "坏"):
        began = time.process_time()
        means(text)
        assert time.process_time() - began < 0.5


@given(st.text(alphabet="零一幺二三个双起要,，。 转区号电话是点不对0123456789*#x", max_size=60))
def test_any_text_is_heard_without_a_fault(said: str) -> None:
    number, case = number_in(said), case_in(said)
    assert number is None or (number.isdigit() and 10 <= len(number) <= 13)
    assert case is None or len(case) == 13
