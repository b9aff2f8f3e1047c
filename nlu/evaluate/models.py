"""The models that are measured: the bot's own, and the stock recipe trained on the very same examples."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any

import yaml

from launcher import model, parts
from launcher.screen import Screen

STOCK = "bench/stock"
LIMIT_S = 7200.0
KILOBYTES_A_MEGABYTE = 1024


class NotTrained(Exception):
    """Why there is no model."""


@dataclass(frozen=True)
class Trained:
    """A model, and where it was made now, what it cost, how long it learned and which share it knew by heart then."""

    path: Path
    seconds: float | None = None
    peak_mb: float | None = None
    epochs: int | None = None
    known: float | None = None


def environment() -> dict[str, str]:
    """What every process here runs with."""
    return {**os.environ, **parts.QUIET}


def at_hand(root: Path) -> Trained:
    """The model that the bot runs, trained now if there is none for the present sources."""
    return Trained(asyncio.run(model.ensure(root, environment(), Screen(sys.stderr))))


def both(root: Path, folder: Path, epochs: int | None) -> dict[str, Trained]:
    """The bot's recipe and the stock one, trained one after the other on one copy of the examples."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(root / "data", data)
    ours = _train(root, folder, "product", root / "config.yml", root / "domain.yml", [data])
    config = _read(root / STOCK / "config.yml")
    learner = next(part for part in config["pipeline"] if part["name"] == "DIETClassifier")
    learner["epochs"] = epochs or learner["epochs"]
    # The bot's intents, whichever the bench's stock house knows.
    domain = {**_read(root / STOCK / "domain.yml"), "intents": _read(root / "domain.yml")["intents"]}
    recipe = _write(folder / "stock-config.yml", config), _write(folder / "stock-domain.yml", domain)
    stock = _train(root, folder, "stock", *recipe, [data / "nlu", root / STOCK / "training"])
    known = _by_heart((folder / "stock-train.log").read_text(encoding="utf-8", errors="replace"))
    return {"product": ours, "stock": replace(stock, epochs=learner["epochs"], known=known)}


def _by_heart(log: str) -> float | None:
    """The share of its training sentences that the stock recipe knew in the end, by its own account."""
    shares = re.findall(r"i_acc=([0-9.]+)", log)
    return float(shares[-1]) if shares else None


def _read(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def _write(path: Path, content: object) -> Path:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def _train(root: Path, folder: Path, name: str, config: Path, domain: Path, data: Sequence[Path]) -> Trained:
    command = (
        sys.executable, "-m", "rasa", "train", "--force", "--config", str(config), "--domain", str(domain),
        "--data", *map(str, data), "--out", str(folder), "--fixed-model-name", f"{name}.tar.gz",
    )  # fmt: skip
    print(f"training {name} ...", file=sys.stderr, flush=True)
    log, made = folder / f"{name}-train.log", folder / f"{name}.tar.gz"
    made.unlink(missing_ok=True)
    began = monotonic()
    with log.open("wb") as out:
        child = subprocess.Popen(command, cwd=root, env=environment(), stdout=out, stderr=subprocess.STDOUT)
        late = Timer(LIMIT_S, child.kill)
        late.start()
        try:
            _, ended, used = os.wait4(child.pid, 0)
        finally:
            late.cancel()
        child.returncode = os.waitstatus_to_exitcode(ended)
    seconds = monotonic() - began
    if child.returncode or not model.whole(made):
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
        raise NotTrained("\n".join([f"training {name} failed; the whole of it is in {log}", *last]))
    print(f"trained {name} in {seconds:.0f} s", file=sys.stderr, flush=True)
    return Trained(made, seconds, used.ru_maxrss / KILOBYTES_A_MEGABYTE)
