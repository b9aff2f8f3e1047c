"""What each kind of push from WeChat means."""

from __future__ import annotations

from typing import Any

import pytest

from channels.sealed import fields_of
from channels.wechat import gateway
from channels.wechat.gateway import Arrived, Left, Push, Quiet, Said
from tests.unit.test_wechat_gateway import OPENID, xml


def meant(**fields: Any) -> Push:
    return gateway.meaning(fields_of(xml(CreateTime="1409735668", **fields)))


def test_a_customer_may_write_about_document_types_and_in_emoji() -> None:
    said = meant(MsgType="text", Content="<!DOCTYPE html> & 😀𠮷 /::)", MsgId="5")
    assert said == Said(OPENID, "5", "<!DOCTYPE html> & 😀𠮷 /::)")


@pytest.mark.parametrize(
    ("fields", "text", "attachment"),
    [
        ({"MsgType": "voice", "MediaId": "m", "Format": "amr", "Recognition": "我要投诉"}, "我要投诉",
         {"kind": "voice", "media_id": "m", "format": "amr"}),
        ({"MsgType": "voice", "MediaId": "m", "Format": "amr", "Recognition": " "}, "[语音]",
         {"kind": "voice", "media_id": "m", "format": "amr"}),
        ({"MsgType": "image", "MediaId": "m", "PicUrl": "http://mmbiz.qpic.cn/1"}, "[图片]",
         {"kind": "image", "media_id": "m", "url": "http://mmbiz.qpic.cn/1"}),
        ({"MsgType": "image", "MediaId": "m", "PicUrl": "javascript:alert(1)"}, "[图片]",
         {"kind": "image", "media_id": "m"}),
        ({"MsgType": "video", "MediaId": "m", "ThumbMediaId": "t"}, "[视频]",
         {"kind": "video", "media_id": "m", "thumb_media_id": "t"}),
        ({"MsgType": "shortvideo", "MediaId": "m"}, "[视频]", {"kind": "video", "media_id": "m"}),
        ({"MsgType": "location", "Location_X": "23.1", "Location_Y": "113.3", "Label": "天河路1号"}, "[位置] 天河路1号",
         {"kind": "location", "latitude": "23.1", "longitude": "113.3", "label": "天河路1号"}),
        ({"MsgType": "link", "Title": "保修政策", "Description": "d", "Url": "https://a.cn/1"}, "[链接] 保修政策",
         {"kind": "link", "title": "保修政策", "description": "d", "url": "https://a.cn/1"}),
        ({"MsgType": "file", "Title": "发票.pdf", "FileTotalLen": "9"}, "[文件]",
         {"kind": "file", "title": "发票.pdf", "size": "9"}),
        ({"MsgType": "miniprogrampage"}, "[消息]", {"kind": "unknown", "type": "miniprogrampage"}),
        ({"MsgType": "text", "Content": " \u200b\n"}, "[消息]", None),
        ({"MsgType": "text"}, "[消息]", None),
    ],
)  # fmt: skip
def test_each_kind_of_message_is_kept_and_said_in_words(
    fields: dict[str, str], text: str, attachment: dict[str, Any]
) -> None:
    assert meant(MsgId="9", **fields) == Said(OPENID, "9", text, attachment)


@pytest.mark.parametrize(
    ("fields", "push"),
    [
        ({"Event": "unsubscribe", "EventKey": ""}, Left(OPENID)),
        ({"Event": "TEMPLATESENDJOBFINISH", "MsgID": "200163836", "Status": "success"}, Arrived("200163836", True, "")),
        ({"Event": "TEMPLATESENDJOBFINISH", "MsgID": "2", "Status": "failed:user block"},
         Arrived("2", False, "user-block")),
        ({"Event": "TEMPLATESENDJOBFINISH", "MsgID": "2", "Status": "failed: system failed"},
         Arrived("2", False, "template-failed")),
        ({"Event": "VIEW", "EventKey": "http://a.cn"}, Quiet("view")),
        ({"Event": "LOCATION", "Latitude": "23.1"}, Quiet("location")),
        ({"Event": "投诉\n1"}, Quiet("")),
        ({}, Quiet("")),
    ],
)  # fmt: skip
def test_what_asks_for_no_answer_is_told_apart(fields: dict[str, str], push: Push) -> None:
    assert meant(MsgType="event", **fields) == push


@pytest.mark.parametrize(
    ("fields", "text", "attachment"),
    [
        ({"Event": "subscribe"}, "[关注]", {"kind": "subscribe"}),
        ({"Event": "subscribe", "EventKey": "qrscene_12"}, "[关注]", {"kind": "subscribe", "scene": "12"}),
        ({"Event": "SCAN", "EventKey": "12"}, "[扫码]", {"kind": "scan", "scene": "12"}),
        ({"Event": "CLICK", "EventKey": "我的承诺"}, "我的承诺", {"kind": "click", "key": "我的承诺"}),
        ({"Event": "CLICK", "EventKey": "V1_NEWS"}, "[菜单] V1_NEWS", {"kind": "click", "key": "V1_NEWS"}),
    ],
)
def test_what_a_customer_does_is_answered_as_an_event(
    fields: dict[str, str], text: str, attachment: dict[str, str]
) -> None:
    said = meant(MsgType="event", **fields)
    assert isinstance(said, Said)
    assert (said.text, said.attachment, said.event) == (text, attachment, True)


def test_two_events_within_a_second_are_two_and_a_repeated_push_is_one() -> None:
    ids = [
        meant(MsgType="event", Event=event, EventKey=key).external_id  # type: ignore[union-attr]
        for event, key in (("CLICK", "投诉"), ("CLICK", "退款"), ("SCAN", "退款"), ("CLICK", "投诉"))
    ]
    assert len(set(ids)) == 3
    assert ids[0] == ids[3]


def test_a_message_without_a_number_is_known_again_by_what_it_says() -> None:
    first, again = meant(MsgType="note", A="1"), meant(MsgType="note", A="1")
    assert first == again
    assert meant(MsgType="note", A="2") != first
