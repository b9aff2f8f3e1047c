"""Signing in and out: who gets in, with what cookie, and which forms are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from desk.guard import local
from handoff.settings import Settings
from tests.unit.test_desk_double import NOW, PASSWORD
from tests.unit.test_desk_server import SETTINGS, Desk, post, serving, token


@pytest.fixture()
def desk() -> Iterator[Desk]:
    with serving() as running:
        yield running


def test_name_and_password_open_the_desk(desk: Desk) -> None:
    browser = desk.browser()
    assert browser.get("/").headers["location"] == "/sign-in?next=%2F"
    answer = post(browser, "/sign-in", "/sign-in", name="王敏", password=PASSWORD)
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("desk_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=43200" in cookie
    assert "Secure" not in cookie
    assert browser.get("/").status_code == 200


def test_the_cookie_is_secure_where_the_desk_is_served_over_https() -> None:
    settings = Settings(**{**SETTINGS.dict(), "desk_secure_cookies": True}, _env_file=None)
    with serving(settings) as desk:
        answer = desk.browser().get("/sign-in")
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(("name", "password", "status"), [
    ("王敏", "wrong", 401), ("nobody", PASSWORD, 401), ("locked", PASSWORD, 429), ("", PASSWORD, 422),
    ("王敏", "", 422),
])  # fmt: skip
def test_a_failed_sign_in_says_what_to_do_and_keeps_the_name(desk: Desk, name: str, password: str, status: int) -> None:
    browser = desk.browser()
    answer = post(browser, "/sign-in", "/sign-in", name=name, password=password)
    assert answer.status_code == status
    assert re.search(r'class="problem">[^<]*请', answer.text)
    assert f'value="{name}"' in answer.text
    assert "desk_session" not in browser.cookies


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb"])
def test_sign_in_never_leads_to_another_site(path: str) -> None:
    assert local(path) == "/"


def test_sign_in_leads_back_to_the_page_that_was_asked_for(desk: Desk) -> None:
    browser = desk.browser()
    asked = browser.get("/search?q=周建国")
    page = browser.get(asked.headers["location"]).text
    target = re.search(r'name="next" value="(/search[^"]*)"', page)
    assert target
    answer = post(browser, "/sign-in", "/sign-in", name="王敏", password=PASSWORD, next=target.group(1))
    assert answer.headers["location"].startswith("/search?q=")


def test_signing_in_again_opens_a_new_session(desk: Desk) -> None:
    """A session planted in the browser beforehand is not the one that is signed in."""
    first, second = desk.signed_in(), desk.signed_in()
    assert first.cookies["desk_session"] != second.cookies["desk_session"]


def test_a_copied_cookie_is_worth_nothing_after_sign_out(desk: Desk) -> None:
    browser, copy = desk.signed_in(), desk.browser()
    copy.cookies.set("desk_session", browser.cookies["desk_session"])
    assert copy.get("/").status_code == 200
    assert post(browser, "/", "/sign-out").headers["location"] == "/sign-in"
    assert copy.get("/").status_code == 303


def test_a_session_ends_after_twelve_hours_by_the_servers_clock(desk: Desk) -> None:
    browser = desk.signed_in()
    desk.clock.set(NOW + timedelta(hours=11, minutes=59))
    assert browser.get("/").status_code == 200
    desk.clock.set(NOW + timedelta(hours=12))
    assert browser.get("/").status_code == 303
    assert browser.get("/", headers={"HX-Request": "true"}).status_code == 401


def test_a_changed_cookie_signs_nobody_in(desk: Desk) -> None:
    cookie = desk.signed_in().cookies["desk_session"]
    other = desk.browser()
    for forged in (cookie[:-1] + ("0" if cookie[-1] != "0" else "1"), "x." + cookie.split(".")[1], "nonsense", "é.é"):
        answer = httpx.get(desk.base + "/", headers={b"Cookie": f"desk_session={forged}".encode()}, trust_env=False)
        assert answer.status_code == 303
    assert other.get("/").status_code == 303


def test_a_form_without_the_right_token_does_nothing(desk: Desk) -> None:
    browser, other = desk.signed_in(), desk.signed_in("陈静")
    stolen = token(other.get("/").text)
    for form in ({}, {"_csrf": "x"}, {"_csrf": "é"}, {"_csrf": stolen}):
        answer = browser.post("/cases/Y260608-1007/promises/p1/start-call", data=form)
        assert answer.status_code == 403
        assert "页面已过期" in answer.text
    assert browser.post("/sign-out").status_code == 403
    assert desk.work.asked == []


def test_sign_in_too_needs_its_token(desk: Desk) -> None:
    assert desk.browser().post("/sign-in", data={"name": "王敏", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize("headers", [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://["}, {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
])  # fmt: skip
def test_a_form_sent_from_another_site_does_nothing(desk: Desk, headers: dict[str, str]) -> None:
    browser = desk.signed_in()
    form = {"_csrf": token(browser.get("/").text)}
    answer = browser.post("/cases/Y260608-1007/promises/p1/start-call", data=form, headers=headers)
    assert answer.status_code == 403
    assert desk.work.asked == []


def test_a_form_of_an_expired_session_leads_to_sign_in_and_does_nothing(desk: Desk) -> None:
    browser = desk.signed_in()
    form = {"_csrf": token(browser.get("/").text)}
    desk.clock.set(NOW + timedelta(hours=13))
    plain = browser.post("/cases/Y260608-1007/promises/p1/start-call", data=form)
    part = browser.post("/cases/Y260608-1007/promises/p1/start-call", data=form, headers={"HX-Request": "true"})
    assert (plain.status_code, part.status_code) == (303, 401)
    assert "请在新标签页重新登录" in part.text
    assert desk.work.asked == []
