"""The calendar of a person's promises: read by a parser of this test's own, and closed to everybody else."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

import httpx
import pytest

from desk.sessions import Sessions
from handoff import ical
from handoff.clock import SetClock
from handoff.ical import Event
from handoff.model import SHANGHAI, Person
from handoff.settings import Settings
from tests.unit.test_desk_double import CASE, NOW, PEOPLE, PROMISES
from tests.unit.test_desk_server import SETTINGS, Desk, post, serving

ADDRESS = re.compile(r'id="calendar-address" type="text" readonly value="([^"]+)"')
EVENT = Event("p1", NOW, NOW, NOW + timedelta(minutes=20), "回电", "在工作台", "https://desk.example.cn/cases/1", 15)


@dataclass
class Part:
    """A component: its properties as name -> (parameters, value), and what is inside it."""

    name: str
    values: dict[str, list[tuple[dict[str, str], str]]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def one(self, name: str) -> str:
        """The value of a property that must stand there once."""
        ((_, value),) = self.values[name]
        return value

    def all(self, name: str) -> list[Part]:
        return [part for part in self.parts if part.name == name]


def parse(raw: bytes) -> Part:
    """RFC 5545, 3.1: lines end with CRLF, are at most 75 octets, and go on behind a blank."""
    assert raw.endswith(b"\r\n") and b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    physical = raw[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in physical)
    for piece in physical:
        piece.decode("utf-8")  # no character is cut in two
    lines = raw[:-2].replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
    top = Part("")
    open_parts = [top]
    for line in lines:
        found = re.fullmatch(r'([A-Z0-9-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', line)
        assert found, line
        name, written, value = found.groups()
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value)
        if name == "BEGIN":
            open_parts.append(Part(value))
        elif name == "END":
            done = open_parts.pop()
            assert done.name == value
            open_parts[-1].parts.append(done)
        else:
            parameters = dict(one.split("=", 1) for one in written.split(";")[1:])
            open_parts[-1].values.setdefault(name, []).append((parameters, value))
    assert open_parts == [top] and [part.name for part in top.parts] == ["VCALENDAR"]
    return top.parts[0]


def text(value: str) -> str:
    """A TEXT value as it was before it was escaped; what must be escaped never stands there bare."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    return re.sub(r"\\([\\;,nN])", lambda m: "\n" if m[1] in "nN" else m[1], value)


def instant(part: Part, name: str) -> datetime:
    ((parameters, value),) = part.values[name]
    if value.endswith("Z"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    assert parameters == {"TZID": "Asia/Shanghai"}
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=SHANGHAI)


def whole(calendar: Part) -> list[Part]:
    """The events of a calendar that has everything that must be there."""
    assert calendar.one("VERSION") == "2.0" and calendar.one("PRODID")
    (zone,) = calendar.all("VTIMEZONE")
    (standard,) = zone.all("STANDARD")
    assert (zone.one("TZID"), standard.one("TZOFFSETTO"), standard.one("TZOFFSETFROM")) == (
        "Asia/Shanghai", "+0800", "+0800",
    )  # fmt: skip
    events = calendar.all("VEVENT")
    assert len({event.one("UID") for event in events}) == len(events)
    for event in events:
        assert event.one("SEQUENCE").isdecimal() and instant(event, "DTSTAMP").tzinfo == timezone.utc
        assert "DTEND" not in event.values or instant(event, "DTSTART") < instant(event, "DTEND")
        (alarm,) = event.all("VALARM")
        assert alarm.one("ACTION") == "DISPLAY" and alarm.one("DESCRIPTION")
        assert re.fullmatch(r"-PT\d+M", alarm.one("TRIGGER"))
    return events


def address(browser: httpx.Client) -> str:
    found = ADDRESS.search(browser.get("/").text)
    assert found
    return found.group(1)


def test_a_call_stands_from_its_slot_to_its_time_and_rings_before(desk: Desk) -> None:
    answer = desk.browser().get(address(desk.signed_in()))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, max-age=60"
    calendar = parse(answer.content)
    assert text(calendar.one("X-WR-CALNAME")) == "王敏的承诺"
    call, action = whole(calendar)
    mine = PROMISES[0]
    assert (call.one("UID"), instant(call, "DTSTART"), instant(call, "DTEND")) == (
        mine.id,
        mine.slot_start,
        mine.due_at,
    )
    assert instant(call, "DTSTAMP") == mine.made_at
    assert text(call.one("SUMMARY")) == f"回电 · 投诉 · {mine.case_id}"
    assert call.one("URL") == f"{desk.base}/cases/{mine.case_id}"
    assert call.all("VALARM")[0].one("TRIGGER") == "-PT15M"
    assert "DTEND" not in action.values, "what is to be done has a time, and no stretch"


def test_no_customer_stands_in_it(desk: Desk) -> None:
    raw = desk.browser().get(address(desk.signed_in())).content.replace(b"\r\n ", b"").decode()
    for private in (CASE.customer_name, "8000", "内存条", "致电您", "+86"):
        assert private not in raw, private


def test_what_has_moved_or_ended_is_gone_and_an_empty_calendar_is_valid(desk: Desk) -> None:
    browser = desk.signed_in()
    desk.calendars.promises = ()
    assert whole(parse(desk.browser().get(address(browser)).content)) == []


def test_the_address_speaks_the_language_of_the_page(desk: Desk) -> None:
    browser = desk.signed_in()
    post(browser, "/", "/language", lang="en", next="/")
    calendar = parse(desk.browser().get(address(browser)).content)
    assert text(calendar.one("X-WR-CALNAME")) == "Promises of 王敏"
    assert text(calendar.all("VEVENT")[0].one("SUMMARY")).startswith("Call-back · Complaint · ")


