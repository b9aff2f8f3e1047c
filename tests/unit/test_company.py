"""A company's files, and the document that is kept of them."""

from __future__ import annotations

import json
import shutil
from datetime import date, time
from pathlib import Path

import pytest

from handoff import rota
from handoff.company import CompanyError, from_document, load, to_document
from handoff.model import SERVICE_INTENTS
from tests.unit.small_company import at

SAMPLE = Path(__file__).parents[2] / "company"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "company"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(CompanyError) as refused:
        load(folder)
    return str(refused.value)


def test_the_sample_company_is_whole() -> None:
    company = load(SAMPLE)
    wangmin = company.people["wangmin"]
    assert (wangmin.name, wangmin.title) == ("王敏", "售后投诉专员")
    assert {intent for team in company.teams.values() for intent in team.intents} >= set(SERVICE_INTENTS)
    assert company.people[company.outside_fallback].reports_to is None
    assert company.policy.limit_hours["complaint"] == 4
    assert company.policy.severity_limit_hours["threat"] == 2
    assert (company.policy.opens, company.policy.closes) == (time(9), time(18))


@pytest.mark.parametrize("hour", ["09:00", "11:50", "12:10", "13:10", "17:59"])
def test_in_the_sample_company_some_agent_or_supervisor_is_on_duty_at_all_times(hour: str) -> None:
    company = load(SAMPLE)
    assert any(rota.on_shift(company, one, at(f"2026-06-06 {hour}")) for one in company.people) is False
    for team in ("complaints", "refunds", "repair"):
        people = [p.id for p in company.people.values() if p.team == team]
        assert any(rota.on_shift(company, one, at(f"2026-06-08 {hour}")) for one in people), team


def test_the_calendar_is_the_announced_one_with_the_companys_days_over_it(folder: Path) -> None:
    (folder / "calendar.yml").write_text("days:\n  2026-06-08: off\n  2026-06-20: work\n  2027-01-01: off\n")
    calendar = load(folder).calendar
    assert (calendar.days[date(2026, 6, 8)], calendar.days[date(2026, 6, 20)]) == (False, True)
    assert calendar.days[date(2026, 6, 19)] is False
    assert calendar.days[date(2026, 10, 10)] is True
    assert calendar.days[date(2027, 1, 1)] is False
    assert calendar.announced_until == date(2026, 12, 31)


def test_a_company_can_vouch_for_a_later_calendar_itself(folder: Path) -> None:
    (folder / "calendar.yml").write_text("announced_until: 2027-12-31\n")
    assert load(folder).calendar.announced_until == date(2027, 12, 31)


def test_leave_by_the_day_includes_its_last_day_and_by_the_hour_ends_at_the_hour(folder: Path) -> None:
    (folder / "leave.yml").write_text(
        "- {person: wangmin, from: 2026-06-08, until: 2026-06-09}\n"
        "- {person: wangmin, from: 2026-06-10 09:00, until: 2026-06-10 12:00}\n"
    )
    first, second = load(folder).leaves
    assert (first.starts, first.ends) == (at("2026-06-08 00:00"), at("2026-06-10 00:00"))
    assert second.ends == at("2026-06-10 12:00")


def test_a_shift_may_end_at_midnight(folder: Path) -> None:
    (folder / "shifts.yml").write_text("- {people: wangmin, days: [mon, wed-fri], hours: 18:00-24:00}\n")
    (shift,) = load(folder).shifts
    assert (shift.starts, shift.ends, shift.weekdays) == (time(18), time(0), frozenset([0, 2, 3, 4]))
    assert rota.segments(load(folder), "wangmin", date(2026, 6, 8))[0].ends == at("2026-06-09 00:00")


def test_leave_and_calendar_files_may_be_left_out(folder: Path) -> None:
    (folder / "leave.yml").unlink()
    (folder / "calendar.yml").unlink()
    assert load(folder).leaves == ()


