"""What the chat's files must never contain, read from the files themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "channels" / "webchat" / "static"
SCRIPTS = sorted(STATIC.glob("*.js"))
PAGES = sorted(STATIC.glob("*.html"))
FILES = sorted(path for path in STATIC.iterdir() if path.is_file())
NAMESPACE = "http://www.w3.org/2000/svg"


def by_name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_no_file_names_an_outside_host(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL).replace(NAMESPACE, "")
    assert re.findall(r"(?:https?:)?//[\w-]+\.[\w.-]+", text) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=by_name)
def test_text_never_becomes_html_or_code(path: Path) -> None:
    doors = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|ContextualFragment"
    assert re.findall(doors, path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_a_file_stays_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 250


@pytest.mark.parametrize("path", SCRIPTS, ids=by_name)
def test_every_import_is_a_file_beside_it(path: Path) -> None:
    imported = re.findall(r'from "([^"]+)"', path.read_text("utf-8"))
    assert all(name.startswith("./") and (STATIC / name).is_file() for name in imported), imported


def test_only_the_loader_is_started_by_a_page_and_every_module_is_reached_from_it() -> None:
    reached: set[str] = set()
    ahead = ["widget.js"]
    while ahead:
        name = ahead.pop()
        reached.add(name)
        named = re.findall(r'(?:from "\./|static/)([\w-]+\.js)', (STATIC / name).read_text("utf-8"))
        ahead.extend(set(named) - reached)
    assert reached == {path.name for path in SCRIPTS}


@pytest.mark.parametrize("path", PAGES, ids=by_name)
def test_a_page_is_chinese_and_carries_no_inline_script(path: Path) -> None:
    text = path.read_text("utf-8")
    assert '<html lang="zh-CN">' in text
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL)
    assert all("src=" in tag and body == "" for tag, body in scripts)
    assert re.findall(r"\son[a-z]+\s*=|javascript:", text) == []


def test_a_page_needs_one_tag_for_the_chat() -> None:
    for path in PAGES:
        assert path.read_text("utf-8").count("<script") == 1
