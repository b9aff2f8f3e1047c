"""What a drill found, kept for the page that the drills write."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

LONG = os.environ.get("YINUO_DRILLS") == "long"
OUT = Path(os.environ.get("YINUO_DRILLS_OUT", "var/drills"))


@dataclass
class Record:
    """One fault: how often it struck, what it cost, how long customers waited for name and time, in seconds.

    `without` says what happened once when the thing that mends this fault was switched off; empty until shown.
    """

    group: str
    fault: str
    times: int = 0
    messages: int = 0
    lost: int = 0
    doubled: int = 0
    nameless: int = 0
    ledger: int = 0
    waited_s: list[float] = field(default_factory=list)
    note: str = ""
    mended_by: str = ""
    without: str = ""

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing twice, nobody without a name and a time, the ledger whole."""
        return not (self.lost or self.doubled or self.nameless or self.ledger)

    def keep(self) -> None:
        """Write it down."""
        OUT.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"
        _path(self.group, self.fault).write_text(text, encoding="utf-8")


def often(short: int, long: int) -> int:
    """How often: in `make test`, and in `make drills`."""
    return long if LONG else short


def shown(group: str, fault: str, without: str) -> None:
    """Add to the record of a drill what happened once without what mends its fault."""
    path = _path(group, fault)
    found = Record(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else Record(group, fault)
    found.without = without
    found.keep()


def _path(group: str, fault: str) -> Path:
    return OUT / f"{group}--{fault}.json".replace("/", "-").replace(" ", "-")
