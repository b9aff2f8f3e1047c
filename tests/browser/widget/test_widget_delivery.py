"""Messages in Chromium, against a server that answers well and badly: each arrives, in order, and is shown once."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.widget.double import CUT, WebchatDouble
from tests.browser.widget.steps import bubbles, field, received, write

pytestmark = pytest.mark.browser


def signed_as(subject: str) -> str:
    claims = base64.urlsafe_b64encode(json.dumps({"sub": subject}).encode()).decode().rstrip("=")
    return f"e30.{claims}.signature-{subject}"


def with_identity(context: BrowserContext, double: WebchatDouble, identity: str) -> Page:
    page = context.new_page()
    title = 'data-title="云岭电器 客户服务"'

    def carry(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(title, f'{title} data-identity="{identity}"'))

    page.route("**/webhooks/webchat/page", carry)
    page.goto(f"{double.url}/page")
    return page


def test_a_message_is_shown_once_and_marked_as_received(page: Page, double: WebchatDouble) -> None:
    write(page, "冰箱修了三次还是不制冷")
    received(page)
    double.say("非常抱歉，谢谢您告诉我们。")
    expect(bubbles(page, "bot")).to_have_text("非常抱歉，谢谢您告诉我们。")
    expect(bubbles(page)).to_have_text(["冰箱修了三次还是不制冷"])
    expect(page.get_by_role("button", name="我要投诉")).to_be_hidden()


@pytest.mark.parametrize("wrong", [[CUT], [(500, {"error": "internal"})] * 2, [(429, {"message": "请稍等。"})] * 2])
def test_a_message_without_an_answer_is_sent_again_under_the_same_id(
    page: Page, double: WebchatDouble, wrong: Any
) -> None:
    double.refusals.extend(wrong)
    write(page, "我要退款")
    double.until_posts(len(wrong) + 1)
    received(page)
    assert len({id_ for id_, _ in double.posts}) == 1
    expect(bubbles(page)).to_have_count(1)
    assert [message["text"] for message in double.messages] == ["我要退款"]


@pytest.mark.parametrize("status", [400, 413])
def test_a_refused_message_says_why_and_can_be_changed(page: Page, double: WebchatDouble, status: int) -> None:
    double.refusals.append((status, {"error": "no", "message": "这句话超过了两千字，请分开发送。"}))
    write(page, "太长的话")
    expect(page.get_by_text("这句话超过了两千字，请分开发送。")).to_be_visible()
    assert len(double.posts) == 1
    page.get_by_role("button", name="改一改再发").click()
    expect(field(page)).to_have_value("太长的话")
    expect(bubbles(page)).to_have_count(0)


def test_a_message_that_never_gets_through_waits_for_the_button_and_keeps_its_id(
    customer: BrowserContext, double: WebchatDouble
) -> None:
    page = customer.new_page()
    page.clock.install()
    page.goto(f"{double.url}/page")
    double.refusals.extend([(500, {})] * 6)
    write(page, "有人吗")
    again = page.get_by_role("button", name="再发一次")
    for _ in range(200):
        if again.is_visible():
            break
        page.clock.run_for(1000)
    again.click()
    received(page)
    assert {id_ for id_, _ in double.posts} == {double.messages[0]["id"]}


def test_what_was_not_sent_survives_a_reload(page: Page, double: WebchatDouble) -> None:
    double.refusals.extend([(500, {})] * 2)
    write(page, "刷新也不能丢")
    expect(page.get_by_text("发送中")).to_be_visible()
    field(page).fill("写了一半")
    page.reload()
    received(page)
    expect(field(page)).to_have_value("写了一半")
    assert len({id_ for id_, _ in double.posts}) == 1


def test_messages_leave_in_the_order_they_were_written(page: Page, double: WebchatDouble) -> None:
    double.refusals.append((500, {}))
    for text in ("第一句", "第二句", "第三句"):
        write(page, text)
    received(page, 3)
    assert [message["text"] for message in double.messages] == ["第一句", "第二句", "第三句"]
    expect(bubbles(page)).to_have_text(["第一句", "第二句", "第三句"])


def test_events_told_twice_or_after_a_cut_are_shown_once_and_in_order(page: Page, double: WebchatDouble) -> None:
    write(page, "你好")
    received(page)
    first = double.say("第一")
    double.tell(first)
    expect(bubbles(page, "bot")).to_have_count(1)
    double.cut_streams()
    double.say("第二")
    double.say("第三")
    expect(bubbles(page, "bot")).to_have_text(["第一", "第二", "第三"], timeout=15_000)
    double.tell(first)
    double.say("第四")
    expect(bubbles(page, "bot")).to_have_text(["第一", "第二", "第三", "第四"])
    assert double.resumed_from[-1] == "m3"


def test_where_streams_do_not_work_the_answer_is_polled(page: Page, double: WebchatDouble) -> None:
    double.streaming = False
    write(page, "在吗")
    received(page)
    double.say("在的。")
    expect(bubbles(page, "bot")).to_have_text(["在的。"], timeout=20_000)
    double.say("请说。")
    expect(bubbles(page, "bot")).to_have_text(["在的。", "请说。"], timeout=20_000)
    double.say("我在听。")
    expect(bubbles(page, "bot")).to_have_text(["在的。", "请说。", "我在听。"], timeout=20_000)
    assert double.streams_refused == 2
    expect(page.get_by_role("status")).to_have_text("")


def test_a_conversation_that_has_expired_is_explained_and_the_message_still_arrives(
    page: Page, double: WebchatDouble
) -> None:
    write(page, "第一次来")
    received(page)
    double.valid.clear()
    double.messages.clear()
    write(page, "第二次来")
    expect(page.get_by_text("已经约好的联系不受影响")).to_be_visible()
    received(page)
    expect(bubbles(page)).to_have_text(["第二次来"])


def test_without_network_a_sentence_says_what_to_do_and_the_message_goes_out_later(
    page: Page, double: WebchatDouble
) -> None:
    page.context.set_offline(True)
    write(page, "地铁里写的")
    expect(page.get_by_role("status")).to_contain_text("联网后自动发出")
    page.context.set_offline(False)
    received(page)
    expect(page.get_by_role("status")).to_have_text("")


def test_an_identity_signed_by_the_site_opens_the_conversation(customer: BrowserContext, double: WebchatDouble) -> None:
    double.say("王先生，您上次的事还在办理。")
    page = with_identity(customer, double, signed_as("wang"))
    expect(bubbles(page, "bot")).to_have_count(1)
    assert double.sessions == [{"identity": signed_as("wang")}]


def test_a_refused_identity_goes_on_as_a_guest(customer: BrowserContext, double: WebchatDouble) -> None:
    double.identity_refused = True
    page = with_identity(customer, double, signed_as("wang"))
    expect(page.get_by_text("先以访客身份为您办理")).to_be_visible()
    write(page, "我要投诉")
    received(page)
    assert double.sessions == [{"identity": signed_as("wang")}, {}]


def test_the_next_customer_of_a_browser_sees_nothing_of_the_one_before(
    customer: BrowserContext, double: WebchatDouble
) -> None:
    page = with_identity(customer, double, signed_as("wang"))
    field(page).fill("我家住在")
    page.close()
    page = with_identity(customer, double, signed_as("li"))
    expect(field(page)).to_have_value("")
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")
    assert double.sessions == [{"identity": signed_as("wang")}, {"identity": signed_as("li")}]


def test_a_customer_of_the_site_keeps_the_conversation_when_a_token_runs_out(
    customer: BrowserContext, double: WebchatDouble
) -> None:
    page = with_identity(customer, double, signed_as("wang"))
    write(page, "第一句")
    received(page)
    double.valid.clear()
    write(page, "第二句")
    received(page, 2)
    expect(bubbles(page)).to_have_text(["第一句", "第二句"])
    expect(page.get_by_text("之前的对话已经过期")).to_have_count(0)
