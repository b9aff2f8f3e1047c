"""What must not leave the reply box, and what must not be stopped there. All sentences are our own."""

from __future__ import annotations

import inspect
from datetime import datetime, timedelta
from time import process_time

import pytest

from handoff import action_wording, wording
from handoff.manners import Objection, objections
from handoff.model import SHANGHAI
from handoff.tongues import chinese

NOW = datetime(2026, 6, 8, 10, 0, tzinfo=SHANGHAI)

BLAME = [
    "您应该早点说的。", "您早该告诉我们这个情况。", "你应该早一点联系我们", "这个您早点说不就好了", "是您自己操作不当造成的。",
    "这是因为您没注意，是您弄坏的", "您自己摔的，我们也没办法", "您怎么不早说呢", "您为什么没看说明书就装", "您误会了，我们没有这个意思",
    "您记错了，订单不是那天下的", "您是不是没有仔细看页面", "说明书上都写了，不能这样用", "我不是跟您说过了吗", "已经提醒您很多次",
    "那只能怪您自己", "谁让您拆封的", "页面写得清清楚楚", "您應該早點說", "您自己忘记关电源了", "使用不当属于您的责任，是您的问题",
    "您使用不当，不在保修范围",
]  # fmt: skip
CORRECT = [
    "您给孩子选玩具时不要太人为划分。", "您不要太挑剔了", "您也太着急了吧", "您的要求不合理", "请您先不要激动", "您这样是无理取闹",
    "请冷静一下再说", "您也应该理解我们的难处", "那您就去投诉吧", "您別這麼計較", "您的态度有问题", "您实在太敏感了",
]  # fmt: skip
COMPARE = [
    "别人都没有问题，就您的坏了。", "别的客户都能接受这个方案", "您愿意被别人插队吗？", "其他用户从来没有反映过", "要是每个客户都像您这样，我们怎么办",
    "只有您一个人来投诉这款", "其他顧客都沒有問題", "我们有几千个客户要服务", "大家都在等，您也等等", "换成您会怎么想",
    "别人都在排队",
]  # fmt: skip
BELITTLE = [
    "这点小事不用找主管吧", "就这么点小问题", "多大点事啊", "没什么大不了的", "不是什么大问题，您放心", "就几块钱而已", "何必呢",
    "没您说的那么严重", "這點小事", "一分价钱一分货", "不过是外壳划了一道而已",
]  # fmt: skip
BOAST = [
    "我们全球销量第一，维修很少。", "我们是行业领先的品牌", "这款产品故障率很低", "我们的质量绝对没问题", "这款机器很少坏", "从来没出现过这种情况",
    "我们是最好的厂家", "我們全國銷量第一",
]  # fmt: skip
BEG = [
    "求您帮帮忙，不要投诉", "拜托您了，把投诉撤了吧", "不然我会被扣工资的", "这会影响我的绩效", "麻烦您撤销一下投诉", "能不能把差评删掉", "请多多关照",
]  # fmt: skip
SCORE = [
    "请给个好评", "请您回答10分好吗", "回访时请打满意度最高的一档", "五星好评返现20元", "麻烦给个五星", "请选非常满意", "回复十分好吗",
    "评价后送优惠券", "帮我们打个10分", "請給個好評", "辛苦您给我们评价一下", "稍后有问卷，希望您说好一点", "please give us five stars",
    "请 给 个 好 评", "请给个好\u200b评", "请打１０分",
]  # fmt: skip
VAGUE = [
    "我们会尽快处理。", "请您耐心等待。", "请等通知。", "有消息我们会通知您", "稍后联系您", "我们第一时间给您答复", "已上报，等厂家结果吧",
    "請耐心等候，我們會儘快回覆", "过几天给您回复", "we will reply as soon as possible",
]  # fmt: skip
DIAL = [
    "请拨打总部电话400-820-8820。", "您可以打400 820 8820问一下", "客服热线：95555", "请您自行联系厂家", "麻烦您联系一下总部", "建议您直接致电02112345678",
    "请拨打售后电话", "您可以打12315", "Please call our hotline",
]  # fmt: skip
OBJECTED = [
    (text, why) for texts, why in (
        (BLAME, "怪客户"), (CORRECT, "纠正客户"), (COMPARE, "和别人比"), (BELITTLE, "说小"), (BOAST, "自夸"), (BEG, "为我们着想"),
        (SCORE, "分数"), (VAGUE, "时间"), (DIAL, "打电话"),
    ) for text in texts
] + [
    ("You should have told us earlier.", "怪客户"), ("Please calm down.", "怪客户"),
    ("No one else has this problem.", "和别人比"),
    ("It's just a small matter.", "和别人比"),
]  # fmt: skip
PASSED = [
    # Money and times
    "退款按全额计算，明天下午3点前到账。", "我10分钟后给您回电。", "10分钟内给您答复", "下午3点10分我打给您", "百分之十分摊到每一期", "还款分10期",
    "您应该会在周五收到。", "您应该可以看到退款了", "退款已按10分之一的比例算好", "我今天17:00前回复您，会尽快。", "我们尽快处理，今天下午6点前给您结果。",
    "我明天上午10点前给您答复，这期间不用再等电话。", "3个工作日内到账，我会尽快盯着办", "请您尽快把地址发给我，我好安排寄件", "系统已恢复，请稍后再试一次",
    # Apologies that use the same words
    "我们应该早点告诉您的，非常抱歉。", "这不是您的问题，是我们的错。", "不是您弄坏的，运输途中就裂了", "您说得对，我们没有说清楚。", "从来没有人联系您，这是我们的错。",
    "投诉没有按时处理，很抱歉", "如果您填错了地址，我来帮您改", "要是您不小心点错了，告诉我就行", "是我们没有看清您的订单", "这件事不小，我已经报给主管",
    "非常抱歉，我们十分重视您说的情况。", "给您添麻烦了，十分抱歉", "您没有做错什么", "并不是您操作的问题",
    # Customers, others, the number one
    "别人看不到您的地址和电话", "其他人不会知道您的联系方式", "就您说的情况，我查了维修记录", "只有您本人可以签收", "您是第一位反馈这个问题的，谢谢您", "我第一次看到您的留言就开始查了",
    "我已把情况转告其他同事", "大家都很重视您的事，王敏负责到底", "像您这种情况可以全额退款",
    # What customers do or choose
    "您自己选一个方便的时间就行", "您不用太担心，数据都在", "您不要太早出门，师傅9点到", "您别太客气", "您想投诉的话，我现在就为您登记", "您可以看看这两种方案，选哪个都可以", "您怎么方便怎么来",
    "请问您为什么不满意，能告诉我哪里没办好吗？", "您没有收到短信，我再发一次", "还有哪里没有办好吗？", "因为您没有留电话，我就在这里回复您", "您看这样可以吗？",
    # Satisfaction and points that are none
    "一定给您一个满意的答复，今天18:00前。", "您看到的积分已经补上", "这次送您一张优惠券，抱歉耽误了您的时间", "您住的五星级酒店地址我记下了", "五星电器的订单我查到了", "选一个您满意的颜色",
    "优惠券已经补到您的账户",
    "您写的评价我们都看到了，说得对。",
    # Numbers that nobody has to dial
    "我会在15:20前打13800138000给您，可以吗？", "我今天打您的电话没有接通", "来电会显示021开头的号码", "您的电话是13800138000，对吗？", "您的运单号是 SF1380013800012",
    "王敏（售后投诉专员）将于6月8日（周一）15:20前致电您（尾号8000）。", "我来联系厂家，今天16:00前告诉您结果", "您的订单号 4008208820 我查到了", "您不用再打电话，我们会打给您",
    "不用您再联系厂家，我来办",
    # Plain work
    "已经为您换了新的主板，明天上午寄出。", "维修费不用您出", "维修清单我发给您看", "检测结果：主板电容损坏，由我们免费更换", "谢谢您告诉我们，这是我们的疏忽。", "小问题大问题都可以告诉我",
    "Thank you for telling us. I will call you at 15:20.", "I am sorry for the trouble. It was our mistake.",
    "好的，已经记下。", "我在，您请说。", "退款路径：原路退回，今天18:00前到账。",
    "很抱歉，您等了三天。", "这件事由我负责，您不用再说第二遍。",
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), OBJECTED)
def test_words_that_must_not_go_out_are_named_with_what_to_say_instead(text: str, why: str) -> None:
    found = objections(text)
    assert any(why in one.why for one in found), found
    assert all(one.phrase and one.phrase in text and one.instead for one in found)


