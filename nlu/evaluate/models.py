"""The models that are measured: the bot's own, and the stock recipe trained on the very same examples."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from time import monotonic

import yaml

from launcher import model, parts
from launcher.screen import Screen

STOCK = "bench/stock"
# Rasa's own figure. The bench trains a fifth of it, because what a turn costs does not depend on it.
STOCK_EPOCHS = 100
LIMIT_S = 1800.0
KILOBYTES_A_MEGABYTE = 1024


class NotTrained(Exception):
    """Why there is no model."""


@dataclass(frozen=True)
class Trained:
    """A model, and what it cost to make it where it was made now."""

    path: Path
    seconds: float | None = None
    peak_mb: float | None = None


def environment() -> dict[str, str]:
    """What every process here runs with."""
    return {**os.environ, **parts.QUIET}


def at_hand(root: Path) -> Trained:
    """The model that the bot runs, trained now if there is none for the present sources."""
    return Trained(asyncio.run(model.ensure(root, environment(), Screen(sys.stderr))))


def both(root: Path, folder: Path) -> dict[str, Trained]:
    """The bot's recipe and the stock one, trained one after the other on one copy of the examples."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(root / "data", data)
    ours = (root / "config.yml", root / "domain.yml", [data])
    return {
        "product": _train(root, folder, "product", *ours),
        "stock": _train(root, folder, "stock", *_stock(root, folder), [data / "nlu", root / STOCK / "training"]),
    }


def _stock(root: Path, folder: Path) -> tuple[Path, Path]:
    """The stock recipe at full length, with the bot's intents."""
    config = _read(root / STOCK / "config.yml")
    for component in config["pipeline"] + config["policies"]:
        if "epochs" in component:
            component["epochs"] = STOCK_EPOCHS
    domain = {**_read(root / STOCK / "domain.yml"), "intents": _read(root / "domain.yml")["intents"]}
    return _write(folder / "stock-config.yml", config), _write(folder / "stock-domain.yml", domain)


def _read(path: Path) -> dict[str, list[dict[str, object]]]:
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
