"""The reply box: what it says of the channel, what it objects to, and what it sends."""

from __future__ import annotations

import re
from dataclasses import replace

from desk.i18n import ENGLISH
from handoff import replies
from handoff.model import Refused
from handoff.reach import channels
from handoff.rudeness import RULES
from handoff.views import MessageView
from tests.unit.test_desk_double import BOX, CASE, HIDDEN, NOW
from tests.unit.test_desk_server import Desk, post

PAGE = f"/cases/{CASE.id}"
REPLY, CHECK = f"{PAGE}/reply", f"{PAGE}/reply/check"
RUDE = "这点小事，<b>请给个好评</b>"


def text_of(page: str) -> str:
    """What can be read of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_the_box_says_what_the_channel_allows_and_how_much_is_left(desk: Desk) -> None:
    page = text_of(desk.signed_in().get(PAGE).text)
    assert f"微信公众号 {BOX.why}" in page
    assert "还可发3条 · 截至 6月9日（周二）19:20 · 每条最多600字" in page


def test_where_nobody_counts_no_number_is_shown(desk: Desk) -> None:
    desk.work.box = replace(BOX, channel="webchat", left=None, until=None, goes_as="page", why=replies.PAGE)
    page = desk.signed_in().get(PAGE).text
    assert "还可发" not in page
    assert replies.PAGE in page


def test_a_reply_is_sent_as_it_was_typed_and_the_page_says_so(desk: Desk) -> None:
    browser = desk.signed_in()
    answer = post(browser, PAGE, REPLY, text=" 今天17:00前告诉您。\n王敏 ")
    assert desk.work.asked == [("reply", "wangmin", CASE.id, "今天17:00前告诉您。\n王敏")]
    assert "已写给客户" in browser.get(answer.headers["location"]).text


def test_rude_words_are_not_sent_and_each_is_shown_with_what_to_say_instead(desk: Desk) -> None:
    answer = post(desk.signed_in(), PAGE, REPLY, htmx=True, text=RUDE)
    assert answer.status_code == 409
    assert desk.work.asked == []
    for said in ("「这点小事」把客户的事说小了。 改说：这件事给您添了麻烦，很抱歉。", "「好评」不能要分数或好评"):
        assert said in answer.text


def test_without_a_script_rude_words_come_back_in_the_box_with_the_same_objections(desk: Desk) -> None:
    answer = post(desk.signed_in(), PAGE, REPLY, text=RUDE)
    assert answer.status_code == 409
    assert "这点小事，&lt;b&gt;请给个好评&lt;/b&gt;</textarea>" in answer.text
    assert answer.text.count('class="problem-line"') == 2


def test_what_is_being_typed_is_checked_and_nothing_is_sent(desk: Desk) -> None:
    answer = post(desk.signed_in(), PAGE, CHECK, htmx=True, text=RUDE)
    assert answer.status_code == 200
    assert "<main" not in answer.text
    assert re.findall("<q>(.*?)</q>", answer.text) == ["这点小事", "好评"]
    assert "改说：这件事给您添了麻烦" in answer.text
    assert desk.work.asked == []


def test_good_words_get_no_objection_and_too_many_are_counted(desk: Desk) -> None:
    browser = desk.signed_in()
    assert text_of(post(browser, PAGE, CHECK, htmx=True, text="今天17:00前告诉您。").text).strip() == ""
    assert text_of(post(browser, PAGE, CHECK, htmx=True, text="").text).strip() == ""
    assert "已写601字，这里每条最多600字" in post(browser, PAGE, CHECK, htmx=True, text="字" * 601).text


def test_the_phrase_that_is_objected_to_is_text_and_never_markup(desk: Desk) -> None:
    answer = post(desk.signed_in(), PAGE, CHECK, htmx=True, text="请打<script>10</script>，这点小事")
    assert "<script>" not in answer.text


def test_the_check_is_for_those_who_may_see_the_case(desk: Desk) -> None:
    browser = desk.signed_in()
    assert post(browser, "/", f"/cases/{HIDDEN}/reply/check", htmx=True, text=RUDE).status_code == 404
    assert post(browser, "/", f"/cases/{HIDDEN}/reply", htmx=True, text="好的，谢谢").status_code == 404
    assert browser.post(CHECK, data={"text": RUDE}).status_code == 403  # without the form's token


def test_an_empty_reply_is_not_sent(desk: Desk) -> None:
    answer = post(desk.signed_in(), PAGE, REPLY, htmx=True, text="  ")
    assert answer.status_code == 422
    assert "请写下要对客户说的话" in answer.text
    assert desk.work.asked == []


def test_a_refusal_of_the_core_is_shown_in_the_box(desk: Desk) -> None:
    desk.work.refusal = Refused("window", replies.WINDOW)
    answer = post(desk.signed_in(), PAGE, REPLY, htmx=True, text="今天17:00前告诉您。")
    assert answer.status_code == 409
    assert replies.WINDOW in answer.text


def test_after_solved_there_is_no_box_and_the_page_says_what_to_do_instead(desk: Desk) -> None:
    desk.work.shown = replace(CASE, state="closed", closed_at=NOW)
    page = desk.signed_in().get(PAGE).text
    assert replies.SOLVED in page
    assert "<textarea" not in page.split('id="reply-box"')[1].split('id="promises"')[0]


def test_every_message_shows_its_channel_what_came_with_it_and_how_it_travelled(desk: Desk) -> None:
    page = text_of(desk.signed_in().get(PAGE).text)
    assert "6月8日（周一）08:25 · 网页聊天" in page
    assert "6月8日（周一）09:00 · 微信公众号 [图片] 图片" in page
    assert "微信公众号 未送达 45015 → 短信（模板） 已送达 6月8日（周一）09:11" in page


def test_an_attachment_is_opened_without_telling_where_one_came_from(desk: Desk) -> None:
    line = MessageView(NOW, "customer", "", "[链接] 截图", "wechat", "received", "link", 'https://a.example/"><b>')
    desk.work.shown = replace(CASE, messages=(line,))
    page = desk.signed_in().get(PAGE).text
    assert 'href="https://a.example/&#34;&gt;&lt;b&gt;" target="_blank" rel="noopener noreferrer nofollow"' in page


def test_the_box_is_in_english_too(desk: Desk) -> None:
    browser = desk.signed_in()
    post(browser, "/", "/language", lang="en", next="/")
    page = text_of(browser.get(PAGE).text)
    assert "3 more · Until Tue 9 Jun, 19:20 · at most 600 characters each" in page
    assert "not delivered 45015" in page
    assert "It belittles what happened." in post(browser, PAGE, CHECK, htmx=True, text=RUDE).text
    assert "It belittles what happened." in post(browser, PAGE, REPLY, htmx=True, text=RUDE).text


def test_everything_the_box_can_say_has_its_english() -> None:
    sentences = {value for name, value in vars(replies).items() if name.isupper() and isinstance(value, str)}
    sentences |= {text for rule in RULES for text in (rule.why, rule.instead)}
    assert len(sentences) > 25
    assert {text for text in sentences if text not in ENGLISH} == set()


def test_every_channel_has_its_word() -> None:
    from desk.words import LABELS

    assert set(channels()) <= set(LABELS["channel"])
