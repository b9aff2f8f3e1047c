"""What a reply promises by a time is seen, and what is no promise may be sent."""

from __future__ import annotations

from datetime import datetime

import pytest

from handoff.model import SHANGHAI
from handoff.promising import promised

DUE = datetime(2026, 6, 8, 15, 20, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    ["明天给您退款。", "您好，后天下午我会把配件寄出。", "周五之前一定给您答复", "三个工作日内会给您打款。", "我6月9日帮您安排上门。",
     "下周一就给您换新的。", "24小时内会处理。", "明早九点我给您回电。", "您好。退款月底前会到账。", "今晚把发票发给您"],
)  # fmt: skip
def test_a_time_and_something_to_be_done_is_a_promise(text: str) -> None:
    assert promised(text, [], SHANGHAI)


@pytest.mark.parametrize(
    "text",
    ["您明天下午方便吗？", "您周五寄出的快递我们收到了。", "请您明天把照片发给我们。", "谢谢您，资料已经收到。",
     "您的订单6月3日已经发货。", "明天是端午节，我们休息。", "如果您后天方便，请说一声。", "保修期还有三个月。",
     "您说的昨天的事，我已经写进记录。", "抱歉让您久等，我已经问过仓库了。"],
)  # fmt: skip
def test_a_question_a_request_or_what_is_done_is_none(text: str) -> None:
    assert promised(text, [], SHANGHAI) == ""


def test_what_stands_promised_already_may_be_said_again() -> None:
    assert promised("我会在6月8日15:20前给您致电。", [DUE], SHANGHAI) == ""
    assert promised("我会在6月8日16:00前给您致电。", [DUE], SHANGHAI)
