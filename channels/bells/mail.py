"""Reminders and alarms by e-mail, through the company's own SMTP server.

The standard library's client blocks, so each talk has a thread; it is cut off when its time is over.
"""

from __future__ import annotations

import asyncio
import logging
import smtplib
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as FOR_SMTP
from email.utils import format_datetime

from handoff.letters import Closed, Later, Never, NotSent, Unsure
from handoff.ringing import Bell

log = logging.getLogger(__name__)
LIMIT_S = 5.0
SIZE = 4
READY, TAKEN = 220, (250, 251, 252)
PORTS = {"starttls": 587, "tls": 465, "off": 25}


@dataclass(frozen=True)
class Server:
    """Where it is and how it is spoken with. `tls` is starttls, tls (from the first byte) or off."""

    host: str
    sender: str
    port: int = 0
    user: str = ""
    password: str = ""
    tls: str = "starttls"
    context: ssl.SSLContext | None = None

    @property
    def domain(self) -> str:
        """How we greet: a name of our own would tell strangers what the machine is called."""
        return self.sender.partition("@")[2]


class ByMail:
    """The post office's way to mailboxes."""

    channel = "email"

    def __init__(self, server: Server) -> None:
        self._server = server
        self._pool = ThreadPoolExecutor(SIZE, thread_name_prefix="mail")

    async def send(self, letter: Bell, /) -> str:
        """Hand it to the server."""
        talk = _Talk(self._server, letter)
        running = asyncio.get_running_loop().run_in_executor(self._pool, talk.run)
        try:
            await asyncio.wait_for(asyncio.shield(running), LIMIT_S)
        except asyncio.TimeoutError:
            talk.cut_off()
            raise (Unsure if talk.handed else Later)("timeout") from None
        return ""


class _Talk:
    """One connection for one message. From `handed` on the server may have taken it."""

    def __init__(self, server: Server, bell: Bell) -> None:
        self.handed = False
        self._over = False
        self._server = server
        self._bell = bell
        self._line = _Encrypted(server) if server.tls == "tls" else _Line(server)

    def cut_off(self) -> None:
        """Nothing more is said, whatever the thread waits for."""
        self._over = True
        if self._line.sock is not None:
            try:
                self._line.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it was over already

    def run(self) -> None:
        """Raises NotSent in one of its kinds."""
        try:
            self._speak()
        except NotSent:
            raise
        except smtplib.SMTPResponseException as error:
            raise _refusal(int(error.smtp_code), Closed) from None
        except smtplib.SMTPNotSupportedError:
            raise Closed("not-offered") from None
        except ssl.SSLCertVerificationError:
            raise Closed("certificate") from None
        except (OSError, smtplib.SMTPException):
            raise (Unsure if self.handed else Later)("network") from None
        else:
            self._leave()
        finally:
            self._line.close()

    def _speak(self) -> None:
        line, server = self._line, self._server
        if self._over:  # it waited for a thread for too long
            raise Later("timeout")
        code, _ = line.connect(server.host, server.port or PORTS[server.tls])
        if code != READY:
            raise _refusal(code, Closed)
        line.ehlo_or_helo_if_needed()
        if server.tls == "starttls":
            line.starttls(context=server.context or ssl.create_default_context())
            line.ehlo_or_helo_if_needed()
        if server.user:
            line.login(server.user, server.password)
        _require(line.mail(server.sender)[0], Closed)
        _require(line.rcpt(self._bell.address)[0], Never)
        self.handed = True
        if self._over:
            raise Later("timeout")
        _require(line.data(_letter(server, self._bell))[0], Never)

    def _leave(self) -> None:
        """It is taken: whatever becomes of our leaving changes nothing, so no answer is waited for."""
        try:
            self._line.putcmd("QUIT")
        except (OSError, smtplib.SMTPException) as error:
            log.debug("the mail server left first: %s", type(error).__name__)


class _Line(smtplib.SMTP):
    """Knows its server's name before it is connected: the certificate is for that name."""

    def __init__(self, server: Server) -> None:
        super().__init__(local_hostname=server.domain, timeout=LIMIT_S)
        self._host = server.host


class _Encrypted(smtplib.SMTP_SSL):
    """As above, encrypted from the first byte."""

    def __init__(self, server: Server) -> None:
        super().__init__(local_hostname=server.domain, timeout=LIMIT_S, context=server.context)
        self._host = server.host


def _require(code: int, otherwise: type[NotSent]) -> None:
    if code not in TAKEN:
        raise _refusal(code, otherwise)


def _refusal(code: int, otherwise: type[NotSent]) -> NotSent:
    """Refusals that begin with 4 are for now only: https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1"""
    return otherwise(str(code)) if 500 <= code < 600 else Later(str(code))


def _letter(server: Server, bell: Bell) -> bytes:
    """`Auto-Submitted` keeps those who are on holiday from answering it: https://www.rfc-editor.org/rfc/rfc3834"""
    letter = EmailMessage(FOR_SMTP)
    letter["From"], letter["To"], letter["Subject"] = server.sender, bell.address, bell.subject
    letter["Date"] = format_datetime(bell.at)
    letter["Message-ID"] = f"<{bell.id}@{server.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(bell.text, charset="utf-8", cte="base64")
    return bytes(letter)
