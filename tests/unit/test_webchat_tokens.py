"""A token that was read once is remembered: no longer than it is good, never when it is forged, never without end."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest

from channels.webchat import tokens as module
from channels.webchat.tokens import GUEST_DAYS, SITE_HOURS, Session, Tokens, Untrusted

SECRET = "s" * 40


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(SECRET)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's clock, for what is remembered; PyJWT keeps its own."""
    now = [time.time()]
    monkeypatch.setattr(module.time, "time", lambda: now[0])
    return now


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every token whose signature was checked."""
    checked: list[str] = []
    decode = jwt.decode

    def counted(token: str, *args: Any, **kwargs: Any) -> Any:
        checked.append(token)
        return decode(token, *args, **kwargs)

    monkeypatch.setattr(module.jwt, "decode", counted)
    return checked


def vouched(tokens: Tokens, **claims: Any) -> str:
    return tokens.vouched(jwt.encode({"sub": "u1", "name": "王先生", "phone": "13800138000"} | claims, SECRET, "HS256"))


def test_a_token_is_checked_once_and_gives_the_same_session_again(tokens: Tokens, read: list[str]) -> None:
    token = vouched(tokens)
    read.clear()
    first = tokens.session(token)
    assert first.identity is not None and first.identity.phone == "+8613800138000"
    assert [tokens.session(token) for _ in range(3)] == [first] * 3
    assert read == [token]


@pytest.mark.parametrize(("hours", "who"), [(SITE_HOURS, "site"), (GUEST_DAYS * 24, "guest")])
def test_what_is_remembered_runs_out_with_the_token(
    tokens: Tokens, clock: list[float], monkeypatch: pytest.MonkeyPatch, hours: int, who: str
) -> None:
    token = vouched(tokens) if who == "site" else tokens.guest()
    tokens.session(token)
    clock[0] += hours * 3600 - 5
    assert isinstance(tokens.session(token), Session)
    clock[0] += 10

    def expired(*args: Any, **kwargs: Any) -> Any:
        raise jwt.ExpiredSignatureError

    monkeypatch.setattr(module.jwt, "decode", expired)
    with pytest.raises(Untrusted):
        tokens.session(token)
    assert token not in tokens._seen


def test_a_forged_token_is_refused_each_time_and_never_remembered(tokens: Tokens) -> None:
    good = tokens.guest()
    tokens.session(good)
    head, body, signature = good.split(".")
    other = Tokens("t" * 40).guest()
    never = jwt.encode({"adr": "anon:x"}, tokens._own_key, "HS256")
    nobody = jwt.encode({"exp": int(time.time()) + 60}, tokens._own_key, "HS256")
    unsigned = jwt.encode({"adr": "anon:x", "exp": int(time.time()) + 60}, "", "none")
    late = jwt.encode({"adr": "anon:x", "exp": int(time.time()) - 5}, tokens._own_key, "HS256")
    forged = f"{head}.{body}.{signature[:-4]}AAAA"
    for token in (forged, f"{head}.{body}.", other, never, nobody, unsigned, late, "", "a.b.c", "\ud800"):
        for _ in range(2):
            with pytest.raises(Untrusted):
                tokens.session(token)
    assert list(tokens._seen) == [good]


def test_an_identity_signed_by_the_site_is_no_session_however_often_it_is_shown(tokens: Tokens) -> None:
    identity = jwt.encode({"sub": "u1", "adr": "site:u1", "exp": int(time.time()) + 60}, SECRET, "HS256")
    for _ in range(2):
        with pytest.raises(Untrusted):
            tokens.session(identity)
    assert not tokens._seen


def test_memory_has_an_end_and_whoever_is_forgotten_is_read_anew(
    tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SEEN", 3)
    mine = [tokens.guest() for _ in range(8)]
    sessions = []
    for token in mine:
        sessions.append(tokens.session(token))
        assert len(tokens._seen) <= 3
    assert [tokens.session(token) for token in mine] == sessions
    assert len({session.address for session in sessions}) == 8
