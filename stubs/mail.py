"""A company's mail server as its clients see it: real SMTP on loopback, with STARTTLS, signing in and wrong answers.

server = MailServer(users={"yinuo": "word"}, context=tls).start()
server.answers_next("RCPT", "550 5.1.1 no such user")      # instead of the proper answer
server.answers_next("DATA.", HANG, CUT)                    # after the message: say nothing; break the connection off
server.taken                                               # what was accepted
"""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

HANG, CUT = "hang", "cut"
LONGEST_HANG_S = 30.0


@dataclass
class Taken:
    """One message that the server took over."""

    sender: str
    to: str
    raw: bytes
    encrypted: bool
    user: str

    @property
    def message(self) -> Message:
        """As a mail program reads it."""
        return message_from_bytes(self.raw)

    @property
    def text(self) -> str:
        """Its words."""
        return bytes(self.message.get_payload(decode=True)).decode()


@dataclass
class MailServer:
    """`context` is its certificate; with `at_once` it is encrypted from the first byte. `greets` answers before any
    word was said; `slowly_s` is the pause between the bytes of its greeting."""

    users: dict[str, str] = field(default_factory=dict)
    context: ssl.SSLContext | None = None
    at_once: bool = False
    slowly_s: float = 0.0
    taken: list[Taken] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    next_answers: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    port: int = 0

    def start(self) -> MailServer:
        """Listen on a free port of loopback."""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._over = threading.Event()
        self._lines: list[socket.socket] = []
        threading.Thread(target=self._serve, name="mail server", daemon=True).start()
        return self

    def stop(self) -> None:
        """Hang up on everybody."""
        if self._over.is_set():
            return
        self._over.set()
        self._listening.shutdown(socket.SHUT_RDWR)  # or it goes on listening for as long as a thread waits in accept
        for one in (self._listening, *self._lines):
            one.close()

    def answers_next(self, word: str, *answers: str) -> None:
        """The next times this word comes (`GREETING` before any, `DATA.` at a message's end), this is answered."""
        self.next_answers[word].extend(answers)

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self._lines.append(line)
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, plain: socket.socket) -> None:
        talk = None
        try:
            line = self.context.wrap_socket(plain, server_side=True) if self.context and self.at_once else plain
            talk = _Talk(self, line, self.at_once)
            talk.run()
        except OSError:
            return  # the client left
        finally:
            plain.close()
            if talk is not None:
                talk.close()

    def answer(self, line: socket.socket, word: str, proper: str) -> bool:
        """Say what is to be said to a word; False where the connection is over."""
        said = self.next_answers[word].popleft() if self.next_answers[word] else proper
        if said == HANG:
            self._over.wait(LONGEST_HANG_S)
        if said in (HANG, CUT):
            return False
        if word == "GREETING" and self.slowly_s:
            for byte in f"{said}\r\n".encode():
                if self._over.wait(self.slowly_s):
                    return False
                line.sendall(bytes([byte]))
        else:
            line.sendall(f"{said}\r\n".encode())
        return said == proper or not said.startswith("421")


class _Talk:
    """One client."""

    def __init__(self, server: MailServer, line: socket.socket, encrypted: bool) -> None:
        self._server = server
        self._line = line
        self._file = line.makefile("rb")
        self._encrypted = encrypted
        self._user = self._sender = self._to = ""

    def close(self) -> None:
        """However it ended."""
        self._file.close()
        self._line.close()

    def run(self) -> None:
        """Until one of them leaves."""
        if not self._server.answer(self._line, "GREETING", "220 mail.example.com ESMTP"):
            return
        for raw in self._words():
            word, _, rest = raw.partition(" ")
            self._server.said.append(word.upper())
            if not self._do(word.upper(), rest.strip()):
                return

    def _words(self) -> Iterator[str]:
        while line := self._file.readline():
            yield line.decode("utf-8", "replace").rstrip("\r\n")

    def _do(self, word: str, rest: str) -> bool:
        proper = {
            "EHLO": self._offers(), "HELO": "250 mail.example.com", "AUTH": self._sign_in(word, rest),
            "MAIL": "250 2.1.0 ok" if self._user or not self._server.users else "530 5.7.0 authentication required",
            "RCPT": "250 2.1.5 ok", "DATA": "354 go on", "STARTTLS": "220 ready", "QUIT": "221 bye",
        }.get(word, "502 5.5.2 not known")  # fmt: skip
        if word == "MAIL":
            self._sender = _address(rest)
        if word == "RCPT":
            self._to = _address(rest)
        if not self._server.answer(self._line, word, proper) or word == "QUIT":
            return False
        if word == "STARTTLS" and self._server.context:
            self._file.close()
            self._line = self._server.context.wrap_socket(self._line, server_side=True)
            self._file, self._encrypted = self._line.makefile("rb"), True
        return self._message() if word == "DATA" and proper.startswith("354") else True

    def _offers(self) -> str:
        more = ["STARTTLS"] if self._server.context and not self._encrypted else []
        more += ["AUTH PLAIN"] if self._server.users else []
        offered = ["mail.example.com", "8BITMIME", *more]
        return "\r\n".join(f"250{'-' if n < len(offered) else ' '}{one}" for n, one in enumerate(offered, 1))

    def _sign_in(self, word: str, rest: str) -> str:
        if word != "AUTH":
            return ""
        _, user, password = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")
        self._user = user if self._server.users.get(user) == password else ""
        return "235 2.7.0 welcome" if self._user else "535 5.7.8 wrong name or password"

    def _message(self) -> bool:
        lines = []
        for line in iter(self._file.readline, b""):
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        else:
            return False
        before = len(self._server.next_answers["DATA."])
        if not before:
            taken = Taken(self._sender, self._to, b"".join(lines), self._encrypted, self._user)
            self._server.taken.append(taken)
        return self._server.answer(self._line, "DATA.", "250 2.0.0 taken")


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]
