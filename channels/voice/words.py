"""What the telephone says beside the dialogue's own words: short, polite, and without a menu."""

from __future__ import annotations

from channels.voice.speech import digits

ONE_MOMENT = "请稍等，正在为您安排。"
LINE_BROKEN = "非常抱歉，线路出了问题。请过几分钟再打来，谢谢您。"
STILL_WORKING = "抱歉让您久等，请不要挂断。"
AGAIN = "抱歉，刚才没有听清。请您再说一遍。"
BACK_AGAIN = "抱歉，刚才没有接通。系统已经恢复，谢谢您等候。"
GOODBYE = "谢谢您的来电，再见。"
BY_KEYS = "请按键输入，按井号结束。"

ANYTHING_ELSE = "还有要补充的，请直接说；没有的话，挂机就可以，谢谢您。"
MORE = "还有要补充的吗？没有的话，挂机就可以。"
NOT_RECORDED = "好的，这次通话不录音。"


def greeting(recorded: bool, numbered: bool, brand: str = "") -> str:
    """The one open question. `numbered`: the caller is known by no number, so they may have that of a case."""
    announced = "通话会录音，不愿录音请按九。" if recorded else ""
    number = "手里有编号的，请按一。" if numbered else ""
    return f"您好，这里是{brand}客户服务，谢谢您来电。{announced}请问是什么事？请直接说。{number}按零或说人工，马上转专人。"


def what_is_it() -> str:
    """Asked once more."""
    return "您好，请问是什么事？请直接说。按零或说人工，马上转专人。"


def not_heard() -> str:
    """Something came that was no words."""
    return "抱歉，没有听清。请问是什么事？请再说一遍，或者按零转专人。"


def which_case() -> str:
    """The number of a case, which was given in an earlier call."""
    return f"好的。请说出您的编号，或者{BY_KEYS}"


def no_such_case(again: bool) -> str:
    """Whoever rings with a wrong number is not sent away."""
    return (
        f"抱歉，没有找到这个编号。请再说一遍，或者{BY_KEYS}" if again else "抱歉，没有找到这个编号。请直接说是什么事。"
    )


def how_to_give_a_number() -> str:
    """Behind the dialogue's own question."""
    return "可以直接说，也可以按键输入，按井号结束。"


def number_for_the_call() -> str:
    """There is a name and a time, and no number yet."""
    return f"请您留一个方便接听的电话，直接说，或者{BY_KEYS}不方便留，请说不用。"


def number_not_whole() -> str:
    """What was given for a number has digits too few or too many."""
    return f"抱歉，刚才的号码位数不对，还不能拨通。手机号是十一位，座机请加区号。请再说一次，或者{BY_KEYS}不方便留，请说不用。"


def this_line() -> str:
    """The caller rings from a landline, where they may not be when they are called."""
    return f"给您回电，打您现在这个座机可以吗？可以请按一；要换号码，请直接说，或者{BY_KEYS}"


def number_again() -> str:
    """It was no number, or a wrong one: by keys, which lose none."""
    return "抱歉，没有记对。请再按一次您的电话号码，按井号结束。"


def read_back(number: str) -> str:
    """A number that was given in this call, digit by digit."""
    return f"跟您核对一下号码：{digits(number)}。对的请按一，不对请按二。"


def number_stays(case: str) -> str:
    """It was wrong too often."""
    return f"非常抱歉，号码没能记准。您方便时再打来，报编号{digits(case)}，我们马上改正。谢谢您。"


def number_noted() -> str:
    """The number is right."""
    return "好的，号码记下了，谢谢您。"


def offer(owner: str, title: str) -> str:
    """The owner is free at this moment."""
    return f"{title}{owner}现在有空。要现在就接通，请按一；不用的话，请按二。"


def putting_through(owner: str, title: str) -> str:
    """While it rings at the owner's."""
    return f"正在为您接通{title}{owner}，请稍等。"


def no_longer_free(owner: str) -> str:
    """Somebody else was faster."""
    return f"抱歉，{owner}刚刚接起了别的电话。答应您的时间不变，谢谢您。"


def away(owner: str, title: str) -> str:
    """The records cannot be reached; a person can."""
    return f"非常抱歉，系统现在有点问题，谢谢您来电。您的电话我直接转给{title}{owner}，请稍等。"


def away_and_nobody(owner: str, title: str) -> str:
    """Not even that person picks up."""
    return f"非常抱歉，{title}{owner}正在忙，没能马上接听。您的来电已经记下，系统恢复后由{owner}安排，说定时间。谢谢您，再见。"
