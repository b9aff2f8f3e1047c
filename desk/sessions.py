"""Who is signed in, kept in a signed cookie, and the token that every form must carry."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from handoff.clock import Clock

LASTS = timedelta(hours=12)
SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Session:
    """One sign-in of one person. A new sign-in always gets a new `id`, so that none can be planted beforehand."""

    id: str
    person_id: str
    ends: datetime


class Sessions:
    """Opens, reads and ends sessions. Time comes from the clock given, never from the browser."""

    def __init__(self, secret: str, clock: Clock) -> None:
        if len(secret) < SHORTEST_SECRET:
            raise RuntimeError(f"YINUO_DESK_SECRET signs the cookies: at least {SHORTEST_SECRET} characters, please.")
        self._key = secret.encode()
        self._clock = clock
        self._ended: dict[str, datetime] = {}

    def open(self, person_id: str) -> tuple[Session, str]:
        """A new session and the cookie that carries it."""
        ends = self._clock.now().astimezone(timezone.utc) + LASTS
        session = Session(secrets.token_urlsafe(16), person_id, ends)
        body = json.dumps([session.id, session.person_id, int(ends.timestamp())]).encode()
        return session, self.seal(base64.urlsafe_b64encode(body).decode())

    def read(self, cookie: str | None) -> Session | None:
        """The session in a cookie; None where it is missing, changed, too old or signed out."""
        body = self.unseal(cookie)
        if body is None:
            return None
        session_id, person_id, ends = json.loads(base64.urlsafe_b64decode(body))
        session = Session(session_id, person_id, datetime.fromtimestamp(ends, timezone.utc))
        return session if self.alive(session) else None

    def alive(self, session: Session) -> bool:
        """Whether the session is neither too old nor signed out."""
        return self._clock.now() < session.ends and session.id not in self._ended

    def end(self, session: Session) -> None:
        """Sign out. The id is remembered until it would have run out, so that a copied cookie is worth nothing."""
        now = self._clock.now()
        self._ended = {known: ends for known, ends in self._ended.items() if ends > now}
        self._ended[session.id] = session.ends

    def seal(self, text: str) -> str:
        """The text with its signature behind it."""
        return f"{text}.{self._mac('cookie', text)}"

    def unseal(self, sealed: str | None) -> str | None:
        """The text, if this desk signed it."""
        text, _, mac = (sealed or "").rpartition(".")
        return text if text and hmac.compare_digest(mac.encode(), self._mac("cookie", text).encode()) else None

    def token(self, of: str) -> str:
        """The token that forms of this session (or of this visit before sign-in) carry."""
        return self._mac("form", of)

    def token_is_right(self, of: str, token: str) -> bool:
        """Whether the token was made for this session or visit."""
        return hmac.compare_digest(token.encode(), self.token(of).encode())

    def calendar_token(self, person_id: str, number: int) -> str:
        """What the address of a person's calendar holds, for as long as the number is theirs."""
        return self._mac("calendar", f"{number}\n{person_id}")

    def calendar_token_is_right(self, person_id: str, number: int, token: str) -> bool:
        """Whether the token is the one of this person and number."""
        return hmac.compare_digest(token.encode(), self.calendar_token(person_id, number).encode())

    def _mac(self, use: str, text: str) -> str:
        return hmac.new(self._key, f"{use}\n{text}".encode(), hashlib.sha256).hexdigest()
