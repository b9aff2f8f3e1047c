"""A telephone: a baresip process on loopback, watched and driven through its control port."""

from __future__ import annotations

import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.acceptance.talking import until
from tests.calls import sound

# Names as baresip 1.0 has them: https://github.com/baresip/baresip/wiki/Configuration
CONFIG = """\
sip_listen 127.0.0.1:{sip}
net_interface 127.0.0.1
module_path {modules}
module g711.so
module aufile.so
module sndfile.so
module uuid.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
snd_path .
audio_source aufile,silence.wav
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
"""
ACCOUNT = "<sip:{user}@127.0.0.1:{sip}>;regint=0;audio_codecs=PCMA,PCMU;answermode=manual\n"
MODULES = ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules")
SILENCE = "silence.wav"
ANSWER_S = 5.0


@dataclass(frozen=True)
class Event:
    """What happened to a call, and when."""

    at: float
    kind: str
    param: str
    peer: str
    call: str


class Agent:
    """One telephone in a folder of its own; what it hears is recorded there from the first packet to the last."""

    def __init__(self, folder: Path, user: str) -> None:
        self.user, self.folder = user, folder
        self.events: list[Event] = []
        self._answers: dict[str, dict[str, Any]] = {}
        self._asked = self._spoken = 0
        folder.mkdir(parents=True)
        self.sip, control = _three_ports()
        sound.write(folder / SILENCE, sound.quiet(sound.TAIL_S))
        modules = next((path for path in MODULES if Path(path).is_dir()), MODULES[0])
        told = {"sip": self.sip, "control": control, "modules": modules, "user": user}
        (folder / "config").write_text(CONFIG.format(**told))
        (folder / "accounts").write_text(ACCOUNT.format(**told))
        (folder / "contacts").touch()
        with (folder / "baresip.log").open("wb") as log:
            # It cuts names of files at 127 characters, so all of them are relative to its folder.
            self.process = subprocess.Popen(["baresip", "-4", "-f", "."], cwd=folder, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=subprocess.STDOUT)  # fmt: skip
        self._socket = until(lambda: self._reached(control), "baresip's control port")
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def address(self) -> str:
        """Where this telephone is called."""
        return f"sip:{self.user}@127.0.0.1:{self.sip}"

    def order(self, name: str, params: str = "") -> None:
        """Give a command and wait until the telephone has taken it."""
        self._asked += 1
        token = str(self._asked)
        text = json.dumps({"command": name, "params": params, "token": token}).encode()
        self._socket.sendall(b"%d:%s," % (len(text), text))
        answer = until(lambda: self._answers.pop(token, None), f"baresip's answer to {name}", ANSWER_S)
        assert answer["ok"], f"baresip refused {name}: {answer}"

    def speak(self, samples: sound.Samples) -> float:
        """Send this, and silence from then on; returns when it will have been sent."""
        self._spoken += 1
        name = f"said-{self._spoken:02d}.wav"
        whole = [sound.quiet(sound.LEAD_S), samples, sound.quiet(sound.TAIL_S)]
        sound.write(self.folder / name, sound.np.concatenate(whole))
        self.order("ausrc", f"aufile,{name}")
        return time.monotonic() + sound.LEAD_S + len(samples) / sound.RATE

    def be_quiet(self) -> None:
        """From now on send silence."""
        self.order("ausrc", f"aufile,{SILENCE}")

    def seen(self, kind: str, after: int = 0) -> Event | None:
        """The first event of a kind, from a place in the list on."""
        return next((event for event in self.events[after:] if event.kind == kind), None)

    def heard(self) -> Path | None:
        """The recording of what this telephone hears, once it hears anything."""
        return next(iter(sorted(self.folder.glob("dump-*-dec.wav"))), None)

    def close(self) -> None:
        """End the process."""
        self._socket.close()
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _reached(self, control: int) -> socket.socket | None:
        assert self.process.poll() is None, (self.folder / "baresip.log").read_text(errors="replace")
        try:
            return socket.create_connection(("127.0.0.1", control), 1)
        except ConnectionRefusedError:
            return None

    def _read(self) -> None:
        self._socket.settimeout(None)
        for message in _netstrings(self._socket):
            if message.get("response"):
                self._answers[message["token"]] = message
            elif message.get("event"):
                said = {name: str(message.get(name, "")) for name in ("type", "param", "peeruri", "id")}
                self.events.append(Event(time.monotonic(), *said.values()))


def _netstrings(connection: socket.socket) -> Iterable[dict[str, Any]]:
    """The messages of a control port, each "length:text,"; none after the connection was closed."""
    waiting = b""
    while True:
        try:
            got = connection.recv(65536)
        except OSError:
            return
        if not got:
            return
        waiting += got
        while b":" in waiting:
            length, _, rest = waiting.partition(b":")
            size = int(length)
            if len(rest) <= size:
                break
            yield json.loads(rest[:size].decode(errors="replace"))
            waiting = rest[size + 1 :]


def _three_ports() -> tuple[int, int]:
    """A port for SIP whose neighbour is free too (baresip takes it for TLS), and one for control."""
    for _ in range(50):
        with socket.socket() as sip, socket.socket() as secure, socket.socket() as control:
            sip.bind(("127.0.0.1", 0))
            control.bind(("127.0.0.1", 0))
            number = int(sip.getsockname()[1])
            try:
                secure.bind(("127.0.0.1", number + 1))
            except (OSError, OverflowError):
                continue
            return number, int(control.getsockname()[1])
    raise AssertionError("no two neighbouring ports are free")
