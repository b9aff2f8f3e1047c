"""From whatever Python a machine has to a `.venv`, with shell scripts that play Pythons and uv."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from scripts import bootstrap, interpreter, uv, venv

GOOD_310 = "echo 3.10"
SHIM = "echo 'pyenv: python3.10: command not found' >&2; exit 127"
GOOD_UV = "echo uv 0.13.9"
# Makes its uv only where the words of the command match; everything else fails as a Python without that module does.
INSTALLS = """case "$*" in *{words}*) mkdir -p {home}/{place}/bin; printf '#!/bin/sh\\n{uv}\\n' > {home}/{place}/bin/uv
chmod +x {home}/{place}/bin/uv;; *) echo "No module named ensurepip"; exit 1;; esac"""


def program(path: Path, body: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture(autouse=True)
def nothing_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uv, "HOME", str(tmp_path / "bootstrap"))
    monkeypatch.setattr(sys, "prefix", "/a/virtual/environment")


def test_a_shim_on_path_that_refuses_is_passed_over_for_the_python_it_stands_for(tmp_path: Path) -> None:
    program(tmp_path / "shims/python3.10", SHIM)
    real = program(tmp_path / "pyenv/versions/3.10.13/bin/python3.10", GOOD_310)
    environ = {"PATH": str(tmp_path / "shims"), "PYENV_ROOT": str(tmp_path / "pyenv"), "HOME": str(tmp_path)}
    assert interpreter.find(environ) == real


def test_pyenv_is_found_in_the_home_folder_when_nothing_names_it(tmp_path: Path) -> None:
    real = program(tmp_path / ".pyenv/versions/3.10.2/bin/python3.10", GOOD_310)
    assert interpreter.find({"PATH": "", "HOME": str(tmp_path)}) == real


def test_a_python_that_somebody_named_comes_first(tmp_path: Path) -> None:
    named = program(tmp_path / "my-python", GOOD_310)
    program(tmp_path / "bin/python3.10", GOOD_310)
    assert interpreter.find({"PATH": str(tmp_path / "bin"), "HOME": "", "YINUO_PYTHON": named}) == named


def test_another_version_under_the_right_name_is_not_taken(tmp_path: Path) -> None:
    assert not interpreter.runs(program(tmp_path / "python3.10", "echo 3.12"))


def test_an_uv_on_path_is_used_unless_it_is_too_old(tmp_path: Path) -> None:
    there = program(tmp_path / "bin/uv", GOOD_UV)
    assert uv.get([], {"PATH": str(tmp_path / "bin")}) == there
    program(tmp_path / "bin/uv", "echo 'uv 0.1.2'")
    with pytest.raises(uv.NoUv):
        uv.get([], {"PATH": str(tmp_path / "bin")})


def test_a_python_without_venv_installs_uv_with_pip_alone(tmp_path: Path) -> None:
    body = INSTALLS.format(words="--target", home=tmp_path / "bootstrap", place="target", uv=GOOD_UV)
    bare = program(tmp_path / "python3", body)
    assert uv.get([bare], {"PATH": ""}) == str(tmp_path / "bootstrap/target/bin/uv")


def test_a_first_python_without_pip_leaves_it_to_the_second(tmp_path: Path) -> None:
    bare = program(tmp_path / "python3", "echo 'No module named pip'; exit 1")
    body = INSTALLS.format(words="--target", home=tmp_path / "bootstrap", place="target", uv=GOOD_UV)
    second = program(tmp_path / "python3.10", body)
    assert uv.get([bare, second], {"PATH": ""}) == str(tmp_path / "bootstrap/target/bin/uv")


def test_when_nothing_leads_to_uv_a_person_is_told_what_to_install(tmp_path: Path) -> None:
    bare = program(tmp_path / "python3", "echo 'No module named pip'; exit 1")
    with pytest.raises(uv.NoUv) as told:
        uv.get([bare], {"PATH": ""})
    assert "apt-get install python3-venv python3-pip" in str(told.value)
    assert "No module named pip" in str(told.value)


def test_a_machine_without_python_3_10_is_told_so_when_uv_cannot_fetch_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offline = program(tmp_path / "bin/uv", 'case "$1" in --version) echo "uv 0.13.9";; *) exit 2;; esac')
    monkeypatch.setattr(venv, "current", lambda kind: False)
    monkeypatch.setattr(interpreter, "find", lambda: None)
    monkeypatch.setattr(uv, "get", lambda pythons: offline)
    assert bootstrap.prepare("runtime") == 1
    assert "YINUO_PYTHON=" in capsys.readouterr().err


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for kind in ("runtime", "dev"):
        (tmp_path / f"{kind}.lock").write_text(kind)
    monkeypatch.setattr(venv, "lock_of", lambda kind: str(tmp_path / f"{kind}.lock"))
    monkeypatch.setattr(venv, "STAMP", str(tmp_path / "stamp.json"))
    monkeypatch.setattr(venv, "PYTHON", program(tmp_path / "python", GOOD_310))
    return tmp_path


def test_a_development_environment_serves_for_running_too(installed: Path) -> None:
    assert venv.make("dev", "unused", program(installed / "uv", "exit 0")) == 0
    assert venv.current("dev")
    assert venv.current("runtime")


def test_a_changed_lock_makes_the_environment_stale(installed: Path) -> None:
    assert venv.make("runtime", "unused", program(installed / "uv", "exit 0")) == 0
    assert venv.current("runtime")
    (installed / "runtime.lock").write_text("newer")
    assert not venv.current("runtime")


def test_an_installation_that_failed_is_not_taken_for_done(installed: Path) -> None:
    assert venv.make("runtime", "unused", program(installed / "uv", "exit 0")) == 0
    assert venv.make("runtime", "unused", program(installed / "uv", "exit 7")) == 7
    assert not venv.current("runtime")
    assert not (installed / "stamp.json").exists()


def test_a_damaged_stamp_means_installing_again(installed: Path) -> None:
    (installed / "stamp.json").write_text('{"runtime": ')
    assert not venv.current("runtime")
    (installed / "stamp.json").write_text(json.dumps({"runtime": venv.key("runtime")}))
    assert venv.current("runtime")
