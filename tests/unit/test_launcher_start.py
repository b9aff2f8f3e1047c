"""What happens before the parts start: secrets, ports, the one lock, the model's key, the first words."""

from __future__ import annotations

import io
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from handoff.settings import Settings
from launcher import parts, ports, secrets_file
from launcher.lock import AlreadyRunning, Lock
from launcher.screen import Screen
from launcher.welcome import sign_ins, welcome


def test_a_second_house_in_one_folder_is_told_the_pid_of_the_first(tmp_path: Path) -> None:
    with Lock(tmp_path / "var/run.lock"), pytest.raises(AlreadyRunning) as refused, Lock(tmp_path / "var/run.lock"):
        raise AssertionError("two houses stand")
    assert refused.value.pid == os.getpid()


def test_a_lock_whose_holder_was_killed_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    script = (
        "import os, pathlib, sys; from launcher.lock import Lock;"
        "Lock(pathlib.Path(sys.argv[1])).__enter__(); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(path)], check=False, timeout=60).returncode == -9
    assert path.read_text().strip().isdigit()
    with Lock(path):
        assert path.read_text().strip() == str(os.getpid())


def test_a_taken_port_is_told_with_its_number_and_its_setting() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        taken = door.getsockname()[1]
        with pytest.raises(ports.PortTaken) as refused:
            ports.check("127.0.0.1", {"desk": (taken, "YINUO_DESK_PORT")})
    assert f"Port {taken} is taken" in str(refused.value)
    assert "YINUO_DESK_PORT" in str(refused.value)


def test_two_parts_cannot_be_given_one_port() -> None:
    with pytest.raises(ports.PortTaken, match="YINUO_DESK_PORT"):
        ports.check("127.0.0.1", {"bot": (15999, "YINUO_BOT_PORT"), "desk": (15999, "YINUO_DESK_PORT")})


def test_an_address_that_this_machine_does_not_have_is_told() -> None:
    with pytest.raises(ports.PortTaken, match="YINUO_BIND"):
        ports.check("192.0.2.1", {"bot": (15998, "YINUO_BOT_PORT")})


def test_missing_secrets_are_invented_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("YINUO_DESK_SECRET=mine\nYINUO_BOT_PORT=1")
    outside = {"YINUO_VOICE_SECRET": "theirs"}
    assert secrets_file.ensure(file, outside) == ["YINUO_LEDGER_KEY", "YINUO_WEBCHAT_SECRET"]
    written = file.read_text()
    assert written.startswith("YINUO_DESK_SECRET=mine\nYINUO_BOT_PORT=1\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert secrets_file.ensure(file, outside) == []
    assert file.read_text() == written


def test_what_is_set_outside_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("YINUO_BOT_PORT=1\nYINUO_DESK_PORT=2\n")
    environ = parts.environment({"YINUO_BOT_PORT": "9"}, tmp_path / ".env")
    assert (environ["YINUO_BOT_PORT"], environ["YINUO_DESK_PORT"]) == ("9", "2")
    assert environ["RASA_TELEMETRY_ENABLED"] == "false"


def test_the_action_server_is_a_part_only_when_actions_run_beside_the_bot() -> None:
    def names(where: str) -> list[str]:
        return [part.name for part in parts.house(Settings(actions=where), Path("m.tar.gz"))]

    assert names("inside") == ["bot", "desk", "keeper"]
    assert names("beside") == ["bot", "desk", "keeper", "actions"]
    assert "actions" in parts.ports(Settings(actions="beside"))


def test_the_welcome_names_both_addresses_and_the_sample_sign_ins(tmp_path: Path) -> None:
    (tmp_path / "company").mkdir()
    (tmp_path / "company/accounts.yml").write_text("wangmin: sample-1\nzhaolei: sample-2\n")
    (tmp_path / "company/people.yml").write_text("- {id: zhaolei, name: 赵磊, role: supervisor}\n")
    out = io.StringIO()
    welcome(tmp_path, Settings(bot_port=15005, desk_port=15006, company="company"), Screen(out), 0.0)
    assert "http://127.0.0.1:15005/webhooks/webchat/page" in out.getvalue()
    assert "http://127.0.0.1:15006/" in out.getvalue()
    assert "agent: wangmin, password sample-1" in out.getvalue()
    assert "supervisor: 赵磊, password sample-2" in out.getvalue()


def test_a_company_without_sample_passwords_shows_none(tmp_path: Path) -> None:
    assert sign_ins(tmp_path) == []
