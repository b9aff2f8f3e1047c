"""The simulated company: thirty people in five teams and at a partner's, on the calendar of 2026."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import chinese_calendar

from handoff.model import SHANGHAI, Calendar, Company, Person, Policy, Shift, Team

# Long holidays of 2026 with the days moved for them; a run lies around one of them, as its seed says.
HOLIDAYS = (date(2026, 10, 1), date(2026, 2, 15), date(2026, 5, 1))
_WEEK, _ALL = frozenset(range(5)), frozenset(range(7))
_SPLIT = ((time(9), time(12)), (time(13), time(18)))
_EARLY = ((time(8), time(12)), (time(12, 40), time(16)))
_LATE = ((time(12), time(17)), (time(17, 40), time(21)))
_HALF = ((time(9), time(13)),)
_NAMES = [
    "王敏",
    "李强",
    "赵欣",
    "周洋",
    "吴倩",
    "郑凯",
    "冯雪",
    "陈浩",
    "褚亮",
    "陈岚",
    "蒋华",
    "沈洁",
    "韩磊",
    "杨帆",
    "朱琳",
    "秦勇",
    "何俊",
    "许诺",
    "吕晴",
    "施磊",
    "张弛",
    "孙悦",
    "孔真",
    "曹阳",
    "唐威",
    "邱明",
    "魏然",
    "马鹏",
    "姜波",
    "罗海",
]
# Team, how many agents, and what they answer for.
_TEAMS = (
    ("complaints", "售后投诉组", ("complaint", "threat", "abuse", "repeat_contact", "ask_human", "out_of_scope"), 9),
    ("repair", "维修服务组", ("repair_status",), 6),
    ("refunds", "退款与订单组", ("refund", "delivery", "invoice", "product_question"), 4),
    ("head_office", "总部客户办公室", ("hq_contact",), 2),
)
MANAGER, OMBUDSMAN = "manager", "ombudsman"


def company() -> Company:
    """As in its files on the first day."""
    names, people, teams = iter(_NAMES), list[Person](), list[Team]()

    def hire(
        one: str, team: str, title: str, organisation: str, role: str = "agent", above: str | None = None,
        skills: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        extension = str(8001 + len(people))
        people.append(Person(one, next(names), title, team, organisation, role, above, skills, extension=extension))

    for team, name, intents, size in _TEAMS:
        for n in range(size):
            skills = frozenset({"senior"}) if n % 4 == 3 else frozenset[str]()
            hire(f"{team}-{n}", team, "客户专员", "客户服务中心", above=f"{team}-lead", skills=skills)
        hire(f"{team}-lead", team, "主管", "客户服务中心", "supervisor", MANAGER)
        teams.append(Team(team, name, intents, f"{team}-lead"))
    hire(MANAGER, "head_office", "值班经理", "总部", "manager")
    hire(OMBUDSMAN, "outside", "消费者监察专员", "监察室", "manager")
    teams.append(Team("outside", "消费者监察室", (), OMBUDSMAN))
    for n in range(2):
        hire(f"station-{n}", "station", "维修工程师", "顺安维修站", above="station-lead")
    hire("station-lead", "station", "维修站站长", "顺安维修站", "supervisor")
    teams.append(Team("station", "顺安维修站", (), "station-lead", partner=True))
    return Company(
        name="试验电器有限公司", brand="试验电器", people={p.id: p for p in people}, teams={t.id: t for t in teams},
        shifts=tuple(_shifts(people)), leaves=(), calendar=calendar(), policy=policy(), duty_manager=MANAGER,
        outside_fallback=OMBUDSMAN,
    )  # fmt: skip


def _shifts(people: list[Person]) -> list[Shift]:
    """Most work in two halves; some begin early, some late and on worked weekends, some only in the morning."""
    found = []
    for n, person in enumerate(people):
        plain = person.role != "agent" or n % 4 < 2
        hours = _SPLIT if plain else (_EARLY, _LATE)[n % 2] if n % 8 < 6 else _HALF
        days = _ALL if person.role != "agent" or hours is _LATE else _WEEK
        found += [Shift(person.id, days, starts, ends) for starts, ends in hours]
    return found


def calendar() -> Calendar:
    """The announced one."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    return Calendar({day: chinese_calendar.is_workday(day) for day in days}, days[-1])


def policy() -> Policy:
    """Limits as in the sample company."""
    return Policy(
        opens=time(9), closes=time(18),
        limit_hours={"complaint": 4, "repair_status": 2, "refund": 8, "hq_contact": 8, "other": 8},
        severity_limit_hours={"repeat": 4, "hardship": 3, "threat": 2, "safety": 1}, breach_limit_hours=2,
    )  # fmt: skip


def begins(seed: int, days: int) -> datetime:
    """Midnight of the first day: a holiday lies in the middle of the run."""
    first = HOLIDAYS[seed % len(HOLIDAYS)] - timedelta(days=days // 2)
    return datetime.combine(max(first, date(2026, 1, 1)), time(), SHANGHAI)
