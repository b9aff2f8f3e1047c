"""The ways to a customer: the channel they are in first, then the others that are known to be theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handoff import commitments, lines, wishes
from handoff.reach import MUST_ARRIVE, ORDER, Rules
from handoff.scene import Scene
from handoff.store import Row
from handoff.store.access import LIVE

Way = tuple[str, str]
# The source of a text message that repeats what was said on the phone: it is never spoken.
COPY = "copy"
REPLY = "reply"
# What names a promise that stands, and says nothing any more once that has ended: newer words tell what came of it.
_OF_A_PROMISE = ("promise", "changed")
# What is said of a closed case because it is closed, and talk that goes no further than its own conversation.
_AFTER_THE_END = ("closed", "chat")


def unspoken(scene: Scene, message: Row, channels: Mapping[str, Rules]) -> None:
    """The call was over before this could be said: it goes another way, while there is one. What cannot, is said in
    the next call."""
    if _copied(scene, message):
        scene.tx.told_by_post(message["id"], "sent", None)
    elif _goes_on(scene, message):
        onward(scene, message, channels, "unspoken")
    else:
        scene.tx.told_by_post(message["id"], "dropped", None)


def _copied(scene: Scene, message: Row) -> bool:
    """Whether the text message that repeats it is there, or on its way: whoever hung up with a thank-you needs no
    second one."""
    copies = scene.tx.rows(
        "messages", conversation_id=message["conversation_id"], source=COPY, case_id=message["case_id"]
    )
    mine = [copy for copy in copies if copy["text"] == message["text"] and copy["id"] > message["id"]]
    return any(d["state"] != "failed" for copy in mine for d in scene.tx.rows("deliveries", message_id=copy["id"]))


def begin(scene: Scene, message: Row, channels: Mapping[str, Rules]) -> None:
    """The way of its own conversation; the next where the customer has left that."""
    own = _own(scene, message)
    row = queue(scene, message, own["channel"], own["address"], "text")
    if own["state"] != "open":
        end(scene, row, "failed", own["state"])
        onward(scene, message, channels, own["state"])


def _own(scene: Scene, message: Row) -> Row:
    found = scene.tx.rows("addresses", conversation_id=message["conversation_id"])
    if not found:
        raise LookupError("a conversation without an address")
    return found[0]


def end(scene: Scene, row: Row, state: str, reason: str) -> None:
    """This way is at its end."""
    values = {"state": state, "ended_at": scene.now, "next_at": None, "reason": reason}
    scene.tx.update("deliveries", row, values)


def queue(scene: Scene, message: Row, channel: str, address: str, form: str) -> Row:
    """One more way to try, from now on."""
    row: Row = {
        "letter": "", "message_id": message["id"], "channel": channel, "address": address, "form": form,
        "state": "waiting", "tries": 0, "at": scene.now, "next_at": scene.now, "vendor_id": None, "reason": "",
        "ended_at": None,
    }  # fmt: skip
    return scene.tx.insert("deliveries", row)


def onward(scene: Scene, message: Row, channels: Mapping[str, Rules], reason: str) -> None:
    """The next way that was not tried; where none is left, a supervisor must know. What is over goes no further."""
    if over(scene, message):
        scene.tx.told_by_post(message["id"], "dropped", None)
        return
    if not _goes_on(scene, message) or message["source"] == COPY:
        scene.tx.told_by_post(message["id"], "failed", None)
        return
    tried = {(d["channel"], d["address"]) for d in scene.tx.rows("deliveries", message_id=message["id"])}
    way = next((way for way in _ways(scene, message) if way not in tried and way[0] in channels), None)
    if way:
        queue(scene, message, *way, "text")
        return
    own = _own(scene, message)
    by_post = channels[own["channel"]].by_post
    if by_post:
        scene.tx.told_by_post(message["id"], "failed", None)
    else:
        # It still waits where it can be read; this row says that nothing else was possible.
        end(scene, queue(scene, message, own["channel"], own["address"], "text"), "failed", reason)
    detail = {"reason": reason, "channel": own["channel"]}
    commitments.alarm(scene, "undeliverable" if by_post else "unread", message["case_id"], detail)


def over(scene: Scene, message: Row) -> bool:
    """Whether nobody is to hear this any more: its case is closed, or the promise that it tells binds nobody."""
    told = scene.tx.row("promises", message["promise_id"]) if message["promise_id"] else None
    if told and told["state"] not in LIVE and message["kind"] in _OF_A_PROMISE:
        return True
    case = scene.tx.row("cases", message["case_id"]) if message["case_id"] else None
    while case and (into := case["facts"].get("joined_to")):  # what was said goes on in that case
        case = scene.tx.row("cases", into)
    return bool(case and case["state"] == "closed" and message["kind"] not in _AFTER_THE_END)


def _goes_on(scene: Scene, message: Row) -> bool:
    """What must arrive, and what somebody has written to a caller who was gone by then: no page keeps that for them."""
    return message["kind"] in MUST_ARRIVE or (message["kind"] == REPLY and _own(scene, message)["channel"] == "voice")


def _ways(scene: Scene, message: Row) -> Iterator[Way]:
    conversation = scene.tx.row("conversations", message["conversation_id"]) or {}
    customer = scene.tx.row("customers", conversation["customer_id"]) or {}
    known = scene.tx.rows("addresses", customer_id=customer["id"])
    for channel in ORDER:
        yield from ((a["channel"], a["address"]) for a in known if a["channel"] == channel and a["state"] == "open")
        if channel == "sms":
            yield from (
                ("sms", number) for number in _numbers(scene, message, customer) if not shut(scene, "sms", number)
            )


def _numbers(scene: Scene, message: Row, customer: Row) -> list[str]:
    """Numbers that are the customer's; on the phone, the one that they gave to be called back on, too."""
    own = [customer["phone"]] if customer["phone_verified"] else []
    case = scene.tx.row("cases", message["case_id"]) if message["case_id"] else None
    # A reply leads into the conversation, so it goes to nobody of whom only the caller's word says who they are.
    if case and message["kind"] != REPLY and _own(scene, message)["channel"] == "voice":
        given = wishes.phone_of(case)
        own += [given] if lines.is_mobile(given) else []
    return list(dict.fromkeys(own))


def shut(scene: Scene, channel: str, address: str) -> str:
    """Why nothing may go to an address, whosever it is; empty where it may."""
    found = scene.tx.rows("addresses", channel=channel, address=address)
    return next((str(a["state"]) for a in found if a["state"] != "open"), "")


def still_wanted(scene: Scene, rows: list[Row]) -> list[tuple[Row, Row]]:
    """Deliveries with their messages, in the order of these; without what was dropped or read in the meantime, or is
    over by now."""
    found = []
    for row in rows:
        message = scene.tx.row("messages", row["message_id"])
        if message is None or (message["state"] != "queued" and message["kind"] != "code"):
            end(scene, row, "failed", "no longer wanted")
        elif over(scene, message):
            end(scene, row, "failed", "no longer wanted")
            scene.tx.told_by_post(message["id"], "dropped", None)
        else:
            found.append((row, message))
    return sorted(found, key=lambda pair: int(pair[1]["id"]))
