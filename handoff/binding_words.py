"""What a customer is told about who they are to us: codes, numbers, and things that turn out to belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handoff.phrases import Terms, number, promise_words, tail

if TYPE_CHECKING:
    from typing_extensions import Unpack

CODE_REFUSED = "验证码不对，或者已经过期。请看最近收到的那条短信，再输一次；也可以直接写下您的事，一样有人负责。"
TOO_MANY_TRIES = "试的次数太多，请过一会儿再试。也可以直接写下您的事，一样有人负责。"
ASKED_TOO_OFTEN = "验证码刚刚发过。请等一分钟看看短信；还是没有收到的话，可以直接写下您的事，一样有人负责。"
ASKED_ENOUGH = "今天发的验证码已经够多了，请明天再试。也可以现在就直接写下您的事，一样有人负责。"


def code_message(code: str) -> str:
    """The text message with a code, where own words can be sent."""
    return f"您的验证码是 {code}，10分钟内有效，用来在网页上接着办您的事。请不要告诉任何人。如果不是您要的，不用理会。"


def code_sent(phone: str) -> str:
    """The same words whether we know the number or not."""
    told = f"验证码已发到{tail(phone).strip('（）')}的手机，10分钟内有效。"
    return f"{told}确认之后，就能接着办以前的事。没有收到的话，也可以直接在这里写，一样有人负责。"


def confirmed(phone: str) -> str:
    """The number is the customer's."""
    return f"谢谢您，手机号已确认{tail(phone)}。"


def gone_on() -> str:
    """The code of a text message was right."""
    return "谢谢您，已经接上了，您说过的不用再说一遍。"


def nothing_before() -> str:
    """Nothing of theirs is being worked on."""
    return "现在没有正在为您办理的事。有什么事，请直接写在这里。"


def joined(*, others: list[str], window_missed: bool = False, **terms: Unpack[Terms]) -> str:
    """What was asked on two channels is one thing from now on."""
    said = promise_words(
        terms["owner"], terms["due_at"], terms["now"], terms["reach"], terms.get("phone", ""), terms.get("slot_start")
    )
    numbers = "、".join(others)
    opening = f"抱歉让您分开说了两回，谢谢您。编号 {numbers} 的事已和这一件合在一起，由同一个人负责，不用再说一遍。"
    return f"{opening}{said}。{number(terms['case_id'])}"
