"""What a customer says of staff, of authorities, of earlier contacts, of the end of the matter, and of being called."""

from __future__ import annotations

import pytest

from tests.unit.facts_double import values, words


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("客服小王态度恶劣", "客服小王"), ("来了一个姓李的师傅，乱收钱", "一个姓李的师傅"), ("工号8023的态度太差", "工号8023"),
        ("你们店长张伟骂我", "店长张伟"), ("投诉王经理", "王经理"), ("李师傅把我地板弄坏了", "李师傅"), ("工號A1024", "工號A1024"),
        ("投诉你们店长", "店长"), ("你们那个安装师傅态度很差", "安装师傅"), ("上门的维修工骂人", "维修工"), ("8023号客服挂我电话", "8023号客服"),
        ("那个小刘不讲理", "小刘"), ("姓赵的女客服不耐烦", "姓赵的女客服"), ("快递员态度恶劣", "快递员"), ("投诉一下贵公司的客户经理", "客户经理"),
    ],
)  # fmt: skip
def test_the_member_of_staff_is_kept_in_the_customers_words(text: str, member: str) -> None:
    assert any(member in found for found in words(text, "staff")), words(text, "staff")


@pytest.mark.parametrize(
    "text",
    ["转人工客服", "客服电话多少", "师傅什么时候来", "我是店长张伟", "我姓李", "我叫王强", "小米手机", "小区停电", "等了一个小时", "老师傅手艺好",
     "安排师傅上门", "周一上班", "高工资", "经理在吗", "谢谢客服", "投诉"],
)  # fmt: skip
def test_who_is_only_asked_for_is_no_member_of_staff_complained_about(text: str) -> None:
    assert values(text, "staff") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("12315电话多少", "authority"), ("再不处理我打12345", "authority"), ("我要去消协", "authority"), ("我已经报警了", "authority"),
        ("别逼我去市监局", "authority"), ("不给说法就找律师", "lawyer"), ("法庭见", "lawyer"), ("我是律师，你们这样违法", "lawyer"),
        ("你以为我不会告你们吗", "lawyer"), ("我不想找媒体，但是你们再不解决我没办法", "press"), ("发抖音让大家看看", "press"),
        ("没人管我就找記者", "press"), ("黑猫投诉见", "press"), ("我拍视频发网上", "press"), ("再也不来你们家了", "competitor"),
        ("我携号转网", "competitor"),
        ("不处理就12315见", "authority"), ("曝光你们", "press"),
    ],
)  # fmt: skip
def test_a_threat_is_read_with_its_kind(text: str, kind: str) -> None:
    assert kind in values(text, "threat")


@pytest.mark.parametrize(
    "text",
    ["我是律师，想买一台电脑", "我老公是记者，想问下发票", "烟雾报警器坏了", "冰箱一直报警", "机器报警怎么办", "我转告你们一声", "我发视频给你看",
     "相机曝光过度", "多媒体音箱", "送到派出所旁边", "收货地址法院对面", "我不想起诉", "不会找媒体的", "我账号被举报了", "黑猫警长玩偶",
     "一共12345元", "13812345123", "看到有人发朋友圈", "电视收不到电视台", "用报纸包着", "怎么发朋友圈", "在工商银行", "我不用律师"],
)  # fmt: skip
def test_a_word_that_threatens_nobody_is_no_threat(text: str) -> None:
    assert values(text, "threat") == []


@pytest.mark.parametrize(
    "text",
    ["第三次了", "都打了好几个电话了", "又来问了", "这是我第四次打电话", "反映过好多次", "三番五次催也没用", "联系过你们三次了", "跑了三趟",
     "之前已经投诉过", "打了无数个电话", "不是第一次了", "天天打电话催", "说了N遍", "問了很多次", "还是上次那个问题", "又报修"],
)  # fmt: skip
def test_who_was_here_before_is_heard(text: str) -> None:
    assert values(text, "repeat") == [True]


@pytest.mark.parametrize(
    "text",
    ["第一次联系", "打了三次折", "没打过电话", "买了两次", "用了三天", "第二次世界大战", "我想打电话", "换了两次水", "来了三次快递", "说一声",
     "电话打不通", "第二个订单", "有没有联系过"],
)  # fmt: skip
def test_who_was_not_here_before_is_no_repeat(text: str) -> None:
    assert values(text, "repeat") == []


@pytest.mark.parametrize(
    "text",
    ["已经好了", "自己弄好了", "不用来了", "问题解决了，谢谢", "现在好了", "已经解决了", "可以用了", "恢复正常了", "我自己搞定了", "不用上门了",
     "退款到账了", "没事了", "撤销投诉", "又能正常使用了", "已經修好了", "不用了，已经修好了", "不用退了，已经修好了", "不用来了，已经给我退款了",
     "不用来了，师傅换了个新的", "已经解决了，12315那边我撤诉", "打了12315之后终于解决了", "问题解决了，不用退款了", "事情解决了，再见",
     "换货完成了，不用上门了", "余额到账了，没少", "我取消投诉", "不追究了"],
)  # fmt: skip
def test_who_says_that_it_is_solved_is_heard(text: str) -> None:
    assert len(values(text, "solved")) == 1


@pytest.mark.parametrize(
    "text",
    ["怎么才能好了", "还没解决", "解决了吗", "你们说已经修好了", "什么时候能用了", "修好了没", "修好了又坏了", "已经修好了什么时候能取", "没修好",
     "等修好了再说", "希望问题解决了", "解决了没有", "钱到账了吗", "现在好了没", "以为已经好了结果又坏", "还是不能用了",
     # Who needs nobody any more, and wants something else instead.
     "不用处理了，我直接找12315", "不用管了，我曝光你们", "不用联系了，法院见", "取消投诉吧，我去12315", "不用修了，直接退款", "不用退了，给我换",
     "不用来了，退钱", "不用上门了，赔钱吧", "不用处理了，把钱退给我", "不用修了，换一台新的", "不用修了，退了吧", "不用来了，都漏电了谁敢用",
     "已经修好了，我照样去12315告你们", "已经好了，把钱退给我",
     "谁让你们取消投诉的", "凭什么撤销投诉", "我不撤诉", "别想让我取消投诉", "我不会取消投诉的",
     "钱到账了一半", "退款到账了一部分", "钱到账了，少了二十"],
)  # fmt: skip
def test_who_waits_for_a_solution_has_none(text: str) -> None:
    assert values(text, "solved") == []


@pytest.mark.parametrize(
    "text",
    ["别给我打电话", "微信上说就行", "不要打电话", "不方便接电话", "我不接电话", "发短信就行", "在这里回复就好", "请勿致电", "電話就不用打了",
     "不用回电", "我是聋哑人", "别再打电话来了", "只用微信联系", "不想接电话", "打字说吧"],
)  # fmt: skip
def test_who_wants_no_call_is_heard_and_not_called(text: str) -> None:
    assert len(values(text, "no_call")) == 1
    assert [wish["kind"] for wish in values(text, "callback_time")] == ["nocall"]


@pytest.mark.parametrize(
    "text",
    ["怎么不打电话", "晚上别打电话", "别打电话给客服了", "你们电话打不通", "给我打电话", "上午别打", "为什么不接电话", "不要打这个号，打13812345678",
     "微信打不开", "短信收不到", "三点前别给我打电话", "电话多少", "你们怎么一直不接电话",
     "客服不能接电话", "师傅不方便接电话", "客服让我别打电话"],
)  # fmt: skip
def test_who_refuses_an_hour_or_complains_of_silence_may_be_called(text: str) -> None:
    assert values(text, "no_call") == []