def test_the_document_gives_the_same_company_back() -> None:
    company = load(SAMPLE)
    document = json.loads(json.dumps(to_document(company)))
    assert from_document(document, 7).version == 7
    assert from_document(document) == company
    assert to_document(from_document(document)) == to_document(company)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "people.yml",
            "role: supervisor",
            "role: boss",
            "people.yml, line {line}, role: 'boss' is no role. Write one of",
        ),
        ("people.yml", "- id: liqiang", "- id: wangmin", "people.yml, line {line}, id: 'wangmin' stands here twice"),
        ("people.yml", "  name: 王敏\n", "", "name: is missing or empty. Add it."),
        ("people.yml", "title: 售后", "titel: 售后", "people.yml, line {line}, titel: there is no such field"),
        (
            "people.yml",
            "team: complaints",
            "team: complaint",
            "people.yml, wangmin, team: there is no team 'complaint'",
        ),
        (
            "people.yml",
            "reports_to: chenlan",
            "reports_to: x",
            "people.yml, wangmin, reports_to: nobody has the id 'x'",
        ),
        ("people.yml", "title: 总经理", "title: 总经理\n  reports_to: chenlan", "the line upwards comes back to"),
        (
            "people.yml",
            "title: 消费者监察专员",
            "title: 专员\n  reports_to: gaojian",
            "must stand beside the company's tree",
        ),
        (
            "company.yml",
            "duty_manager: tangwei",
            "duty_manager: nobody",
            "company.yml, duty_manager: nobody has the id",
        ),
        (
            "company.yml",
            "supervisor: chenlan",
            "supervisor: wangmin",
            "wangmin is an agent. Give a role of supervisor.",
        ),
        ("company.yml", "intents: [repair_status]", "intents: []", "no team answers for repair_status. Add it"),
        ("company.yml", "timezone: Asia/Shanghai", "timezone: Shanghai", "'Shanghai' is no time zone"),
        ("company.yml", "brand: 栖禾电器", "brand: 栖禾电器\nbrand: x", "line 7, brand: stands here twice. Remove one"),
        ("company.yml", "teams:", "teams", "company.yml, line"),
        (
            "shifts.yml",
            "13:00-18:00",
            "25:00-26:00",
            "shifts.yml, line {line}, hours: '25:00' cannot be read. Write it as",
        ),
        ("shifts.yml", "13:00-18:00", "18:00-13:00", "does not end after it starts. Split a night shift at 24:00"),
        (
            "shifts.yml",
            "\n  days: all",
            "\n  days: mondays",
            "shifts.yml, line {after}, days: 'mondays' is no day. Write all",
        ),
        ("shifts.yml", "people: [wangmin,", "people: [wanmin,", "shifts.yml: nobody has the id 'wanmin'. Correct it"),
        ("leave.yml", "until: 2026-06-12", "until: 2026-06-01", "leave.yml, line 5, until: the leave ends before"),
        ("leave.yml", "from: 2026-06-10", "from: soon", "leave.yml, line 4, from: 'soon' cannot be read. Write 2026"),
        ("leave.yml", "person: liqiang", "person: li", "leave.yml: nobody has the id 'li'"),
        ("calendar.yml", "2027-01-01: off", "2027-01-01: maybe", "2027-01-01: 'maybe' is neither work nor off"),
        ("policy.yml", "complaint: 4", "complaint: soon", "complaint: 'soon' is no number"),
        ("policy.yml", 'closes: "18:00"', 'closes: "08:00"', "policy.yml, closes: is not after opens. Correct one"),
        ("policy.yml", "slot_minutes: 20", "slot_minutes: 0", "slot_minutes: must be between 1 and"),
        (
            "policy.yml",
            "slot_minutes: 20",
            "slot_minutes: many",
            "slot_minutes: 'many' is no number. Write for instance",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_what_to_do(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    whole = (folder / file).read_text("utf-8")
    line = whole[: whole.index(old)].count("\n") + 1
    change(folder / file, old, new)
    assert said.format(line=line, after=line + 1) in refusal(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "people.yml").unlink()
    assert "people.yml is missing. Create it" in refusal(folder)


def test_a_file_that_is_no_yaml_names_its_line(folder: Path) -> None:
    (folder / "people.yml").write_text("- id: a\n  name: [\n")
    assert "people.yml, line" in refusal(folder)


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "people.yml").write_bytes("- name: 王敏\n".encode("gb18030"))
    assert "Save it as UTF-8" in refusal(folder)
