"""What WeChat pushes: whether it comes from there, and what it means. No web server in here, and no clock."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from channels.sealed import Forged, Malformed, Seal, check, check_fresh, fields_of
from channels.text import blank, storable
from channels.wechat.menu import WORDS
from handoff.model import Attachment

CHANNEL = "wechat"
LONGEST_TEXT, LONGEST_ECHO, LONGEST_FIELD = 4000, 1024, 1000
_OPENID = re.compile(r"[\x21-\x7e]{1,64}")
_MSG_ID = re.compile(r"[0-9]{1,32}")
_WEB = re.compile(r"https?://[\x21-\x7e]+")
Query = Mapping[str, str]
Fields = Mapping[str, str]
# What a push is about besides its words, by the names of WeChat's fields.
# https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html
_PARTS = {
    "image": {"media_id": "MediaId", "url": "PicUrl"},
    "voice": {"media_id": "MediaId", "format": "Format"},
    "video": {"media_id": "MediaId", "thumb_media_id": "ThumbMediaId"},
    "shortvideo": {"media_id": "MediaId", "thumb_media_id": "ThumbMediaId"},
    "location": {"latitude": "Location_X", "longitude": "Location_Y", "label": "Label"},
    "link": {"title": "Title", "description": "Description", "url": "Url"},
    "file": {"title": "Title", "size": "FileTotalLen", "md5": "FileMd5"},
}
_SHOWN = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "shortvideo": "[视频]", "location": "[位置]",
          "link": "[链接]", "file": "[文件]"}  # fmt: skip
_OTHER = "[消息]"


@dataclass(frozen=True)
class Secrets:
    """What we and WeChat agreed on. Without a seal messages travel in clear."""

    token: str = field(repr=False)
    seal: Seal | None
    window_s: int


@dataclass(frozen=True)
class Said:
    """A message of the customer's, or something they did that is answered like one (`event`)."""

    openid: str
    external_id: str
    text: str
    attachment: Attachment | None = None
    event: bool = False


@dataclass(frozen=True)
class Left:
    """The customer no longer follows."""

    openid: str


@dataclass(frozen=True)
class Arrived:
    """What became of a template message."""

    vendor_id: str
    ok: bool
    reason: str


@dataclass(frozen=True)
class Quiet:
    """Something that asks for no answer, such as that a link of the menu was opened."""

    event: str


Push = Said | Left | Arrived | Quiet


def echo(secrets: Secrets, query: Query, now: datetime) -> str:
    """What WeChat wants to hear when an administrator enters our address. The Official Account asks in clear even in
    AES mode; a sealed question is opened.

    Raises Forged or Malformed."""
    said = query.get("echostr", "")
    if secrets.seal is not None and query.get("msg_signature"):
        _check_sealed(secrets, query, said, now)
        return secrets.seal.open(said)
    _check_plain(secrets, query, now)
    if not 0 < len(said) <= LONGEST_ECHO:
        raise Malformed("echo")
    return said


def pushed(secrets: Secrets, query: Query, body: bytes, now: datetime) -> Push:
    """What a push means. With a seal only what is sealed counts: beside it, compatible mode sends the same in clear,
    where nobody has signed it.

    Raises Forged or Malformed."""
    if secrets.seal is None:
        _check_plain(secrets, query, now)
        return meaning(fields_of(_text(body)))
    if not query.get("msg_signature"):
        raise Forged("not-sealed")
    sealed = _sealed(secrets, query, body, now)
    _check_sealed(secrets, query, sealed, now)
    return meaning(fields_of(secrets.seal.open(sealed)))


def _check_plain(secrets: Secrets, query: Query, now: datetime) -> None:
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    check(secrets.token, query.get("signature", ""), timestamp, nonce)
    check_fresh(timestamp, now, secrets.window_s)


def _check_sealed(secrets: Secrets, query: Query, sealed: str, now: datetime) -> None:
    """The seal's signature, and the other one where it came too: it tells nothing more, but a wrong one is forged."""
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    check(secrets.token, query.get("msg_signature", ""), timestamp, nonce, sealed)
    if query.get("signature"):
        check(secrets.token, query["signature"], timestamp, nonce)
    check_fresh(timestamp, now, secrets.window_s)


