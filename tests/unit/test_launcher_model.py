"""When the model is trained, and what the house begins with when that fails."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from launcher import model
from launcher.logs import PartLog
from launcher.screen import Screen
from launcher.step import StepFailed


def training_files(root: Path) -> None:
    for name in ("config.yml", "domain.yml", "requirements/runtime.lock", "data/nlu.yml", "nlu/times.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)


def archive(path: Path, age_s: float = 0) -> Path:
    path.parent.mkdir(exist_ok=True)
    with tarfile.open(path, "w:gz") as made:
        made.add(__file__, "weights")
    now = path.stat().st_mtime
    os.utime(path, (now - age_s, now - age_s))
    return path


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder whose sources cannot be trained."""

    async def fail(root: Path, wanted: Path, environ: Mapping[str, str], screen: Screen) -> None:
        raise StepFailed("model")

    monkeypatch.setattr(model, "_train", fail)
    training_files(tmp_path)
    return tmp_path


def test_what_only_measures_the_model_is_no_source_of_it(tmp_path: Path) -> None:
    training_files(tmp_path)
    before = model.key(tmp_path)
    (tmp_path / "nlu/evaluate").mkdir()
    (tmp_path / "nlu/evaluate/page.py").write_text("anything")
    assert model.key(tmp_path) == before
    (tmp_path / "nlu/tokens.py").write_text("anything")
    assert model.key(tmp_path) != before


@pytest.mark.parametrize("changed", ["config.yml", "data/nlu.yml", "nlu/times.py", "requirements/runtime.lock"])
def test_the_model_has_another_key_when_one_of_its_sources_changed(tmp_path: Path, changed: str) -> None:
    training_files(tmp_path)
    before = model.key(tmp_path)
    (tmp_path / changed).write_text("another")
    assert model.key(tmp_path) != before


def test_compiled_python_beside_the_sources_does_not_change_the_models_key(tmp_path: Path) -> None:
    training_files(tmp_path)
    before = model.key(tmp_path)
    (tmp_path / "nlu/__pycache__").mkdir()
    (tmp_path / "nlu/__pycache__/times.pyc").write_bytes(b"1")
    assert model.key(tmp_path) == before


async def test_a_model_that_is_there_is_not_trained_again(tmp_path: Path) -> None:
    training_files(tmp_path)
    wanted = archive(model.path(tmp_path))
    assert await model.ensure(tmp_path, {"PATH": ""}, Screen(io.StringIO())) == wanted


@pytest.mark.parametrize("kept", [0, 1000])
async def test_a_damaged_model_counts_as_none(failing: Path, kept: int) -> None:
    wanted = archive(model.path(failing))
    wanted.write_bytes(wanted.read_bytes()[:kept])
    with pytest.raises(StepFailed):
        await model.ensure(failing, {}, Screen(io.StringIO()))


async def test_when_training_fails_the_newest_whole_model_of_before_is_taken_and_said_loudly(failing: Path) -> None:
    archive(failing / "models/oldest.tar.gz", age_s=900)
    last = archive(failing / "models/last.tar.gz", age_s=600)
    archive(failing / "models/training-x.tar.gz")
    (failing / "models/broken.tar.gz").write_bytes(b"half of a model")
    out = io.StringIO()
    assert await model.or_the_last(failing, {}, Screen(out)) == last
    assert "ATTENTION: the bot starts with the model of before, models/last.tar.gz" in out.getvalue()


async def test_when_training_fails_and_there_is_no_model_the_house_begins_without_one(failing: Path) -> None:
    out = io.StringIO()
    assert await model.or_the_last(failing, {}, Screen(out)) == model.path(failing).parent
    assert "ATTENTION: there is none" in out.getvalue()


async def test_a_training_that_leaves_no_whole_model_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ends_well(name: str, command: object, environ: object, log: PartLog, *_: object) -> None:
        log.close()
        model.path(tmp_path).with_name(f"training-{model.path(tmp_path).name}").write_bytes(b"half of a model")

    monkeypatch.setattr(model, "step", ends_well)
    training_files(tmp_path)
    with pytest.raises(StepFailed):
        await model.ensure(tmp_path, {}, Screen(io.StringIO()))
    assert not model.path(tmp_path).exists()
