"""Trains the model when its sources changed; `models/<key>.tar.gz` is named after those sources."""

from __future__ import annotations

import fcntl
import hashlib
import sys
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from launcher.logs import PartLog
from launcher.screen import Screen
from launcher.step import StepFailed, step

SINGLE = ("config.yml", "domain.yml", "requirements/runtime.lock")
FOLDERS = ("data", "nlu")
# What only measures the model is no part of it.
BESIDE = "nlu/evaluate"
KEPT = 3
BEGUN = "training-"


def sources(root: Path) -> list[Path]:
    """Everything the model is made from: the training files, the components, and the libraries' versions."""
    found = [root / name for name in SINGLE]
    for folder in FOLDERS:
        found += (path for path in (root / folder).rglob("*") if "__pycache__" not in path.parts)
    return sorted(path for path in found if path.is_file() and root / BESIDE not in path.parents)


def key(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sources(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def path(root: Path) -> Path:
    """Where the model of the present sources is, or will be."""
    return root / "models" / f"{key(root)}.tar.gz"


def whole(archive: Path) -> bool:
    """Whether an archive can be read to its end: a copy that broke off, or a full disk, leaves half of one."""
    try:
        with tarfile.open(archive) as opened:
            return bool(opened.getnames())
    except (OSError, EOFError, tarfile.TarError, zlib.error):
        return False


async def ensure(root: Path, environ: Mapping[str, str], screen: Screen) -> Path:
    """Returns the model of the present sources, trained now if it is not there or damaged. Raises StepFailed."""
    wanted = path(root)
    if whole(wanted):
        screen.say("model", f"{wanted.relative_to(root)} is up to date")
        return wanted
    with _alone(root):
        if not whole(wanted):
            await _train(root, wanted, environ, screen)
    return wanted


async def or_the_last(root: Path, environ: Mapping[str, str], screen: Screen) -> Path:
    """The model of the present sources or, where it cannot be made, the last good one, or none: the bot's doors open
    all the same, and then everybody who writes is handed to a person."""
    try:
        return await ensure(root, environ, screen)
    except StepFailed:
        wanted = path(root)
    for old in _newest_first(wanted.parent):
        if old != wanted and whole(old):
            screen.say("model", f"ATTENTION: the bot starts with the model of before, {old.relative_to(root)},")
            screen.say("model", "which does not know what has changed since; start again once it can be trained")
            return old
    screen.say("model", "ATTENTION: there is none. The bot hands everybody who writes to a person, by name and time,")
    screen.say("model", "and takes a model up by itself as soon as `make train` has made one")
    return wanted.parent  # what mends the training changes the sources, and so the name of their model


def _newest_first(folder: Path) -> list[Path]:
    made = [archive for archive in folder.glob("*.tar.gz") if not archive.name.startswith(BEGUN)]
    return sorted(made, key=lambda archive: archive.stat().st_mtime, reverse=True)


async def _train(root: Path, wanted: Path, environ: Mapping[str, str], screen: Screen) -> None:
    began = monotonic()
    screen.say("model", f"{_reason(wanted)}: training, with the details in var/log/train.log")
    name = f"{BEGUN}{wanted.name}"
    command = (sys.executable, "-m", "rasa", "train", "--out", "models", "--force", "--fixed-model-name", name)
    progress = _Progress(screen, began)
    await step("model", command, environ, PartLog(root / "var/log/train.log"), screen, progress.heard)
    if not whole(wanted.parent / name):
        screen.say("model", "training ended without a whole model")
        raise StepFailed("model")
    (wanted.parent / name).replace(wanted)
    screen.say("model", f"trained in {monotonic() - began:.0f} s: {wanted.relative_to(root)}")
    for old in _newest_first(wanted.parent)[KEPT:]:
        old.unlink()


def _reason(wanted: Path) -> str:
    return f"{wanted.name} is damaged" if wanted.exists() else "its sources changed"


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
