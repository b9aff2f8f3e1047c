"""Trains the stock recipe when its sources changed; `var/bench/stock-<key>.tar.gz` is named after them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

from launcher.logs import PartLog
from launcher.screen import Screen
from launcher.step import step

HERE = "bench/stock"
FOLDERS = ("data/nlu", f"{HERE}/training")
_MARK = "Starting to train component '"
SINGLE = (f"{HERE}/config.yml", f"{HERE}/domain.yml", "requirements/runtime.lock")


def path(root: Path) -> Path:
    """Where the model of the present sources is, or will be."""
    digest = hashlib.sha256()
    files = [root / name for name in SINGLE] + [one for folder in FOLDERS for one in (root / folder).rglob("*.yml")]
    for file in sorted(files):
        digest.update(f"{file.relative_to(root).as_posix()}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return root / "var/bench" / f"stock-{digest.hexdigest()[:12]}.tar.gz"


async def ensure(root: Path, environ: Mapping[str, str], screen: Screen) -> Path:
    """The stock recipe's model, trained now if it is not there."""
    wanted = path(root)
    if wanted.exists():
        screen.say("stock", f"{wanted.relative_to(root)} is up to date")
        return wanted
    screen.say("stock", "training the stock recipe: a few minutes, with the details in var/bench/train.log")
    began = monotonic()
    name = f"training-{wanted.name}"
    command = (
        sys.executable, "-m", "rasa", "train", "--data", *FOLDERS, "--config", SINGLE[0], "--domain", SINGLE[1],
        "--out", "var/bench", "--fixed-model-name", name,
    )  # fmt: skip
    wanted.parent.mkdir(parents=True, exist_ok=True)

    def heard(line: str) -> None:
        if _MARK in line:
            component = line.partition(_MARK)[2].partition("'")[0].rpartition(".")[2]
            screen.say("stock", f"{monotonic() - began:3.0f} s  {component}")

    await step("stock", command, environ, PartLog(root / "var/bench/train.log"), screen, heard)
    for old in wanted.parent.glob("stock-*.tar.gz"):
        old.unlink()
    (wanted.parent / name).replace(wanted)
    screen.say("stock", f"trained in {monotonic() - began:.0f} s")
    return wanted