def test_the_address_begins_where_people_reach_the_desk() -> None:
    settings = Settings(desk_secret=SETTINGS.desk_secret, desk_url="https://desk.example.cn/", _env_file=None)
    with serving(settings) as desk:
        found = address(desk.signed_in())
        assert found.startswith("https://desk.example.cn/calendar/wangmin.")
        raw = desk.browser().get(found.replace("https://desk.example.cn", "")).content
    assert whole(parse(raw))[0].one("URL") == f"https://desk.example.cn/cases/{PROMISES[0].case_id}"


def test_whoever_has_not_the_very_address_gets_what_no_page_gets(desk: Desk) -> None:
    path = address(desk.signed_in()).replace(desk.base, "")
    token = path.split(".")[1]
    others = [
        path.replace("wangmin", "liuyang"), path.replace("wangmin", "nobody"), path[:-4], path.replace(token, ""),
        path.replace(token, token[:-1]), path.replace(token, token.upper()), path.replace(token, quote("诺")),
        "/calendar/.ics", "/calendar/x", "/calendar/wangmin..ics", path.replace(".ics", ".ics.ics"),
    ]  # fmt: skip
    assert len(token) == 64
    for other in others:
        answer = desk.browser().get(other)
        assert answer.status_code == 404, other
        assert "没有找到" in answer.text and "BEGIN" not in answer.text


def test_a_new_address_ends_the_old_one_and_nobody_elses(desk: Desk) -> None:
    browser, other = desk.signed_in(), desk.signed_in("刘洋")
    old, theirs = address(browser), address(other)
    answer = post(browser, "/", "/new-calendar")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?done=calendar")
    assert "旧地址不再有效" in browser.get(answer.headers["location"]).text
    new = address(browser)
    assert new != old
    assert [desk.browser().get(one).status_code for one in (old, new, theirs)] == [404, 200, 200]


def test_only_the_person_takes_a_new_address_and_by_a_form_of_this_desk(desk: Desk) -> None:
    assert desk.signed_in().post("/new-calendar").status_code == 403
    assert desk.browser().post("/new-calendar").status_code in (303, 403)
    assert set(desk.calendars.numbers.values()) == {0}


def test_the_token_opens_nothing_else(desk: Desk) -> None:
    """A key of its own use: what a session or a form is signed with is no token, and the other way round."""
    sessions = Sessions(SETTINGS.desk_secret, SetClock(NOW))
    token = sessions.calendar_token("wangmin", 0)
    assert not sessions.token_is_right("0\nwangmin", token)
    assert sessions.unseal(f"0\nwangmin.{token}") is None
    assert not sessions.calendar_token_is_right("1\nwangmin", 0, sessions.calendar_token("wangmin", 1))


def test_an_address_stands_in_no_log_even_when_something_fails(
    desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    path = address(desk.signed_in())
    token = path.split(".")[-2]

    def fail(person_id: str) -> None:
        raise ValueError(path)

    desk.calendars.subscribed = fail  # type: ignore[assignment,method-assign]
    with caplog.at_level(logging.DEBUG):
        assert desk.browser().get(path).status_code == 500
        assert desk.browser().get(path.replace("wangmin", "liuyang")).status_code == 404
    said = "".join(r.getMessage() for r in caplog.records if not r.name.startswith("http")) + "".join(
        capfd.readouterr()
    )
    assert "ValueError" in said and token not in said


def test_a_person_with_an_unusual_id_has_an_address_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    unusual = Person("王.敏/1", "王敏", "专员", "complaints", "yinuo")
    monkeypatch.setitem(PEOPLE, unusual.id, unusual)
    desk.calendars.numbers[unusual.id] = 4
    token = Sessions(SETTINGS.desk_secret, SetClock(NOW)).calendar_token(unusual.id, 4)
    answer = desk.browser().get(f"/calendar/{quote(unusual.id, safe='')}.{token}.ics")
    assert answer.status_code == 200 and whole(parse(answer.content)) == []


@pytest.fixture(params=["plain", "a;b,c\\d\ne\r\nf\rg", "长" * 200, "a" * 74 + "长" + "b" * 75, "x\x00\x1b\x7fy", ""])
def awkward(request: pytest.FixtureRequest) -> Iterator[str]:
    yield str(request.param)


def test_any_text_comes_back_as_it_was_but_for_control_characters(awkward: str) -> None:
    event = Event("p1", NOW, NOW, NOW + timedelta(hours=1), awkward, awkward, "https://a/" + "b" * 100, 15)
    calendar = parse(ical.calendar(awkward, [event], 5))
    (found,) = whole(calendar) if awkward else calendar.all("VEVENT")
    plain = re.sub(r"[\x00\x1b\x7f]", "", awkward.replace("\r\n", "\n").replace("\r", "\n"))
    assert text(found.one("SUMMARY")) == text(found.one("DESCRIPTION")) == plain
    assert text(calendar.one("X-WR-CALNAME")) == plain and found.one("URL") == "https://a/" + "b" * 100


def test_the_parser_of_this_test_finds_what_is_wrong() -> None:
    right = ical.calendar("x", [EVENT], 5)
    for wrong in (right.replace(b"\r\n", b"\n"), right.replace(b"END:VALARM\r\n", b""),
                  right.replace(b"UID:p1", b"UID:" + b"p" * 80), right.replace(b"UID:", b"UID")):  # fmt: skip
        with pytest.raises(AssertionError):
            parse(wrong)
