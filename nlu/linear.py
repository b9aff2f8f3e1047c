"""A linear classifier as one table: the same sums as scikit-learn's, from the same training, read off row by row.

For a single sentence scikit-learn spends more than a millisecond on building a sparse matrix for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

Features = Iterable[str]
# Neighbouring examples are alike: what is tried on one must not have been learned from the next.
NEIGHBOURS, PARTS = 12, 3
_SHARPNESS = np.arange(0.5, 3.01, 0.05)


class Table:
    """One weight for each feature and intent, and for each number of a vector where it was trained with vectors."""

    def __init__(self) -> None:
        self.intents: list[str] = []
        self._rows: dict[str, int] = {}
        self._weights = np.zeros((0, 0), np.float32)
        self._dense = np.zeros((0, 0), np.float32)
        self._bias = np.zeros(0, np.float32)

    def learn(
        self, said: Sequence[set[str]], intents: Sequence[str], how: dict[str, Any], dense: np.ndarray | None = None
    ) -> Table:
        """Learn from the features of each example; every intent weighs the same however many examples it has."""
        self._rows = {one: row for row, one in enumerate(sorted(set().union(*said)))}
        cells = [(n, self._rows[one]) for n, features in enumerate(said) for one in features]
        where, which = (np.array(column, dtype=np.int32) for column in zip(*cells, strict=True))
        shape = (len(said), len(self._rows))
        matrix = csr_matrix((np.ones(len(cells)), (where, which)), shape=shape)
        if dense is not None:
            matrix = hstack([matrix, csr_matrix(dense)]).tocsr()
        learner = LogisticRegression(solver="liblinear", class_weight="balanced", **how)
        learner.fit(matrix, intents)
        self.intents = [str(name) for name in learner.classes_]
        weights, bias = learner.coef_.T, learner.intercept_
        if len(self.intents) == 2:  # of two, scikit-learn keeps one: the other is its opposite
            weights, bias = np.hstack([-weights, weights]), np.hstack([-bias, bias])
        self._weights = np.ascontiguousarray(weights[: len(self._rows)], dtype=np.float32)
        self._dense = np.ascontiguousarray(weights[len(self._rows) :], dtype=np.float32)
        self._bias = bias.astype(np.float32)
        return self

    def shares(self, features: Features, dense: np.ndarray | None = None) -> np.ndarray:
        """How likely each intent is; together they are 1."""
        # In the order of the table: floating sums depend on it, and the same text must give the same answer.
        rows = sorted(row for one in features if (row := self._rows.get(one)) is not None)
        sums = self._weights[rows].sum(axis=0, dtype=np.float64) + self._bias
        if dense is not None:
            sums = sums + dense @ self._dense
        score = 1.0 / (1.0 + np.exp(-sums))
        return np.asarray(score / score.sum())

    def save(self, folder: Path, name: str) -> None:
        """Two files in this folder."""
        kept = json.dumps([list(self._rows), self.intents], ensure_ascii=False)
        (folder / f"{name}.json").write_text(kept, encoding="utf-8")
        np.savez(folder / f"{name}.npz", weights=self._weights, dense=self._dense, bias=self._bias)

    @classmethod
    def load(cls, folder: Path, name: str) -> Table:
        """What `save` kept."""
        made = cls()
        words, made.intents = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        made._rows = {word: row for row, word in enumerate(words)}
        with np.load(folder / f"{name}.npz") as tables:
            made._weights, made._dense, made._bias = tables["weights"], tables["dense"], tables["bias"]
        return made


def tried(said: Sequence[set[str]], intents: Sequence[str], how: dict[str, Any]) -> tuple[np.ndarray, list[str]]:
    """What a table would have said of each example, had it not learned from it."""
    names = sorted(set(intents))
    found = np.full((len(said), len(names)), 1.0 / len(names))
    for part in range(PARTS):
        mine = [n for n in range(len(said)) if (n // NEIGHBOURS) % PARTS == part]
        rest = [n for n in range(len(said)) if (n // NEIGHBOURS) % PARTS != part]
        if not mine or len({intents[n] for n in rest}) < 2:
            continue
        table = Table().learn([said[n] for n in rest], [intents[n] for n in rest], how)
        columns = [names.index(name) for name in table.intents]
        for n in mine:
            found[n] = 0.0
            found[n, columns] = table.shares(said[n])
    return found, names


def sharper(shares: np.ndarray, sharpness: float) -> np.ndarray:
    """The same order, with as much confidence as was earned."""
    grown = np.maximum(shares, 1e-9) ** sharpness
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True))


def earned(shares: np.ndarray, names: Sequence[str], intents: Sequence[str]) -> float:
    """The sharpness under which the confidence of what was tried fits best how often it was right."""
    right = (np.arange(len(intents)), [names.index(name) for name in intents])
    losses = [-np.log(sharper(shares, float(one))[right]).mean() for one in _SHARPNESS]
    return float(_SHARPNESS[int(np.argmin(losses))])
