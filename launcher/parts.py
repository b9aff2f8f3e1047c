"""Which processes make the house, from the settings, and what each is started with."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from handoff.settings import Settings
from launcher.watch import Part

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONWARNINGS": "ignore",
}


def address(bind: str) -> str:
    """Where a browser on this machine finds what listens on `bind`."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104 (read, not bound)
    return f"[{host}]" if ":" in host else host


def bot_url(settings: Settings) -> str:
    return f"http://{address(settings.bind)}:{settings.bot_port}"


def desk_url(settings: Settings) -> str:
    return f"http://{address(settings.bind)}:{settings.desk_port}"


def beside(settings: Settings) -> bool:
    return settings.actions == "beside"


def ports(settings: Settings) -> dict[str, tuple[int, str]]:
    wanted = {"bot": (settings.bot_port, "YINUO_BOT_PORT"), "desk": (settings.desk_port, "YINUO_DESK_PORT")}
    if beside(settings):
        wanted["actions"] = (settings.actions_port, "YINUO_ACTIONS_PORT")
    return wanted


def house(settings: Settings, model: Path) -> list[Part]:
    python = (sys.executable, "-m")
    where = ("--interface", settings.bind, "--port", str(settings.bot_port))
    files = ("--model", str(model), "--credentials", "credentials.yml", "--endpoints", "endpoints.yml")
    parts = [
        Part("bot", (*python, "channels", "run", *where, *files), f"{bot_url(settings)}/health/ready"),
        Part("desk", (*python, "desk"), f"{desk_url(settings)}/health"),
        Part("keeper", (*python, "handoff", "keep")),
    ]
    if beside(settings):
        actions = (*python, "rasa_sdk", "--actions", "actions", "--port", str(settings.actions_port))
        parts.append(Part("actions", actions, f"http://127.0.0.1:{settings.actions_port}/health"))
    return parts


def environment(environ: Mapping[str, str], env_file: Path) -> dict[str, str]:
    """What is set outside wins over `.env`. `endpoints.yml` names the action server's port, so it always has one."""
    written = {name: value for name, value in dotenv_values(env_file).items() if value is not None}
    default = {"SANIC_HOST": "127.0.0.1", "YINUO_ACTIONS_PORT": str(Settings.__fields__["actions_port"].default)}
    return {**QUIET, **default, **written, **environ}