def _sealed(secrets: Secrets, query: Query, body: bytes, now: datetime) -> str:
    """Where there is nothing to open, the other signature tells whose fault that is."""
    try:
        sealed = fields_of(_text(body)).get("Encrypt", "")
    except Malformed:
        _check_plain(secrets, query, now)
        raise
    if not sealed:
        raise Forged("not-sealed")
    return sealed


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed("encoding") from None


def meaning(fields: Fields) -> Push:
    """What a push says, once it is known to be WeChat's. Raises Malformed."""
    openid, kind = fields.get("FromUserName", ""), fields.get("MsgType", "").strip().lower()
    if not _OPENID.fullmatch(openid) or not kind:
        raise Malformed("fields")
    return _event(fields, openid) if kind == "event" else _message(fields, openid, kind)


def _message(fields: Fields, openid: str, kind: str) -> Said:
    if kind == "text":
        text, attachment = fields.get("Content", ""), None
    else:
        text, attachment = _shown(fields, kind)
    fit = storable(text)[:LONGEST_TEXT]
    return Said(openid, _id(fields, kind), _OTHER if blank(fit) else fit, attachment)


def _shown(fields: Fields, kind: str) -> tuple[str, Attachment]:
    """What is no text, as words; a recording in the words that WeChat recognised, where the account has that."""
    names = _PARTS.get(kind)
    if names is None:
        return _OTHER, {"kind": "unknown", "type": kind[:32]}
    told = {ours: _part(fields, ours, theirs) for ours, theirs in names.items()}
    attachment: Attachment = {"kind": "video" if kind == "shortvideo" else kind, **{k: v for k, v in told.items() if v}}
    recognised = storable(fields.get("Recognition", "")) if kind == "voice" else ""
    if not blank(recognised):
        return recognised, attachment
    title = {"location": "label", "link": "title"}.get(kind, "")
    return f"{_SHOWN[kind]} {told.get(title, '')}".strip(), attachment


def _part(fields: Fields, ours: str, theirs: str) -> str:
    """A field, cut to what can be shown; an address only where it is one of the web."""
    value = storable(fields.get(theirs, "")).strip()[:LONGEST_FIELD]
    return value if ours != "url" or _WEB.fullmatch(value) else ""


def _id(fields: Fields, kind: str) -> str:
    """WeChat's number for the message, the same each time it is pushed; types without one get one of all they say."""
    found = fields.get("MsgId", "").strip()
    if _MSG_ID.fullmatch(found):
        return found
    whole = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    return f"{kind[:32]}+{hashlib.sha256(whole.encode()).hexdigest()[:32]}"


def _event(fields: Fields, openid: str) -> Push:
    """https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html"""
    name, key = fields.get("Event", "").strip().lower(), storable(fields.get("EventKey", "")).strip()[:LONGEST_FIELD]
    if name == "unsubscribe":
        return Left(openid)
    if name == "templatesendjobfinish":
        status = fields.get("Status", "").strip()
        reason = {"failed:user block": "user-block"}.get(status, "template-failed")
        return Arrived(fields.get("MsgID", "").strip(), status == "success", "" if status == "success" else reason)
    once = _event_id(fields, name, key)
    scene = key[len("qrscene_") :] if key.startswith("qrscene_") else key
    if name == "subscribe":
        return Said(openid, once, "[关注]", {"kind": "subscribe", **({"scene": scene} if scene else {})}, event=True)
    if name == "scan":
        return Said(openid, once, "[扫码]", {"kind": "scan", "scene": scene}, event=True)
    if name == "click" and key:
        text = key if key in WORDS else f"[菜单] {key}"
        return Said(openid, once, text, {"kind": "click", "key": key}, event=True)
    return Quiet(re.sub(r"[^a-z_]", "", name)[:40])


def _event_id(fields: Fields, name: str, key: str) -> str:
    """Events have no number. Who and when, as WeChat advises, is the same for two events within a second. Who is the
    conversation itself."""
    short = hashlib.sha256(key.encode()).hexdigest()[:16]
    return f"{fields.get('CreateTime', '').strip()[:20]}+{name[:40]}+{short}"
