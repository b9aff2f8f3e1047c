"""What WeChat pushes: who is believed, and what each kind of push means."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from wechatpy.crypto import PrpCrypto

from channels.sealed import Forged, Malformed, Seal
from channels.wechat import gateway
from channels.wechat.gateway import Said, Secrets
from stubs.pushing import signature

# Published by the vendor: a plain signature, and a sealed text message of an Official Account, signed in both ways.
TOKEN, KEY, APP_ID = "spamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx2c2769f8efd9abc2"
QUERY = {
    "signature": "16120ec1b8dbb870f510d87ce6bc2463eae6ca1a", "timestamp": "1409735669", "nonce": "1320562132",
    "msg_signature": "5d197aaffba7e9b25a30732f161a50dee96bd5fa", "encrypt_type": "aes",
}  # fmt: skip
SEALED = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFm"
    "OD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8d"
    "KOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5"
    "RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNP"
    "fUM669WuMyVWQLCzpu9GhglF2PE="
)
ECHO = {
    "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "timestamp": "1409659589", "nonce": "263014780",
    "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
}  # fmt: skip
ECHO_OF = Secrets("QDG6eK", Seal("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"), 0)
NOW = datetime.fromtimestamp(1409735669, timezone.utc)
PLAIN, AES = Secrets(TOKEN, None, 300), Secrets(TOKEN, Seal(KEY, APP_ID), 300)
BODY = f"<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[{SEALED}]]></Encrypt></xml>".encode()
OPENID = "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
WHOLE = b"<xml><FromUserName>o1</FromUserName><MsgType>text</MsgType><Content>a</Content>%s</xml>"


def xml(**fields: Any) -> str:
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    return f"<xml><ToUserName>gh_1</ToUserName><FromUserName>{OPENID}</FromUserName>{inner}</xml>"


def without(query: dict[str, str], *names: str, **instead: str) -> dict[str, str]:
    return {name: value for name, value in query.items() if name not in names} | instead


def test_the_vendors_sealed_message_is_opened() -> None:
    assert gateway.pushed(AES, QUERY, BODY, NOW) == Said(OPENID, "6054768590064713728", "abcdteT")


def test_the_vendors_sealed_echo_is_opened() -> None:
    assert gateway.echo(ECHO_OF, ECHO, NOW) == "1616140317555161061"


@pytest.mark.parametrize(
    ("token", "timestamp", "signature"),
    [
        ("test", "1410685589", "f21891de399b4e33a1a93c9a7b8a8fffb5a443ff"),
        ("spamtest", "1409735669", "16120ec1b8dbb870f510d87ce6bc2463eae6ca1a"),
    ],
)
def test_the_vendors_plain_signatures_are_right_and_the_echo_is_in_clear(
    token: str, timestamp: str, signature: str
) -> None:
    nonce = "test" if token == "test" else "1320562132"
    query = {"signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": "5838479218127813673"}
    assert gateway.echo(Secrets(token, None, 0), query, NOW) == "5838479218127813673"
    with pytest.raises(Forged):
        gateway.echo(Secrets(token, None, 0), {**query, "nonce": "other"}, NOW)


def test_in_aes_mode_too_the_administrators_entry_is_asked_for_in_clear() -> None:
    assert gateway.echo(AES, without(QUERY, "msg_signature", echostr="hello"), NOW) == "hello"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (without(QUERY, "msg_signature"), "not-sealed"),
        (without(QUERY, msg_signature="5d197aaffba7e9b25a30732f161a50dee96bd5fb"), "signature"),
        (without(QUERY, msg_signature=QUERY["signature"]), "signature"),
        (without(QUERY, msg_signature="一" * 40), "signature"),
        (without(QUERY, signature="0" * 40), "signature"),
        (without(QUERY, timestamp="1409735670"), "signature"),
        (without(QUERY, nonce=""), "signature"),
        ({}, "not-sealed"),
    ],
    ids=range(8),
)
def test_in_aes_mode_nothing_is_believed_but_what_is_sealed_and_signed(query: dict[str, str], why: str) -> None:
    with pytest.raises(Forged, match=why):
        gateway.pushed(AES, query, BODY, NOW)


def test_a_sealed_push_may_come_without_the_other_signature() -> None:
    assert isinstance(gateway.pushed(AES, without(QUERY, "signature"), BODY, NOW), Said)


def test_a_clear_body_is_no_way_round_the_seal() -> None:
    with pytest.raises(Forged, match="not-sealed"):
        gateway.pushed(AES, QUERY, xml(MsgType="text", Content="假的", MsgId="1").encode(), NOW)


def test_compatible_mode_counts_what_is_sealed_and_not_what_stands_beside_it() -> None:
    both = BODY.replace(b"<Encrypt>", b"<MsgType>text</MsgType><Content>other</Content><Encrypt>")
    assert gateway.pushed(AES, QUERY, both, NOW).text == "abcdteT"  # type: ignore[union-attr]


def test_compatible_mode_is_read_in_clear_where_no_key_is_set() -> None:
    both = xml(MsgType="text", Content="你好", MsgId="7", Encrypt=SEALED).encode()
    assert gateway.pushed(PLAIN, QUERY, both, NOW) == Said(OPENID, "7", "你好")


def test_what_is_sealed_for_another_account_is_forged() -> None:
    with pytest.raises(Forged, match="receiver"):
        gateway.pushed(Secrets(TOKEN, Seal(KEY, "wx0000"), 300), QUERY, BODY, NOW)


@pytest.mark.parametrize(("off_s", "fresh"), [(-300, True), (300, True), (-301, False), (301, False)])
@pytest.mark.parametrize("secrets", [PLAIN, AES], ids=["plain", "aes"])
def test_what_was_signed_too_long_ago_or_too_far_ahead_is_stale(secrets: Secrets, off_s: int, fresh: bool) -> None:
    body = BODY if secrets.seal else xml(MsgType="text", Content="a", MsgId="1").encode()
    now = NOW + timedelta(seconds=off_s)
    if fresh:
        assert isinstance(gateway.pushed(secrets, QUERY, body, now), Said)
        return
    with pytest.raises(Forged, match="stale"):
        gateway.pushed(secrets, QUERY, body, now)
    gateway.pushed(Secrets(secrets.token, secrets.seal, 0), QUERY, body, now)


@pytest.mark.parametrize("timestamp", ["", "soon", "-1409735669", "1409735669.0", "１４０９７３５６６９", "9" * 400])
def test_a_timestamp_that_is_none_is_stale(timestamp: str) -> None:
    query = {"timestamp": timestamp, "nonce": "n", "signature": signature(TOKEN, timestamp, "n")}
    with pytest.raises(Forged, match="stale"):
        gateway.pushed(PLAIN, query, b"<xml/>", NOW)


def test_without_a_token_nothing_is_right() -> None:
    query = {"timestamp": "1409735669", "nonce": "n", "signature": signature("", "1409735669", "n")}
    with pytest.raises(Forged):
        gateway.echo(Secrets("", None, 0), {**query, "echostr": "a"}, NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"<xml>", b"<xml></xml>", b"\xff\xfe<xml/>", b"<html/>", b"<xml><MsgType>text</MsgType></xml>",
        b'<!DOCTYPE xml [<!ENTITY a "aaaa">]><xml><FromUserName>&a;</FromUserName></xml>',
        b'<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>',
        b"<xml><FromUserName>o1</FromUserName><MsgType>text</MsgType><Content>&undefined;</Content></xml>",
        WHOLE % (b"<a>" * 6 + b"</a>" * 6),
        WHOLE % (b"<a/>" * 2000),
        (WHOLE % b"").replace(b"xml>", b"html>"),
        b"<xml><FromUserName><b>o1</b></FromUserName><MsgType>text</MsgType></xml>",
        b"<xml><FromUserName>o 1</FromUserName><MsgType>text</MsgType></xml>",
        b"<xml><FromUserName>" + b"o" * 65 + b"</FromUserName><MsgType>text</MsgType></xml>",
        BODY[:200],
    ],
    ids=range(17),
)  # fmt: skip
def test_what_is_signed_and_cannot_be_read_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        gateway.pushed(PLAIN, QUERY, body, NOW)


def test_what_stands_around_the_seal_may_hold_more() -> None:
    assert isinstance(gateway.pushed(PLAIN, QUERY, WHOLE % b"<a><b>1</b></a>", NOW), Said)


def test_a_body_that_cannot_be_read_is_the_fault_of_whoever_signed_it() -> None:
    with pytest.raises(Malformed):
        gateway.pushed(AES, QUERY, BODY[:200], NOW)
    with pytest.raises(Forged):
        gateway.pushed(AES, without(QUERY, signature="0" * 40), BODY[:200], NOW)


@pytest.mark.parametrize("sealed", ["", "A", "AAAA", "A" * 64, base64.b64encode(b"x" * 64).decode(), "…"])
def test_what_is_signed_and_cannot_be_opened_is_malformed(sealed: str) -> None:
    query = without(QUERY, msg_signature=signature(TOKEN, QUERY["timestamp"], QUERY["nonce"], sealed))
    with pytest.raises((Malformed, Forged)):
        gateway.pushed(AES, query, f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode(), NOW)


def test_a_document_type_inside_the_seal_is_refused_as_well() -> None:
    inner = '<!DOCTYPE xml [<!ENTITY a "b">]><xml><FromUserName>&a;</FromUserName><MsgType>text</MsgType></xml>'
    sealed = PrpCrypto(base64.b64decode(KEY + "=")).encrypt(inner, APP_ID).decode()
    query = without(QUERY, msg_signature=signature(TOKEN, QUERY["timestamp"], QUERY["nonce"], sealed))
    with pytest.raises(Malformed, match="doctype"):
        gateway.pushed(AES, query, f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode(), NOW)


@pytest.mark.parametrize("key", ["", "short", "a" * 42, "a" * 44, "!" * 43, "一" * 43])
def test_a_key_that_is_none_is_noticed_at_once(key: str) -> None:
    with pytest.raises(ValueError, match="43"):
        Seal(key, APP_ID)


def test_a_push_never_shows_its_token() -> None:
    assert TOKEN not in repr(AES)
