"""Pushes as Tencent's clouds send them: signed, and sealed where there is a key."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from xml.sax.saxutils import escape

from wechatpy.crypto import PrpCrypto


def signature(token: str, *parts: str) -> str:
    """As the vendor prescribes it."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode()).hexdigest()  # noqa: S324


def push_xml(openid: str, kind: str, at: datetime, **fields: object) -> str:
    """A push in clear; WeChat writes words as CDATA and numbers without."""
    inner = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in fields.items())
    return (
        f"<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
        f"<CreateTime>{int(at.timestamp())}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{inner}</xml>"
    )


def signed(
    token: str, at: datetime, inner: str, aes_key: str = "", receiver: str = "", nonce: str = "1320562132"
) -> tuple[dict[str, str], bytes]:
    """Query and body of a push: in clear, or sealed for the receiver."""
    timestamp = str(int(at.timestamp()))
    query = {"signature": signature(token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
    if not aes_key:
        return query, inner.encode()
    sealed = PrpCrypto(base64.b64decode(aes_key + "=")).encrypt(inner, receiver).decode()
    query |= {"encrypt_type": "aes", "msg_signature": signature(token, timestamp, nonce, sealed)}
    body = f"<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return query, body.encode()
