"""Reminders by e-mail: a real SMTP conversation on loopback, and what each way of failing means."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from channels.bells import mail
from channels.bells.mail import ByMail, Server
from handoff.letters import Closed, Later, Never, NotSent, Unsure
from handoff.model import SHANGHAI
from handoff.ringing import Bell
from stubs.mail import CUT, HANG, MailServer

AT = datetime(2026, 6, 8, 10, 0, tzinfo=SHANGHAI)
TEXT = "承诺即将到期\n工单 260608-000001，时限6月8日（周一）10:15。\n.\nhttps://desk.example.com/cases/260608-000001"
BELL = Bell("b" * 32, "email", "wang", "wang@example.com", "【一诺】承诺即将到期 260608-000001", TEXT, AT)
Start = Callable[..., MailServer]


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[MailServer] = []

    def begin(**how: object) -> MailServer:
        running.append(MailServer(**how).start())  # type: ignore[arg-type]
        return running[-1]

    yield begin
    for server in running:
        server.stop()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's side and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "server.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


def at(server: MailServer, **more: object) -> Server:
    """In the clear, as to a server on this machine."""
    plain = Server("localhost", "yinuo@example.com", server.port, tls="off")
    return replace(plain, **more)  # type: ignore[arg-type]


async def failure(server: Server, bell: Bell = BELL) -> NotSent:
    with pytest.raises(NotSent) as why:
        await ByMail(server).send(bell)
    return why.value


async def test_a_reminder_arrives_as_it_was_written(start: Start) -> None:
    server = start()
    assert await ByMail(at(server)).send(BELL) == ""
    (taken,) = server.taken
    assert (taken.sender, taken.to) == ("yinuo@example.com", "wang@example.com")
    assert taken.text.replace("\r\n", "\n").rstrip() == TEXT
    message = taken.message
    assert message["Message-ID"] == f"<{'b' * 32}@example.com>"
    assert message["Date"] == "Mon, 08 Jun 2026 10:00:00 +0800"
    assert message["Auto-Submitted"] == "auto-generated"


async def test_it_is_encrypted_and_signed_in(start: Start, certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server = start(users={"yinuo": "word"}, context=certificate[0])
    how = at(server, tls="starttls", user="yinuo", password="word", context=certificate[1])
    await ByMail(how).send(BELL)
    assert [(one.encrypted, one.user) for one in server.taken] == [(True, "yinuo")]
    assert server.said.index("STARTTLS") < server.said.index("AUTH")


async def test_it_may_be_encrypted_from_the_first_byte(
    start: Start, certificate: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    server = start(context=certificate[0], at_once=True)
    await ByMail(at(server, tls="tls", context=certificate[1])).send(BELL)
    assert [one.encrypted for one in server.taken] == [True]


async def test_a_server_that_cannot_show_who_it_is_gets_nothing(
    start: Start, certificate: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    server = start(context=certificate[0])
    why = await failure(at(server, tls="starttls", user="yinuo", password="word"))
    assert (type(why), why.reason) == (Closed, "certificate")
    assert not {"AUTH", "MAIL"} & set(server.said)


async def test_a_server_without_encryption_gets_neither_password_nor_message(start: Start) -> None:
    server = start(users={"yinuo": "word"})
    why = await failure(at(server, tls="starttls", user="yinuo", password="word"))
    assert (type(why), why.reason) == (Closed, "not-offered")
    assert not {"AUTH", "MAIL"} & set(server.said)


@pytest.mark.parametrize(
    ("word", "answer", "kind", "reason"),
    [
        ("GREETING", "421 busy", Later, "421"), ("GREETING", "554 no service", Closed, "554"),
        ("GREETING", "what?", Later, "-1"), ("GREETING", CUT, Later, "network"),
        ("MAIL", "451 later", Later, "451"), ("MAIL", "553 not your address", Closed, "553"),
        ("MAIL", CUT, Later, "network"),
        ("RCPT", "450 mailbox busy", Later, "450"), ("RCPT", "550 no such user", Never, "550"),
        ("RCPT", "552 mailbox full", Never, "552"), ("RCPT", CUT, Later, "network"),
        ("DATA", "451 not now", Later, "451"), ("DATA", "554 no", Closed, "554"),
        ("DATA.", "452 disk full", Later, "452"), ("DATA.", "554 spam", Never, "554"),
        ("DATA.", CUT, Unsure, "network"),
    ],
)  # fmt: skip
async def test_each_refusal_means(start: Start, word: str, answer: str, kind: type[NotSent], reason: str) -> None:
    server = start()
    server.answers_next(word, answer)
    why = await failure(at(server))
    assert (type(why), why.reason) == (kind, reason)
    assert server.taken == []


async def test_a_wrong_password_closes_the_way(start: Start) -> None:
    why = await failure(at(start(users={"yinuo": "word"}), user="yinuo", password="wrong"))
    assert (type(why), why.reason) == (Closed, "535")


async def test_a_server_that_is_away_means_later(start: Start) -> None:
    server = start()
    server.stop()
    why = await failure(at(server))
    assert (type(why), why.reason) == (Later, "network")


@pytest.mark.parametrize(("word", "kind"), [("GREETING", Later), ("RCPT", Later), ("DATA.", Unsure)])
async def test_a_server_that_says_nothing_is_left_in_time(
    start: Start, monkeypatch: pytest.MonkeyPatch, word: str, kind: type[NotSent]
) -> None:
    monkeypatch.setattr(mail, "LIMIT_S", 0.3)
    server = start()
    server.answers_next(word, HANG)
    began = time.monotonic()
    why = await failure(at(server))
    assert (type(why), why.reason) in ((kind, "timeout"), (kind, "network"))
    assert time.monotonic() - began < 3


async def test_a_server_that_drips_holds_nobody_longer(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "LIMIT_S", 0.4)
    server = start(slowly_s=0.1)
    why = await failure(at(server))
    assert (type(why), why.reason) == (Later, "timeout")
    assert server.said == []


async def test_servers_that_drip_do_not_use_up_the_threads(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start(slowly_s=0.2)
    by_mail = ByMail(at(server))
    monkeypatch.setattr(mail, "LIMIT_S", 0.5)
    ended = await asyncio.gather(*(by_mail.send(BELL) for _ in range(mail.SIZE)), return_exceptions=True)
    assert {type(one) for one in ended} == {Later}
    server.slowly_s = 0
    monkeypatch.setattr(mail, "LIMIT_S", 2.0)
    await by_mail.send(BELL)
    assert len(server.taken) == 1


async def test_one_server_that_hangs_does_not_stop_the_loop(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "LIMIT_S", 1.0)
    server = start()
    server.answers_next("RCPT", HANG)
    by_mail = ByMail(at(server))
    hanging = asyncio.create_task(by_mail.send(BELL))
    while "RCPT" not in server.said:
        await asyncio.sleep(0)
    await by_mail.send(BELL)
    assert len(server.taken) == 1
    with pytest.raises(Later):
        await hanging


async def test_a_goodbye_that_is_not_answered_changes_nothing(start: Start) -> None:
    server = start()
    server.answers_next("QUIT", CUT)
    await ByMail(at(server)).send(BELL)
    assert len(server.taken) == 1


async def test_no_address_and_no_password_stands_in_what_is_logged(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    server = start()
    server.answers_next("RCPT", "550 <wang@example.com> unknown")
    why = await failure(at(server))
    assert "example.com" not in f"{why} {why.reason} {caplog.text}"
