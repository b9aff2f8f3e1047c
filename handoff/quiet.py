"""What may be logged of an exception: its message may quote what it choked on, and that may be a customer's words."""

from __future__ import annotations

import traceback


def places(error: BaseException) -> str:
    """Where an exception came from and what it is, chained causes included, but not what it says."""
    lines = []
    seen: BaseException | None = error
    while seen is not None:
        frames = traceback.extract_tb(seen.__traceback__)[-6:]
        trail = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
        lines.append(f"{type(seen).__name__} at {trail}" if trail else type(seen).__name__)
        seen = seen.__cause__ or seen.__context__
    return "; from ".join(lines)