@pytest.mark.parametrize("text", PASSED)
def test_words_that_may_go_out_are_left_alone(text: str) -> None:
    assert objections(text) == ()


def test_there_are_enough_sentences_of_both() -> None:
    assert min(len(OBJECTED), len(set(PASSED))) >= 60


def test_objections_stand_in_the_order_of_the_words_and_show_them_as_they_were_typed() -> None:
    found = objections("這點小事，我們會儘快處理。請給個好評！")
    assert [one.phrase for one in found] == ["這點小事", "儘快", "好評"]
    assert isinstance(found[0], Objection)


def test_one_clause_gets_one_objection_of_a_kind() -> None:
    assert len(objections("您自己操作不当造成的")) == 1


def test_anything_can_be_typed() -> None:
    for text in ("", " ", "\n", "…", "👍", "\u200b", "A" * 4000, "您" * 4000, "（" * 2000):
        assert objections(text) == ()


@pytest.mark.parametrize(
    "piece", ["打个", "几十", "求您", "我们", "好评，", "都没", "请您拨打", "您自己", "从来", "a ", " 　", "，", "是您"]
)
def test_no_text_makes_the_check_slow(piece: str) -> None:
    """It runs while somebody types, for many at once."""
    begun = process_time()
    objections(piece * (4000 // len(piece)))
    assert process_time() - begun < 2


def spoken_by_the_house() -> list[str]:
    """Everything the bot itself says: the core's sentences with all their extras, and the dialogue's own."""
    said = [sentence for sentence in chinese.SENTENCES.values() if "{" not in sentence]
    given = {
        "intent": "complaint", "repeat": True, "window_missed": True, "cost": True, "understood": True,
        "earlier": wording.Owner("陈岚", "投诉主管"), "owner": wording.Owner("王敏", "售后投诉专员"), "now": NOW,
        "due_at": NOW + timedelta(hours=5), "slot_start": NOW + timedelta(hours=4), "reach": "call",
        "phone": "+8613800138000", "case_id": "260608-123456", "what": "寄出配件", "summary": "已经换新",
        "answer": "由我们承担", "why": "off_duty", "times": 3, "own": wording.Owner("陈岚", "投诉主管"),
        "organisation": "顺安维修站",
    }  # fmt: skip
    for name, say in [*vars(wording).items(), *vars(action_wording).items()]:
        if not inspect.isfunction(say) or not say.__module__.endswith("wording") or name.startswith("_"):
            continue
        wanted = inspect.signature(say).parameters
        takes_terms = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in wanted.values())
        keys = {*wanted, *(wording.Terms.__annotations__ if takes_terms else ())} & set(given)
        for reach in ("call", "message", "ring_again"):
            values = {**given, "reach": reach}
            said.append(say(**{key: values[key] for key in keys}))
    return said


def test_whatever_the_bot_says_by_itself_may_go_out() -> None:
    said = spoken_by_the_house()
    assert len(said) > 40
    for text in said:
        assert objections(text) == (), text
