"""Reading the company's YAML files, so that every mistake can be pointed at."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import yaml

_INT, _TIMESTAMP = "tag:yaml.org,2002:int", "tag:yaml.org,2002:timestamp"


class CompanyError(Exception):
    """A company's files cannot be used; the message tells an administrator where and what to do."""


class Entry(dict[str, Any]):
    """A mapping that remembers its file and the line of each field."""

    def __init__(self, file: str = "", line: int = 1) -> None:
        super().__init__()
        self.file, self.line = file, line
        self.lines: dict[str, int] = {}

    def wrong(self, field: str, sentence: str) -> NoReturn:
        """Refuse the file because of this field."""
        raise CompanyError(f"{self.file}, line {self.lines.get(field, self.line)}, {field}: {sentence}")

    def only(self, names: str) -> None:
        """Refuse fields that nobody reads: most are misspelt."""
        known = names.split()
        for field in self:
            if field not in known:
                self.wrong(str(field), f"there is no such field. Write one of: {', '.join(known)}.")

    def text(self, field: str, default: str | None = None) -> str:
        """A word or number, as text. Required where no default is given."""
        value = self.get(field, default)
        if value is None or isinstance(value, (dict, list)) or (default is None and not str(value).strip()):
            self.wrong(field, "is missing or empty. Add it.")
        return str(value).strip()

    def text_if(self, right: Callable[[str], object], field: str, otherwise: str) -> str:
        """A text that may be left out, and must be right where it is not: else `otherwise` says what to write."""
        found = self.text(field, "")
        if found and not right(found):
            self.wrong(field, f"{found!r} {otherwise}")
        return found

    def texts(self, field: str) -> list[str]:
        """A list of words; a single word is a list of one."""
        value = self.get(field) or []
        values = value if isinstance(value, list) else [value]
        if any(isinstance(one, (dict, list)) for one in values):
            self.wrong(field, "must be a list of words, such as [a, b].")
        return [str(one).strip() for one in values]

    def number(self, field: str, default: float) -> float:
        """A number above or equal to nothing."""
        value = self.get(field, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
            self.wrong(field, f"{value!r} is no number. Write for instance {default:g}.")
        return float(value)

    def mapping(self, field: str) -> Entry:
        """A mapping inside this one, empty where it is left out."""
        value = self.get(field) or Entry(self.file, self.line)
        if not isinstance(value, Entry):
            self.wrong(field, "must be lines of the form `name: value`.")
        return value

    def entries(self, field: str) -> list[Entry]:
        """A list of mappings inside this one."""
        value = self.get(field)
        if not isinstance(value, list) or not all(isinstance(one, Entry) for one in value):
            self.wrong(field, "must be a list whose items begin with a dash.")
        return value


class _Loader(yaml.SafeLoader):
    """Safe YAML whose mappings know their line. Dates and times of day stay
    text: plain YAML reads 18:00 as the number 1080."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Any:
    entry = Entry(Path(loader.name).name, node.start_mark.line + 1)
    yield entry
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        repeated = key in entry
        entry.lines[key] = key_node.start_mark.line + 1
        if repeated:
            entry.wrong(key, "stands here twice. Remove one of them.")
        entry[key] = loader.construct_object(value_node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if tag not in (_INT, _TIMESTAMP)]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_INT, re.compile(r"^[0-9]+$"), list("0123456789"))


def _read(path: Path) -> Any:
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, _Loader)  # noqa: S506 (a SafeLoader)
    except FileNotFoundError:
        raise CompanyError(f"{path} is missing. Create it, or let YINUO_COMPANY name the right folder.") from None
    except UnicodeDecodeError as reason:
        raise CompanyError(f"{path.name}: is not UTF-8 ({reason.reason}). Save it as UTF-8.") from reason
    except yaml.MarkedYAMLError as reason:
        line = reason.problem_mark.line + 1 if reason.problem_mark else 1
        raise CompanyError(f"{path.name}, line {line}: {reason.problem}. Look at the indentation.") from reason


def read_mapping(path: Path, optional: bool = False) -> Entry:
    """A file that holds one mapping."""
    found = {} if optional and not path.exists() else _read(path)
    if isinstance(found, Entry):
        return found
    if found:
        raise CompanyError(f"{path.name}, line 1: must hold lines of the form `name: value`.")
    return Entry(path.name)


def read_entries(path: Path, optional: bool = False) -> list[Entry]:
    """A file that holds a list of mappings."""
    found = [] if optional and not path.exists() else _read(path) or []
    if not isinstance(found, list) or not all(isinstance(one, Entry) for one in found):
        raise CompanyError(f"{path.name}, line 1: must be a list whose items begin with a dash.")
    return found


def unique(entries: list[Entry]) -> list[Entry]:
    """Entries whose `id` nobody else has."""
    seen: set[str] = set()
    for entry in entries:
        if entry.text("id") in seen:
            entry.wrong("id", f"{entry.text('id')!r} stands here twice. Give each its own id.")
        seen.add(entry.text("id"))
    return entries
