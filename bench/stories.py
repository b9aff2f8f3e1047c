"""What callers say in a whole call: the matter, the number if they are asked for one, something more, goodbye."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MATTERS = (
    "冰箱修了三次还是不制冷，我要投诉",
    "洗衣机漏水把地板泡坏了，你们一直没人管，我要投诉",
    "买了一个星期的热水器一直没发货，我要退款",
    "我送修的空调修到哪一步了",
    "我要找你们总部的负责人",
)
MORE = ("另外上门的师傅还多收了我两百块钱", "对了，报修单上写的型号也不对", "还有送货的时候把门框碰坏了")
BYE = "没有了，谢谢"
LINES = ("mobile", "mobile", "mobile", "withheld", "landline")
_SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")


@dataclass(frozen=True)
class Turn:
    """One thing said; `dialogue` where Rasa answers it, and not the telephone's own few rules."""

    text: str
    dialogue: bool = True


def line(customer: int) -> str:
    """Which kind of line this caller rings from."""
    return LINES[customer % len(LINES)]


def number(customer: int) -> str:
    """Where this caller rings from, as a trunk writes it; such numbers can exist and are nobody's in particular."""
    numbers = {"mobile": f"+86138{customer % 10**8:08d}", "landline": f"0216{2000000 + customer % 10**6:07d}"}
    return numbers.get(line(customer), "anonymous")


def story(customer: int) -> Iterator[Turn]:
    """The whole call of the caller with this number."""
    yield Turn(MATTERS[customer // len(LINES) % len(MATTERS)])
    if line(customer) == "withheld":
        yield Turn(f"139{customer % 10**8:08d}".translate(_SPOKEN))
        yield Turn("对的", dialogue=False)
    elif line(customer) == "landline":
        yield Turn("不方便留")
    yield Turn(MORE[customer % len(MORE)])
    yield Turn(BYE, dialogue=False)
