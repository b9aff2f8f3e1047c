"""Trains the model when its sources changed; `models/<key>.tar.gz` is named after those sources."""

from __future__ import annotations

import fcntl
import hashlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from launcher.logs import PartLog
from launcher.screen import Screen
from launcher.step import step

SINGLE = ("config.yml", "domain.yml", "requirements/runtime.lock")
FOLDERS = ("data", "nlu")
KEPT = 3


def sources(root: Path) -> list[Path]:
    """Everything the model is made from: the training files, the components, and the libraries' versions."""
    found = [root / name for name in SINGLE]
    for folder in FOLDERS:
        found += (path for path in (root / folder).rglob("*") if "__pycache__" not in path.parts)
    return sorted(path for path in found if path.is_file())


def key(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sources(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def path(root: Path) -> Path:
    """Where the model of the present sources is, or will be."""
    return root / "models" / f"{key(root)}.tar.gz"


async def ensure(root: Path, environ: Mapping[str, str], screen: Screen) -> Path:
    """Returns the model of the present sources, trained now if it is not there."""
    wanted = path(root)
    if wanted.exists():
        screen.say("model", f"{wanted.relative_to(root)} is up to date")
        return wanted
    with _alone(root):
        if not wanted.exists():
            await _train(root, wanted, environ, screen)
    return wanted


async def _train(root: Path, wanted: Path, environ: Mapping[str, str], screen: Screen) -> None:
    began = monotonic()
    screen.say("model", "its sources changed: training, with the details in var/log/train.log")
    name = f"training-{wanted.name}"
    command = (sys.executable, "-m", "rasa", "train", "--out", "models", "--force", "--fixed-model-name", name)
    progress = _Progress(screen, began)
    await step("model", command, environ, PartLog(root / "var/log/train.log"), screen, progress.heard)
    (wanted.parent / name).replace(wanted)
    screen.say("model", f"trained in {monotonic() - began:.0f} s: {wanted.relative_to(root)}")
    for old in sorted(wanted.parent.glob("*.tar.gz"), key=lambda model: model.stat().st_mtime)[:-KEPT]:
        old.unlink()


class _Progress:
    """Rasa says which component it trains; that is the one live line."""

    MARK = "Starting to train component '"

    def __init__(self, screen: Screen, began: float) -> None:
        self.screen, self.began = screen, began

    def heard(self, line: str) -> None:
        if self.MARK in line:
            component = line.partition(self.MARK)[2].partition("'")[0].rpartition(".")[2]
            self.screen.live("model", f"{monotonic() - self.began:3.0f} s  {component}")


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """`make run` and `make test` at once train one after the other, and the second finds the model there."""
    (root / "models").mkdir(exist_ok=True)
    with open(root / "models" / ".lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
