"""What each kind of message on WeCom means."""

from __future__ import annotations

from typing import Any

import pytest

from channels.sealed import Malformed
from channels.wecom.messages import Happened, Words, read

BASE: dict[str, Any] = {
    "msgid": "m1", "open_kfid": "wk1", "external_userid": "wm1", "send_time": 1615478585, "origin": 3,
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "content", "text", "attachment"),
    [
        ("text", {"content": "洗衣机坏了"}, "洗衣机坏了", None),
        ("text", {"content": "投诉", "menu_id": "complaint"}, "投诉", {"kind": "menu", "id": "complaint"}),
        ("text", {"content": " \u200b"}, "[消息]", {"kind": "unknown", "type": "text"}),
        ("text", {"content": 7}, "7", None),
        ("text", None, "[消息]", {"kind": "unknown", "type": "text"}),
        ("image", {"media_id": "M"}, "[图片]", {"kind": "image", "media_id": "M"}),
        ("voice", {"media_id": "M"}, "[语音]", {"kind": "voice", "media_id": "M"}),
        ("video", {"media_id": "M"}, "[视频]", {"kind": "video", "media_id": "M"}),
        ("file", {"media_id": "M"}, "[文件]", {"kind": "file", "media_id": "M"}),
        (
            "location",
            {"latitude": 23.1, "longitude": 113.3, "name": "媒体港服务区", "address": "广州"},
            "[位置] 媒体港服务区",
            {"kind": "location", "latitude": 23.1, "longitude": 113.3, "name": "媒体港服务区", "address": "广州"},
        ),
        ("location", {"address": "广州\n海珠"}, "[位置] 广州 海珠", {"kind": "location", "address": "广州\n海珠"}),
        (
            "link", {"title": "订单", "url": "https://e.cn/1", "desc": {"x": 1}}, "[链接] 订单",
            {"kind": "link", "title": "订单", "url": "https://e.cn/1"},
        ),
        ("link", "no object", "[链接]", {"kind": "link"}),
        ("miniprogram", {"title": "t"}, "[消息]", {"kind": "unknown", "type": "miniprogram"}),
        ("business_card", {"userid": "u"}, "[消息]", {"kind": "unknown", "type": "business_card"}),
        ("something_new", 5, "[消息]", {"kind": "unknown", "type": "something_new"}),
    ],
)  # fmt: skip
def test_a_customer_says(kind: str, content: Any, text: str, attachment: Any) -> None:
    assert read({**BASE, "msgtype": kind, kind: content}) == Words("m1", "wk1:wm1", text, attachment)


def test_one_of_the_companys_people_says() -> None:
    said = {**BASE, "origin": 5, "servicer_userid": "WangMin", "msgtype": "text", "text": {"content": "我来处理"}}
    assert read(said) == Words("m1", "wk1:wm1", "我来处理", None, "WangMin")
    nameless = {key: value for key, value in said.items() if key != "servicer_userid"}
    found = read(nameless)
    assert isinstance(found, Words) and found.by


def test_an_event_names_its_customer_inside() -> None:
    detail = {"event_type": "enter_session", "open_kfid": "wk1", "external_userid": "wm1", "welcome_code": "C"}
    item = {"msgid": "e1", "send_time": 9, "origin": 4, "msgtype": "event", "event": detail}
    assert read(item) == Happened("e1", "enter_session", "wk1:wm1", 9, detail)


def test_an_event_about_nobody_has_no_address() -> None:
    item = {"msgid": "e1", "origin": 4, "msgtype": "event",
            "event": {"event_type": "servicer_status_change", "open_kfid": "wk1"}}  # fmt: skip
    found = read(item)
    assert isinstance(found, Happened) and found.address == ""


@pytest.mark.parametrize(
    "item",
    [
        None, 5, [], {}, {"msgid": ""}, {"msgid": "m" * 129}, {**BASE, "open_kfid": None}, {**BASE, "msgid": 7},
        {**BASE, "external_userid": "a b"}, {**BASE, "external_userid": ["wm1"]},
    ],
)  # fmt: skip
def test_what_cannot_be_placed_is_said_to_be_so(item: Any) -> None:
    with pytest.raises(Malformed):
        read(item)
