"""Whether one sentence is a copy of another, or almost one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import yaml

from nlu.script import plain

# What everybody says, like 在吗 or 谢谢您, is nobody's sentence.
LETTERS_OF_A_COPY, LETTERS_OF_A_NEAR_COPY = 5, 6
ALIKE = 0.85
# Two sentences as alike as that share at least this much of their pairs of letters.
_PAIRS = 0.4
_MARKED = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SILENT = re.compile(r"\W|_")


def bare(text: str) -> str:
    """In one script and width, without case, spaces and punctuation."""
    return _SILENT.sub("", plain(text).text.lower())


def examples(path: Path) -> Iterator[tuple[int, str]]:
    """Every sentence of a training file, with its line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    spoken = {
        _MARKED.sub(r"\1", row.strip()[2:].strip())
        for block in (yaml.safe_load("\n".join(lines)) or {}).get("nlu", [])
        for row in str(block.get("examples", "")).splitlines()
        if "intent" in block and row.strip()
    }
    for number, line in enumerate(lines, 1):
        said = _MARKED.sub(r"\1", line.strip()[2:].strip())
        if line.strip().startswith("- ") and said in spoken:
            yield number, said


class Shelf:
    """Sentences that nothing may be copied from."""

    def __init__(self, kept: Iterable[str]) -> None:
        self._kept = sorted({bare(text) for text in kept} - {""})
        self._whole = set(self._kept)
        self._having: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(self._kept):
            for pair in _pairs(text):
                self._having[pair].append(place)

    def holds(self, text: str) -> bool:
        """Whether the text is one of them, or nearly one."""
        said = bare(text)
        if len(said) >= LETTERS_OF_A_COPY and said in self._whole:
            return True
        if len(said) < LETTERS_OF_A_NEAR_COPY:
            return False
        shared = Counter(place for pair in _pairs(said) for place in self._having.get(pair, ()))
        near = (self._kept[place] for place, count in shared.items() if count >= _PAIRS * (len(said) - 1))
        return any(len(text) >= LETTERS_OF_A_NEAR_COPY and _alike(said, text) for text in near)


def _pairs(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(len(text) - 1)}


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
