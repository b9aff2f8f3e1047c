"""A company so large that its rota does not fill up while the bench runs: everybody on duty day and night."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

AGENTS = {"complaints": 120, "repair": 60, "refunds": 60, "head_office": 60}
INTENTS = {
    "complaints": ["complaint", "threat", "abuse", "repeat_contact", "ask_human", "out_of_scope"],
    "repair": ["repair_status"],
    "refunds": ["refund", "delivery", "invoice", "product_question"],
    "head_office": ["hq_contact"],
}
DAYS_OPEN = 60
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
_GIVEN = ("文博", "雨桐", "思远", "佳怡", "俊杰", "梦洁", "浩然", "诗涵", "明轩", "欣妍", "子昂", "若曦", "泽宇", "静怡")


def _names() -> list[str]:
    return [surname + given for given, surname in product(_GIVEN, _SURNAMES)]


def _person(one: str, name: str, title: str, team: str, above: str | None, role: str = "agent") -> dict[str, Any]:
    row = {"id": one, "name": name, "title": title, "team": team, "organisation": "客户服务中心", "role": role}
    return row if above is None else {**row, "reports_to": above}


def people(agents: Mapping[str, int] = AGENTS) -> list[dict[str, Any]]:
    """Agents under a supervisor in each team, a manager above them, and somebody outside."""
    names = iter(_names())
    rows = [
        _person("top", "欧阳正", "值班经理", "head_office", None, "manager"),
        _person("outside", "司马公", "监察专员", "ombudsman", None, "manager"),
    ]
    for team, count in agents.items():
        rows.append(_person(f"{team}-lead", next(names), "主管", team, "top", "supervisor"))
        staff = (_person(f"{team}-{n:03d}", next(names), "客户专员", team, f"{team}-lead") for n in range(count))
        rows += [{**row, "skills": ["senior"]} if n % 3 == 0 else row for n, row in enumerate(staff)]
    # Callers can be put through to any of them.
    for extension, row in enumerate(rows, start=8001):
        row["extension"] = str(extension)
    return rows


def write(folder: Path, today: date, agents: Mapping[str, int] = AGENTS) -> None:
    """Write the company's files. JSON is YAML, and needs no library that keeps the order."""
    everybody = people(agents)
    teams = [
        {"id": team, "name": team, "intents": intents, "supervisor": f"{team}-lead"}
        for team, intents in INTENTS.items()
    ]
    teams.append({"id": "ombudsman", "name": "监察室", "intents": [], "supervisor": "outside"})
    open_days = {(today + timedelta(days=n)).isoformat(): "work" for n in range(-1, DAYS_OPEN)}
    files: dict[str, Any] = {
        "company": {
            "name": "量器电器有限公司", "brand": "量器", "timezone": "Asia/Shanghai", "duty_manager": "top",
            "outside_fallback": "outside", "teams": teams,
        },
        "people": everybody,
        "shifts": [{"people": [row["id"] for row in everybody], "days": "all", "hours": ["00:00-24:00"]}],
        "calendar": {"days": open_days},
        "policy": {
            "opens": "00:00", "closes": "24:00", "limit_hours": {"complaint": 8, "other": 8},
            "severity_limit_hours": {"threat": 4}, "breach_limit_hours": 2, "slot_minutes": 20, "lead_minutes": 30,
            "remind_minutes": 15, "action_days": 3,
        },
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.yml").write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
