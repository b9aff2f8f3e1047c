"""Who is at the other end: an identity that the company's site signed, or somebody who came without one.

Identities are signed with the secret itself, session tokens with a key derived from it, so that neither can serve as
the other. Both expire by the machine's clock, as the site that signs an identity knows no other.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
from dataclasses import dataclass
from typing import Any

import jwt
import phonenumbers

from channels.text import storable
from handoff.model import Identity

log = logging.getLogger(__name__)
ALGORITHM = "HS256"
CHANNEL = "webchat"
SHORTEST_SECRET = 32
SITE_HOURS = 12  # the site may sign the customer out meanwhile: it vouches anew with each page
MOST_SEEN = 10_000
GUEST_DAYS = 90  # a guest has nothing but this token to come back to the conversation with
LONGEST_NAME, LONGEST_SUBJECT = 60, 128


class Untrusted(Exception):
    """A token that is forged, expired, or says too little."""


@dataclass(frozen=True)
class Session:
    """Whose conversation a request is about; `identity` only where the company's site vouches for it. `id` tells apart
    the sessions of one customer, whose clients number their messages each for themselves."""

    address: str
    identity: Identity | None = None
    id: str = ""


class Tokens:
    """Makes and reads session tokens. Raises ValueError without a secret; a short one is warned of in the log."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("YINUO_WEBCHAT_SECRET is not set: `make run` writes one into .env")
        if len(secret) < SHORTEST_SECRET:
            log.warning("YINUO_WEBCHAT_SECRET is short: %s characters or more cannot be guessed", SHORTEST_SECRET)
        self._site_key = secret.encode()
        self._seen: dict[str, tuple[Session, int]] = {}
        self._own_key = hmac.new(self._site_key, b"yinuo webchat session 1", hashlib.sha256).digest()

    def guest(self) -> str:
        """A session for somebody unknown."""
        return self._sign({"adr": f"anon:{secrets.token_urlsafe(18)}"}, GUEST_DAYS * 24)

    def vouched(self, identity: str) -> str:
        """A session for whom the site vouches: the same customer on every device. Raises Untrusted."""
        claims = _read(identity, self._site_key, [])
        claims["adr"] = f"site:{_subject(claims.get('sub'))}"
        name = storable(str(claims.get("name") or "")).strip()[:LONGEST_NAME]
        own = {"adr": claims["adr"], "nam": name, "tel": _phone(claims.get("phone")), "sid": secrets.token_urlsafe(9)}
        return self._sign(own, SITE_HOURS)

    def session(self, token: str) -> Session:
        """The session behind a token. Raises Untrusted. What was read once is remembered until it runs out."""
        seen = self._seen.get(token)
        if seen is not None:
            if time.time() < seen[1]:
                return seen[0]
            del self._seen[token]
        claims = _read(token, self._own_key, ["exp", "adr"])
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()
        self._seen[token] = (_session(claims), int(claims["exp"]))
        return self._seen[token][0]

    def _sign(self, claims: dict[str, Any], hours: int) -> str:
        return jwt.encode(claims | {"exp": int(time.time()) + hours * 3600}, self._own_key, ALGORITHM)


def _session(claims: dict[str, Any]) -> Session:
    address = str(claims["adr"])
    if not address.startswith("site:"):
        return Session(address)
    name, phone = str(claims.get("nam", "")), str(claims.get("tel", ""))
    return Session(address, Identity(CHANNEL, address, name, phone), str(claims.get("sid", "")))


def _read(token: str, key: bytes, require: list[str]) -> dict[str, Any]:
    # `iat` is no matter of trust, and sites' clocks run ahead; `sub` is checked here, as some sites sign a number.
    options: Any = {"require": require, "verify_iat": False, "verify_aud": False, "verify_sub": False}
    try:
        return jwt.decode(token, key, algorithms=[ALGORITHM], options=options)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise Untrusted(type(error).__name__) from None


def _subject(sub: object) -> str:
    if isinstance(sub, bool) or not isinstance(sub, (str, int)):
        raise Untrusted("no subject")
    subject = str(sub)
    if not subject.strip() or len(subject) > LONGEST_SUBJECT or storable(subject) != subject:
        raise Untrusted("no usable subject")
    return subject


def _phone(phone: object) -> str:
    """E.164, or nothing: a number that cannot be called is none."""
    try:
        number = phonenumbers.parse(str(phone), "CN")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
