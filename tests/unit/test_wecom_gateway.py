"""What WeCom's callback takes: signed and sealed rightly, fresh, small, without entities."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from channels.sealed import Forged, Malformed
from channels.wecom.gateway import Callback, Push, address_of, parts_of
from stubs.wecom import WeComCloud

# Published by the vendor: the check of an address that was entered.
VENDORS = Callback("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7", 300)
ECHO = {
    "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "timestamp": "1409659589", "nonce": "263014780",
    "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
}  # fmt: skip
THEN = datetime.fromtimestamp(1409659589, timezone.utc)
NOW = datetime(2026, 3, 9, 2, 0, tzinfo=timezone.utc)
CLOUD = WeComCloud(corp_id="ww1", token="ourToken", clock=lambda: NOW)
OURS = Callback("ourToken", CLOUD.aes_key, "ww1", 300)


def test_the_vendors_echo_is_opened() -> None:
    assert VENDORS.echo(ECHO, THEN) == "1616140317555161061"


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce", "echostr"])
def test_an_echo_with_anything_changed_is_forged(name: str) -> None:
    changed = ECHO[name][:-1] + ("a" if ECHO[name][-1] != "a" else "b")
    with pytest.raises(Forged):
        VENDORS.echo({**ECHO, name: changed}, THEN)
    with pytest.raises(Forged):
        VENDORS.echo({key: value for key, value in ECHO.items() if key != name}, THEN)


@pytest.mark.parametrize("late", [-301, 301, 86400])
def test_what_was_signed_too_long_ago_or_ahead_is_stale(late: int) -> None:
    with pytest.raises(Forged):
        VENDORS.echo(ECHO, THEN + timedelta(seconds=late))


def test_no_window_takes_the_old() -> None:
    timeless = Callback("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7", 0)
    assert timeless.echo(ECHO, NOW) == "1616140317555161061"


def test_what_is_sealed_for_another_company_is_forged() -> None:
    other = Callback("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "ww-another", 300)
    with pytest.raises(Forged):
        other.echo(ECHO, THEN)


@pytest.mark.parametrize("key", ["", "short", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2!"])
def test_a_key_that_is_none_is_said_at_once(key: str) -> None:
    with pytest.raises(ValueError):
        Callback("t", key, "ww1", 300)


@pytest.mark.parametrize("as_json", [False, True])
def test_a_push_says_which_account_has_news(as_json: bool) -> None:
    query, body = CLOUD.push("wk1", as_json, Token="ENC9")
    assert OURS.push(query, body, NOW) == Push("wk1", "ENC9")


def test_other_events_are_taken_and_mean_nothing() -> None:
    query, body = CLOUD.push("wk1", Event="change_contact")
    assert OURS.push(query, body, NOW) is None


@pytest.mark.parametrize(
    "inner",
    [
        "", "no xml", "<xml><Event>kf_msg_or_event</Event></xml>", "{", "[]",
        "<xml><Event>kf_msg_or_event</Event><OpenKfId>../etc</OpenKfId></xml>",
        '<!DOCTYPE x [<!ENTITY e "kf_msg_or_event">]><xml><Event>&e;</Event><OpenKfId>wk1</OpenKfId></xml>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><Event>a</Event></xml>',
    ],
)  # fmt: skip
def test_what_cannot_be_read_inside_is_malformed(inner: str) -> None:
    query, body = CLOUD.sealed(inner)
    with pytest.raises(Malformed):
        OURS.push(query, body, NOW)


@pytest.mark.parametrize("body", [b"", b"<xml>", b"{", b"\xff\xfe", b"<xml><A>b</A></xml>", b'{"encrypt": 7', b"[1]"])
def test_what_cannot_be_read_outside_is_malformed(body: bytes) -> None:
    query, _ = CLOUD.push("wk1")
    with pytest.raises(Malformed):
        OURS.push(query, body, NOW)


def test_an_unsigned_push_is_forged_whatever_it_holds() -> None:
    with pytest.raises(Forged):
        OURS.push({}, b"anything", NOW)


def test_whatever_is_done_to_a_push_it_is_refused_or_means_the_same() -> None:
    chance = random.Random(7)
    query, body = CLOUD.push("wk1", Token="ENC1")
    for _ in range(600):
        broken = bytearray(body)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(broken))
            broken[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
        changed: dict[str, Any] = dict(query)
        if chance.random() < 0.3:
            changed[chance.choice(list(changed))] = chance.choice(["", "0", "鱼", "\ud800", "9" * 400, "-1", "1e9"])
        try:
            assert OURS.push(changed, bytes(broken), NOW) == Push("wk1", "ENC1")
        except (Forged, Malformed):
            continue


def test_an_address_is_account_and_customer() -> None:
    assert parts_of(address_of("wk1", "wm1")) == {"open_kfid": "wk1", "external_userid": "wm1"}
    for account, customer in (("wk:1", "wm1"), ("", "wm1"), ("wk1", ""), ("wk1", "w" * 65), ("wk1", "鱼")):
        with pytest.raises(Malformed):
            address_of(account, customer)
