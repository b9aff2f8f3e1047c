"""What codes are called on the desk; the words themselves stand in `handoff.labels`, as documents need them, too."""

from __future__ import annotations

from handoff.labels import LABELS, label

__all__ = ["LABELS", "label"]
