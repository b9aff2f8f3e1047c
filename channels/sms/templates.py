"""The templates that a company files with its vendor on the mainland, word for word, and their variables.

They avoid what is refused: links, marks such as 「」, variables side by side, a way to unsubscribe in a notice. Each
variable stands once. https://help.aliyun.com/document_detail/463270.htm
https://cloud.tencent.com/document/product/382/39023
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from channels.sms import parts
from handoff.letters import Closed, Letter

TEXTS: Mapping[str, str] = {
    "promise": "您的诉求由${owner}负责，${when}联系您，改时间请回复2。编号${case}",
    "changed": "安排有变：现由${owner}负责，${when}联系您，改时间请回复2。编号${case}",
    "ask_closed": "您反映的问题已处理，编号${case}。已解决请回复1，没有解决请回复2。",
    "closed": "您反映的问题已按您的确认办结，编号${case}。如有反复，直接回复短信即可。",
    "continue": "您的消息已收到。请打开官网在线客服，输入接续码${code}，查看答复并继续对话，24小时内有效。",
    "code": "您的验证码是${code}，10分钟内有效，用于确认这个号码是您本人的。请勿告诉他人。",
}
_VARIABLE = re.compile(r"\$\{(\w+)\}")
# As long as the core ever makes them; `case` is its number.
LONGEST: Mapping[str, int] = {"owner": 20, "when": 20, "case": 13, "code": 8}
# How long a time really gets within one year: 12月31日（周四）15:20前
USUAL_WHEN = 16


def variables(template: str) -> tuple[str, ...]:
    """The variables of a template, in the order in which they stand in it."""
    return tuple(_VARIABLE.findall(TEXTS[template]))


def numbered(template: str) -> str:
    """The same text with numbers for names, as Tencent files it."""
    order = variables(template)
    return _VARIABLE.sub(lambda found: f"{{{order.index(found[1]) + 1}}}", TEXTS[template])


def filled(template: str, params: Mapping[str, str]) -> str:
    """The words that arrive. Raises KeyError where a variable is missing."""
    return _VARIABLE.sub(lambda found: params[found[1]], TEXTS[template])


def configured(setting: str) -> dict[str, str]:
    """The vendor's name of each template, from `promise=SMS_1,changed=SMS_2`."""
    pairs = (pair.partition("=") for pair in setting.split(",") if pair.strip())
    return {name.strip(): vendors.strip() for name, _, vendors in pairs}


def chosen(names: Mapping[str, str], letter: Letter) -> tuple[str, dict[str, str]]:
    """The vendor's name of a letter's template, and its variables in order. Raises Closed where one is missing."""
    name = names.get(letter.template)
    if not name:
        raise Closed("no template")
    try:
        return name, {key: letter.params[key] for key in variables(letter.template)}
    except KeyError:
        raise Closed("missing variable") from None


def missing(setting: str) -> list[str]:
    """Templates that have no name at the vendor."""
    known = configured(setting)
    return [name for name in TEXTS if not known.get(name)]


def over_long(signature: str, owners: Iterable[str]) -> dict[str, int]:
    """Templates that do not fit one part, with their length, for the longest of these names with their titles."""
    owner = max((len(one) for one in owners), default=LONGEST["owner"])
    sizes = {**LONGEST, "owner": min(owner, LONGEST["owner"]), "when": USUAL_WHEN}
    longest = {name: "字" * size for name, size in sizes.items()}
    found = {}
    for template in TEXTS:
        size = parts.length(parts.signed(filled(template, longest), signature), mainland=True)
        if size.parts > 1:
            found[template] = size.units
    return found
