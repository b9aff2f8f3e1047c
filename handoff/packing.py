"""Puts what waits for one address into one letter: merged where windows count messages, in the vendor's form."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from handoff import binding_words, codes, commitments
from handoff.letters import Letter
from handoff.phrases import when
from handoff.reach import MUST_ARRIVE, Room, Rules, template_of
from handoff.recall import tongue_in
from handoff.scene import Scene
from handoff.store import Row
from handoff.windows import room_at

# A variable of an approved template: https://help.aliyun.com/zh/sms/user-guide/message-template-specifications
LONGEST_PARAM = 20
BETWEEN = "\n\n"
Waiting = list[tuple[Row, Row]]


@dataclass
class Packed:
    """`rows` travel in the letter; `closed` cannot go in this form now, each with the reason; `held` waits."""

    letter: Letter
    rows: list[Row] = field(default_factory=list)
    closed: list[tuple[Row, str]] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)


def pack(scene: Scene, rules: Rules, channel: str, address: str, waiting: Waiting) -> Packed:
    """What goes now; `waiting` holds deliveries with their messages, in order, the first of them due."""
    form = "text" if rules.free_text and waiting[0][0]["form"] == "text" else "template"
    if waiting[0][1]["kind"] == "code":
        return _code(scene, rules, channel, address, waiting[0])
    together = [
        pair for pair in waiting if pair[1]["kind"] != "code" and (form == "template" or pair[0]["form"] == "text")
    ]
    packed = Packed(Letter(commitments.new_id(), channel, address, form, promise=_must(together)))
    if form == "template":
        return _template(scene, packed, together)
    return _text(packed, rules, room_at(scene.tx, rules, channel, address, scene.now), together)


def _code(scene: Scene, rules: Rules, channel: str, address: str, asked: tuple[Row, Row]) -> Packed:
    """A code goes alone: nothing else is worth its one template, and it must not be the price of anything else."""
    code = codes.make(scene, "verify", address, asked[1]["conversation_id"])
    form = "text" if rules.free_text else "template"
    letter = Letter(commitments.new_id(), channel, address, form)
    if rules.free_text:
        letter = replace(letter, text=binding_words.code_message(code, _tongue(scene, asked[1])))
    else:
        letter = replace(letter, template="code", params={"code": code})
    return Packed(letter, [asked[0]])


def _tongue(scene: Scene, message: Row) -> str:
    return tongue_in(scene.tx.row("conversations", message["conversation_id"]) or {})


def _must(waiting: Waiting) -> bool:
    return any(message["kind"] in MUST_ARRIVE for _, message in waiting)


def _text(packed: Packed, rules: Rules, left: Room, together: Waiting) -> Packed:
    if left.left == 0:
        packed.closed = [(row, "window") for row, _ in together]
        return packed
    if left.left == 1 and not packed.letter.promise:
        # The last one of the budget is for a name and a time.
        packed.held = [row for row, _ in together]
        return packed
    text = ""
    for row, message in together:
        added = text + BETWEEN * bool(text) + message["text"]
        if text and len(added) > rules.longest:
            break
        text = added
        packed.rows.append(row)
    packed.letter = replace(packed.letter, text=_cut(text, rules.longest), key=_key(packed.rows))
    return packed


def _key(rows: list[Row]) -> str:
    """The same for the same messages on the same way; 32 characters, which is what WeCom takes."""
    return hashlib.sha256(" ".join(str(row["id"]) for row in rows).encode()).hexdigest()[:32]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _template(scene: Scene, packed: Packed, together: Waiting) -> Packed:
    """One template stands for all: the newest that must arrive, else how to go on in the web chat. No promise stands
    for what a person has written: that goes next."""
    chosen = next((m for _, m in reversed(together) if m["kind"] in MUST_ARRIVE), together[-1][1])
    name = template_of(chosen["kind"])
    params = _params(scene, chosen, name)
    alone = chosen["kind"] in MUST_ARRIVE
    packed.rows = [row for row, message in together if not (alone and message["kind"] == "reply")]
    # A code is a new one each time, so that nothing may be taken for a repetition.
    key = packed.letter.id if name == "continue" else _key(packed.rows)
    packed.letter = replace(packed.letter, template=name, params=params, key=key)
    return packed


def _params(scene: Scene, message: Row, name: str) -> Mapping[str, str]:
    if name == "continue":
        return {"code": codes.make(scene, name, message["conversation_id"], message["conversation_id"])}
    bound = scene.tx.row("promises", message["promise_id"]) if message["promise_id"] else None
    case = {"case": str(message["case_id"] or "")}
    if bound is None:
        return case
    owner = bound["owner_name"] + bound["owner_title"]
    return {"owner": owner[:LONGEST_PARAM], "when": f"{when(bound['due_at'], scene.now)}前"[:LONGEST_PARAM], **case}
