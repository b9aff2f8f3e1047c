"""What `sync_msg` gives: who says what, and what has happened.

https://developer.work.weixin.qq.com/document/path/94670
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from channels.sealed import Malformed
from channels.text import blank, storable
from channels.wecom.gateway import address_of

CUSTOMER, SYSTEM, SERVICER = 3, 4, 5
LONGEST_NAME = 128
LONGEST_TEXT = 4000
Said = Mapping[str, Any]
# What stands for a message without words, and which of its fields are kept.
_KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "image": ("[图片]", ("media_id",)),
    "voice": ("[语音]", ("media_id",)),
    "video": ("[视频]", ("media_id",)),
    "file": ("[文件]", ("media_id",)),
    "location": ("[位置]", ("latitude", "longitude", "name", "address")),
    "link": ("[链接]", ("title", "desc", "url", "pic_url")),
}
_TITLES = {"location": ("name", "address"), "link": ("title",)}
ANYTHING = "[消息]"


@dataclass(frozen=True)
class Words:
    """Something that a customer (`by` empty) or one of the company's people said."""

    id: str
    address: str
    text: str
    attachment: Mapping[str, object] | None = None
    by: str = ""


@dataclass(frozen=True)
class Happened:
    """An event. `address` is empty where it concerns no customer."""

    id: str
    kind: str
    address: str
    at: int
    detail: Said = field(default_factory=dict)


def read(item: Any) -> Words | Happened:
    """One message of a page. Raises Malformed for what cannot be placed at all; an unknown kind is kept as such."""
    if not isinstance(item, dict) or not isinstance(item.get("msgid"), str) or not 0 < len(item["msgid"]) <= 128:
        raise Malformed("msgid")
    name, kind, origin = item["msgid"], str(item.get("msgtype") or ""), item.get("origin")
    if kind == "event" or origin == SYSTEM:
        return _happened(name, item)
    address = address_of(item.get("open_kfid", ""), item.get("external_userid", ""))
    text, attachment = _content(kind, item.get(kind))
    by = str(item.get("servicer_userid") or "someone")[:LONGEST_NAME] if origin == SERVICER else ""
    return Words(name, address, text, attachment, by)


def _happened(name: str, item: Said) -> Happened:
    detail = item.get("event")
    detail = detail if isinstance(detail, dict) else {}
    account, customer = detail.get("open_kfid", ""), detail.get("external_userid", "")
    address = address_of(account, customer) if account and customer else ""
    at = item.get("send_time")
    return Happened(name, str(detail.get("event_type") or ""), address, at if isinstance(at, int) else 0, detail)


def _content(kind: str, said: Any) -> tuple[str, Mapping[str, object] | None]:
    said = said if isinstance(said, dict) else {}
    if kind == "text":
        return _text(said)
    word, kept = _KINDS.get(kind, (ANYTHING, ()))
    title = next((title for name in _TITLES.get(kind, ()) if (title := _line(said.get(name)))), "")
    attachment: dict[str, object] = {"kind": kind if kind in _KINDS else "unknown"}
    if kind not in _KINDS:
        attachment["type"] = kind[:LONGEST_NAME]
    attachment |= {name: said[name] for name in kept if isinstance(said.get(name), (str, int, float))}
    return f"{word} {title}".strip(), attachment


def _text(said: Said) -> tuple[str, Mapping[str, object] | None]:
    """Words; those of a menu are what the customer clicked at."""
    text = storable(str(said.get("content") or ""))[:LONGEST_TEXT]
    if blank(text):
        return ANYTHING, {"kind": "unknown", "type": "text"}
    menu = said.get("menu_id")
    return text, {"kind": "menu", "id": str(menu)[:LONGEST_NAME]} if menu else None


def _line(title: Any) -> str:
    return " ".join(storable(title).split())[:LONGEST_NAME] if isinstance(title, str) else ""
