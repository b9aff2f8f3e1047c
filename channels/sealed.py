"""Callbacks that Tencent signs, and seals with AES: what WeChat and WeCom have in common.

wechatpy 1.8.18 takes care of the cipher. It compares signatures with `!=` and looks at no time, so that is done here;
and its reader of XML is given nothing that declares a document type.
https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Technical_Plan.html
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
from datetime import datetime
from typing import NoReturn
from xml.parsers import expat

from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import InvalidAppIdException

LARGEST = 64 * 1024
# A push of any vendor's has a dozen fields, some with a list inside.
DEEPEST, MOST_FIELDS = 6, 500
_INSTANT = re.compile(r"[0-9]{1,12}")


class Forged(Exception):
    """It is not shown to come from the vendor, or it is too old. The argument says why in one word."""


class Malformed(Exception):
    """It comes from the vendor and yet cannot be read. The argument says why in one word."""


def check(token: str, signature: str, *signed: str) -> None:
    """That these parts were signed with the token. Takes as long for a wrong signature as for a nearly right one.

    Raises Forged."""
    parts = sorted(part.encode("utf-8", "surrogatepass") for part in (token, *signed))
    # SHA-1 is what the vendor prescribes.
    right = hashlib.sha1(b"".join(parts)).hexdigest().encode()  # noqa: S324
    if not token or not hmac.compare_digest(right, signature.encode("utf-8", "surrogatepass")):
        raise Forged("signature")


def check_fresh(timestamp: str, now: datetime, window_s: int) -> None:
    """That it was signed within so many seconds of now; 0 does not look. Raises Forged."""
    if window_s <= 0:
        return
    if not _INSTANT.fullmatch(timestamp) or abs(now.timestamp() - int(timestamp)) > window_s:
        raise Forged("stale")


class Seal:
    """What only the vendor and we can open."""

    def __init__(self, aes_key: str, receiver: str) -> None:
        """Raises ValueError when the key is none."""
        try:
            key = base64.b64decode(aes_key + "=", validate=True)
        except ValueError:
            key = b""
        if len(key) != 32:
            raise ValueError("an EncodingAESKey has 43 letters and digits")
        if not receiver:
            raise ValueError("sealed for nobody: the receiver's id is missing")
        self._key = key
        self._receiver = receiver

    def open(self, sealed: str) -> str:
        """Raises Malformed, or Forged where it was sealed for another receiver."""
        try:
            return str(PrpCrypto(self._key).decrypt(sealed, self._receiver))
        except InvalidAppIdException:
            raise Forged("receiver") from None
        except (ValueError, IndexError, TypeError, struct.error):
            raise Malformed("cipher") from None


def fields_of(xml: str) -> dict[str, str]:
    """The fields of a push, without those that hold others. No document type, so no entity either, of whatever kind.

    Raises Malformed."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(xml.encode(), True)
    except (expat.ExpatError, UnicodeEncodeError):
        raise Malformed("xml") from None
    return reader.fields


class _Reader:
    """Collects the fields right below `<xml>`; of a field that comes twice, the first."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._path: list[str] = []
        self._said = ""
        self._seen = 0

    def doctype(self, *_: object) -> NoReturn:
        raise Malformed("doctype")

    def begin(self, name: str, _attributes: object) -> None:
        self._path.append(name)
        self._said = ""
        self._seen += 1
        if self._path[0] != "xml" or len(self._path) > DEEPEST or self._seen > MOST_FIELDS:
            raise Malformed("xml")

    def text(self, said: str) -> None:
        self._said += said

    def end(self, name: str) -> None:
        if len(self._path) == 2:
            self.fields.setdefault(name, self._said)
        self._path.pop()
        self._said = ""
