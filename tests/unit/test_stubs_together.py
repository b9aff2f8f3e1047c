"""All stub clouds at once, as whoever tries the channels by hand starts them."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from tests.acceptance.running import free_port, until

ROOT = Path(__file__).parents[2]


def test_each_is_where_its_setting_says_and_what_is_asked_is_shown(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with out.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "stubs", str(free_port(row=5))], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        found = until(lambda: five(out.read_text()), "five addresses")
        for url in found.values():
            assert httpx.get(f"{url}/nothing-is-here", timeout=5).status_code == 404
        asked = httpx.post(
            f"{found['YINUO_WECHAT_API_BASE']}/cgi-bin/stable_token", json={"appid": "nobody"}, timeout=5
        )
        assert asked.json()["errcode"]
        until(lambda: "POST /cgi-bin/stable_token" in out.read_text(), "the request to be shown")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0, out.read_text()
    finally:
        process.kill()
        process.wait()


def five(said: str) -> dict[str, str] | None:
    """The settings once all of them were printed."""
    found = dict(re.findall(r"^(YINUO_[A-Z_]+(?: \(\w+\))?)=(http://127\.0\.0\.1:\d+)$", said, re.MULTILINE))
    return found if len(found) == 5 else None
