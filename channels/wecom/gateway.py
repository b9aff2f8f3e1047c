"""WeCom's callback: what is signed and sealed rightly, and what it says.

https://developer.work.weixin.qq.com/document/path/90930 (verification), .../94670 (the push)
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.sealed import Forged, Malformed, Seal, check, check_fresh, fields_of

CHANNEL = "wecom"
NEWS = "kf_msg_or_event"
# Accounts and customers are told apart by a sign that neither of their ids can hold.
BETWEEN = ":"
_ID = re.compile(r"[0-9A-Za-z_@.\-]{1,64}")
# https://developer.work.weixin.qq.com/document/path/94670: at most 128 bytes.
LONGEST_TOKEN = 128
Asked = Mapping[str, str]


@dataclass(frozen=True)
class Push:
    """There is news for one account of the customer service; `token` lets it be fetched without a limit of rate."""

    account: str
    token: str


def address_of(account: str, customer: str) -> str:
    """A customer in one account. Raises Malformed for what cannot be ids."""
    if not is_id(account) or not is_id(customer):
        raise Malformed("id")
    return f"{account}{BETWEEN}{customer}"


def is_id(one: object) -> bool:
    """Whether this can be an id of WeCom's."""
    return isinstance(one, str) and bool(_ID.fullmatch(one))


def parts_of(address: str) -> dict[str, str]:
    """Account and customer, as WeCom's requests name them."""
    account, _, customer = address.partition(BETWEEN)
    return {"open_kfid": account, "external_userid": customer}


class Callback:
    """One company's callback."""

    def __init__(self, token: str, aes_key: str, corp_id: str, window_s: int) -> None:
        """Raises ValueError for a key that is none."""
        self._token = token
        self._seal = Seal(aes_key, corp_id)
        self._window_s = window_s

    def echo(self, asked: Asked, now: datetime) -> str:
        """What WeCom wants to see when the address is entered. Raises Forged, Malformed."""
        return self._open(asked, asked.get("echostr", ""), now)

    def push(self, asked: Asked, body: bytes, now: datetime) -> Push | None:
        """The news; None for any other event, of which nothing is wanted. Raises Forged, Malformed."""
        if not asked.get("msg_signature"):
            raise Forged("unsigned")
        check_fresh(asked.get("timestamp", ""), now, self._window_s)
        said = _fields(self._open(asked, _sealed(body), now))
        if said.get("Event") != NEWS:
            return None
        account, token = said.get("OpenKfId", ""), said.get("Token", "")
        if not is_id(account):
            raise Malformed("account")
        return Push(account, token if len(token.encode()) <= LONGEST_TOKEN else "")

    def _open(self, asked: Asked, sealed: str, now: datetime) -> str:
        timestamp = asked.get("timestamp", "")
        check(self._token, asked.get("msg_signature", ""), timestamp, asked.get("nonce", ""), sealed)
        check_fresh(timestamp, now, self._window_s)
        return self._seal.open(sealed)


def _sealed(body: bytes) -> str:
    """What is sealed in a body of XML or of JSON, which names it in small letters."""
    try:
        said = _fields(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise Malformed("utf-8") from None
    sealed = said.get("Encrypt") or said.get("encrypt")
    if not sealed:
        raise Malformed("encrypt")
    return sealed


def _fields(text: str) -> dict[str, str]:
    if not text.lstrip().startswith("{"):
        return fields_of(text)
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("json") from None
    return {str(name): str(value) for name, value in found.items() if isinstance(value, (str, int))}
