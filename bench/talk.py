"""What the customers of the bench say: a few ordinary conversations, with each customer's own numbers."""

from __future__ import annotations

SCRIPTS = (
    (
        "您好",
        "冰箱修了三次还是不制冷，我要投诉",
        "我的手机号是{phone}",
        "订单号{order}",
        "现在进展怎么样了",
        "能不能换个时间，明天下午三点以后打给我",
        "另外上门的师傅还多收了我两百块钱",
        "好的，谢谢",
    ),
    (
        "我要投诉，洗衣机漏水把地板泡坏了，你们一直没人管，订单号{order}，电话{phone}",
        "你们什么时候给我回电话",
        "后天上午有空，改到后天上午吧",
        "谢谢你",
        "对了，报修单上写的型号也不对",
        "问题已经解决了",
        "再见",
    ),
    (
        "在吗",
        "我想问一下我送修的空调修到哪一步了",
        "订单号是{order}",
        "{phone}",
        "大概什么时候有人联系我",
        "麻烦快一点，这是第二次来问了",
        "好的谢谢，再见",
    ),
    (
        "你好，我要退款，买了一个星期的热水器一直没发货",
        "订单号{order}",
        "不方便留电话",
        "好吧，{phone}",
        "进度查一下",
        "谢谢",
    ),
    (
        "我要找你们总部的负责人",
        "我的电话是{phone}",
        "请问处理得怎么样了",
        "好的",
        "再见",
    ),
)
# One customer who comes back again and again: each round opens a case, adds to it and says that it is solved.
ROUND = (
    "您好",
    "空调又坏了，我要投诉",
    "我的手机号是{phone}",
    "订单号{order}",
    "现在进展怎么样了",
    "另外遥控器也不好用",
    "能换到明天下午三点以后吗",
    "谢谢",
    "问题已经解决了",
    "再见",
)


def numbers(customer: int) -> dict[str, str]:
    """This customer's phone and order number; such numbers can exist and are nobody's in particular."""
    return {"phone": f"138{customer % 10**8:08d}", "order": f"DD{2026_0000_0000 + customer}"}


def conversation(customer: int) -> list[str]:
    """The whole conversation of the customer with this number."""
    said = numbers(customer)
    return [sentence.format(**said) for sentence in SCRIPTS[customer % len(SCRIPTS)]]


def round_trip(turn: int, customer: int) -> str:
    """What the customer who comes back says at turn `turn`, counted from 0."""
    return ROUND[turn % len(ROUND)].format(**numbers(customer))
