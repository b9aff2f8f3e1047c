"""An agent's own words to the customer: what the customer's channel allows now, and sending within it."""

from __future__ import annotations

from collections.abc import Mapping

from handoff import commitments, looking
from handoff.manners import require_manners
from handoff.model import Person, Refused
from handoff.promising import promised
from handoff.reach import ORDER, Room, Rules
from handoff.scene import Scene
from handoff.store import Row
from handoff.views import ReplyBox
from handoff.windows import room_at

# Whole sentences, so that the desk can say them in its other language too.
SOLVED = "客户已说解决，请不要再为这件事联系。客户再来找时会是新的工单；有新的事要办，请先和主管商量。"
CLOSED = "这个工单已经结案，请不要再联系客户。客户再来时会重新打开，那时再回复。"
NOT_YOURS = "回复由负责人或主管来写。您有要说的，请先告诉负责人，或请主管转交给您。"
PARTNER = "回复由负责这件事的公司来写。请把情况写在通话记录里，负责人会看到。"
LEFT = "客户已退订或取消关注，没有可以发消息的渠道。请按约定的时间致电；没有电话时请交主管。"
NO_TEXT = "这个渠道发不了文字。请按约定的时间致电客户。"
WINDOW = "客户48小时内没有在这里说话，现在发不出去。请按约定的时间致电，或等客户再来消息。"
LAST = "这个窗口只剩最后一条，留给承诺的通知。请按约定的时间致电，或等客户再来消息。"
PAGE = "显示在客户的网页聊天里；客户不在页面上时，下次打开才看到。"
TEXT = "以文字直接发给客户。"
TEXT_LAST_KEPT = "以文字直接发给客户；窗口的最后一条留给承诺的通知。"
CODE_SMS = "国内短信不能发自由文字：客户会收到一个验证码，在公司网页的聊天里输入后，看到您写的话。"
CODE_WINDOW = "窗口已关，文字发不出去：客户会收到一条模板消息和验证码，在公司网页的聊天里输入后，看到您写的话。"
ELSEWHERE = "客户已离开原来的渠道，回复改走这里。"
EMPTY = "请写下要对客户说的话，至少两个字。"
A_PROMISE = "这句话向客户承诺了时间和要办的事。请用“另作承诺”登记：客户会收到同样的话，到时系统会守着。"
TOO_LONG = "超过了这个渠道一条消息的字数。请缩短，或分成几条发。"


def box(scene: Scene, person: Person, case: Row, channels: Mapping[str, Rules]) -> ReplyBox:
    """What this person may write to the customer of this case now, and how it would travel."""
    return _look(scene, person, case, channels)[0]


def send(scene: Scene, person: Person, case: Row, text: str, channels: Mapping[str, Rules]) -> None:
    """Send an agent's own words. The case and its conversation are locked."""
    shown, address = _look(scene, person, case, channels)
    if not shown.allowed or address is None:
        raise Refused(shown.code, shown.why)
    said = text.strip()
    commitments.require_text(said, EMPTY)
    if len(said) > shown.longest:
        raise Refused("too_long", TOO_LONG)
    require_manners(said)
    live = [bound["due_at"] for bound in scene.tx.live_promises(case["id"])]
    if promised(said, live, scene.company.timezone):
        raise Refused("a_promise", A_PROMISE)
    conversation_id = str(address["conversation_id"])
    commitments.lock_conversation(scene, conversation_id)
    commitments.say(scene, conversation_id, case["id"], said, sender="person", author=person.id, kind="reply")
    scene.tx.event(case["id"], "replied", person.id, scene.now, {"channel": shown.channel})


def _look(scene: Scene, person: Person, case: Row, channels: Mapping[str, Rules]) -> tuple[ReplyBox, Row | None]:
    own = next(iter(scene.tx.rows("addresses", conversation_id=case["conversation_id"])), None)
    channel = own["channel"] if own else ""
    if case["state"] == "closed":
        solved = case["closed_by"] == "customer"
        return _shut(channel, "solved" if solved else "closed", SOLVED if solved else CLOSED), None
    if looking.is_partner(scene.company, person):
        return _shut(channel, "partner", PARTNER), None
    if not _may(scene, person, case):
        return _shut(channel, "not_yours", NOT_YOURS), None
    tried = [(_through(scene, address, channels), address) for address in _ways(scene, case, own)]
    for shown, address in tried:
        if shown.allowed:
            return (shown if address is own else _elsewhere(shown)), address
    return tried[0] if tried else (_shut(channel, "left", LEFT), None)


def _may(scene: Scene, person: Person, case: Row) -> bool:
    """Whose case or promise it is, and whoever answers for them: a customer hears one voice."""
    if person.role != "agent" or person.id == case["owner_id"]:
        return True
    return any(bound["owner_id"] == person.id for bound in scene.tx.live_promises(case["id"]))


def _ways(scene: Scene, case: Row, own: Row | None) -> list[Row]:
    """The address of the case's conversation, then the customer's others, without those that they left."""
    known = scene.tx.rows("addresses", customer_id=case["customer_id"])
    others = [a for name in ORDER for a in known if a["channel"] == name and own and a["address"] != own["address"]]
    return [a for a in ([own] if own else []) + others if a["state"] == "open"]


def _through(scene: Scene, address: Row, channels: Mapping[str, Rules]) -> ReplyBox:
    name = address["channel"]
    rules = channels.get(name)
    if rules is None or rules.spoken:
        return _shut(name, "no_text", NO_TEXT)
    if not rules.by_post:
        return _open(name, rules, Room(), "page", PAGE)
    if not rules.free_text:
        return _open(name, rules, Room(), "template", CODE_SMS)
    left = room_at(scene.tx, rules, name, address["address"], scene.now)
    if left.left is None:
        return _open(name, rules, left, "text", TEXT)
    if left.left == 0:
        return _open(name, rules, Room(), "template", CODE_WINDOW) if rules.template else _shut(name, "window", WINDOW)
    # One is kept for a promise, and what waits to be sent will take one.
    waits = bool(scene.tx.rows("messages", limit=1, conversation_id=address["conversation_id"], state="queued"))
    mine = left.left - 1 - waits
    if mine <= 0:
        return ReplyBox(name, False, LAST, 0, left.until, rules.longest, "text", "window")
    return _open(name, rules, Room(mine, left.until), "text", TEXT_LAST_KEPT)


def _open(channel: str, rules: Rules, left: Room, goes_as: str, why: str) -> ReplyBox:
    return ReplyBox(channel, True, why, left.left, left.until, rules.longest, goes_as)


def _shut(channel: str, code: str, why: str) -> ReplyBox:
    return ReplyBox(channel, False, why, None, None, 0, "", code)


def _elsewhere(shown: ReplyBox) -> ReplyBox:
    return ReplyBox(**{**shown.__dict__, "why": ELSEWHERE + shown.why})
