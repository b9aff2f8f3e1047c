"""What each role sees, and what nobody may see through the desk."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.model import NotFound
from handoff.store import Unavailable
from tests.unit.test_desk_double import CASE, HIDDEN, NOW
from tests.unit.test_desk_server import Desk, post

CASE_PATH = f"/cases/{CASE.id}"


def test_my_promises_stand_in_order_of_time_with_their_instants(desk: Desk) -> None:
    page = desk.signed_in().get("/").text
    names = [page.index(name) for name in ("周建国", "林小雨", "欧阳海燕", "未留姓名")]
    assert names == sorted(names)
    assert f'data-due="{(NOW + timedelta(minutes=11, seconds=30)).isoformat()}"' in page
    assert "6月8日（周一）10:11" in page
    assert "守约系统运行正常" in page
    assert "承诺即将到期" in page


def test_a_late_promise_is_late_in_words(desk: Desk) -> None:
    desk.clock.set(NOW + timedelta(minutes=14))
    page = desk.signed_in().get("/").text
    assert "已超时3分钟" in page
    assert "1个已超时" in page


def test_a_running_countdown_is_not_read_out(desk: Desk) -> None:
    page = desk.signed_in().get("/").text
    assert '<span class="figure" aria-hidden="true">还有11分钟</span><span class="only-read">还有11分钟</span>' in page


def test_a_keeper_that_stopped_is_told_to_everybody(desk: Desk) -> None:
    desk.health["keeper"] = {"ok": False, "age_s": 42.0}
    assert "守约系统已42秒没有心跳" in desk.signed_in().get("/").text
    desk.health["keeper"] = {"ok": False, "age_s": None}
    assert "守约系统从未运行" in desk.signed_in().get("/").text


def test_the_case_shows_everything_that_is_known(desk: Desk) -> None:
    page = desk.signed_in().get(CASE_PATH).text
    for known in ("138 0013 8000", CASE.order_number, CASE.cost, "媒体曝光", "法律途径", CASE.wish, "升级风险", "刘洋",
                  CASE.promises[0].words, "响铃无人接听", "已告知客户", "等待发送", "提醒负责人"):  # fmt: skip
        assert known in page, known


def test_the_case_shows_in_both_languages_why_it_is_pressing(desk: Desk) -> None:
    client = desk.signed_in()
    page = client.get(CASE_PATH).text
    assert re.search(r"为什么.*冒烟</q>.*安全隐患.*八十多岁</q>.*老弱病孕.*<li><span[^>]*>久等未接通", page, re.S)
    post(client, "/", "/language", lang="en", next="/")
    assert re.search(r"Why<.*冒烟</q>.*Safety.*Vulnerable person.*Waited long", client.get(CASE_PATH).text, re.S)
    desk.work.shown = replace(CASE, why=())
    assert "Why<" not in client.get(CASE_PATH).text


def test_what_a_customer_writes_is_text_and_never_markup(desk: Desk) -> None:
    evil = '"><img src=x onerror=alert(1)>{{7*7}}'
    desk.work.shown = replace(CASE, customer_name=evil, cost=evil, order_number=evil, phone=evil)
    page = desk.signed_in().get(CASE_PATH).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<img" not in page
    assert "49" not in re.findall(r"<dd>([^<]*)</dd>", page)


def test_the_board_is_for_supervisors_and_managers(desk: Desk) -> None:
    answer = desk.signed_in("王敏").get("/board")
    assert answer.status_code == 403
    assert "转交同事" in answer.text
    assert "何先生" not in answer.text
    for name in ("陈静", "赵磊"):
        page = desk.signed_in(name).get("/board").text
        for shown in ("有风险", "已失约", "何先生", "投诉组", "维修组", "现由"):
            assert shown in page, shown


def test_only_supervisors_say_who_is_complained_about(desk: Desk) -> None:
    assert 'name="about"' not in desk.signed_in("王敏").get(CASE_PATH).text
    assert 'name="about" value="liuyang"' in desk.signed_in("陈静").get(CASE_PATH).text


def test_an_agent_is_not_offered_the_call_of_a_colleague(desk: Desk) -> None:
    page = desk.signed_in("刘洋").get(CASE_PATH).text
    assert "start-call" not in page
    assert "现在的承诺由王敏负责" in page


def test_a_closed_case_says_that_nobody_may_contact_the_customer(desk: Desk) -> None:
    desk.work.shown = replace(CASE, state="closed", promises=(), closed_at=NOW)
    page = desk.signed_in().get(CASE_PATH).text
    assert "请不要再联系客户" in page
    for order in ("start-call", "reached", "hand-over", "propose-close"):
        assert f"/{order}" not in page


def test_a_hidden_case_looks_like_one_that_does_not_exist(desk: Desk) -> None:
    browser = desk.signed_in()

    def seen(case: str) -> list[tuple[int, str]]:
        paths = [f"/cases/{case}/promises/{HIDDEN}/start-call", f"/cases/{case}/hand-over"]
        answers = [browser.get(f"/cases/{case}")]
        answers += [post(browser, "/", path, to="liuyang", reason="原因") for path in paths]
        return [(answer.status_code, answer.text.replace(case, "")) for answer in answers]

    desk.work.refusal = NotFound("工单")
    hidden, missing = seen(HIDDEN), seen("Y000000-0000")
    assert [status for status, _ in hidden] == [404, 404, 404]
    assert hidden == missing


def test_a_case_that_becomes_hidden_leaves_the_screen(desk: Desk) -> None:
    answer = desk.signed_in().get(f"/cases/{HIDDEN}", headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert answer.headers["hx-refresh"] == "true"


def test_search_finds_by_number_name_and_phone(desk: Desk) -> None:
    browser = desk.signed_in()
    for asked in (CASE.id, CASE.customer_name, CASE.phone):
        assert f'href="{CASE_PATH}"' in browser.get("/search", params={"q": asked}).text
    assert "没有找到" in browser.get("/search", params={"q": "别人"}).text
    assert "没有找到" not in browser.get("/search").text


def test_unknown_pages_are_friendly(desk: Desk) -> None:
    answer = desk.signed_in().get("/no/such/page")
    assert answer.status_code == 404
    assert "我的承诺" in answer.text


def test_a_fault_is_logged_without_the_customers_words(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    browser = desk.signed_in()

    def fail(person_id: str) -> None:
        raise ValueError("13800138000 周建国")

    desk.work.mine = fail  # type: ignore[assignment,method-assign]
    with caplog.at_level(logging.DEBUG):
        answer = browser.get("/?q=secret")
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))
    assert answer.status_code == 500
    reference = re.search(r"编号 (\w{8})", answer.text)
    assert reference
    assert f"{reference.group(1)} GET /: ValueError" in logged
    for private in ("13800138000", "周建国"):
        assert private not in logged
        assert private not in answer.text
    assert "secret" not in logged


def test_a_database_that_is_down_gets_a_page_that_says_wait(desk: Desk) -> None:
    browser = desk.signed_in()

    def fail(person_id: str) -> None:
        raise Unavailable

    desk.work.mine = fail  # type: ignore[assignment,method-assign]
    answer = browser.get("/")
    assert answer.status_code == 503
    assert "请稍等片刻再试" in answer.text
