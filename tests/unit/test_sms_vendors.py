"""What each vendor's callbacks say, and what its refusals mean."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from channels.sms.alibaba import Alibaba
from channels.sms.tencent import Tencent
from channels.sms.twilio import Twilio
from channels.sms.vendors import Inbound, Report, Request, Unreadable, e164
from handoff.settings import Settings
from stubs.alibaba import Alibaba as AlibabaCloud
from stubs.tencent import Tencent as TencentCloud
from stubs.twilio import Twilio as TwilioCloud

PHONE, HERE = "13800138000", "+8613800138000"
SETTINGS = Settings(_env_file=None, sms_key_secret="12345")
ALI, TEN, TWI = Alibaba(SETTINGS), Tencent(SETTINGS), Twilio(SETTINGS)


def asked(body: Any, url: str = "") -> Request:
    return Request(url, body if isinstance(body, bytes) else json.dumps(body).encode())


def form(**fields: str) -> Request:
    from urllib.parse import urlencode

    return Request("", urlencode(fields).encode())


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        (PHONE, "86", HERE), (HERE, "86", HERE), ("8613800138000", "86", HERE), ("008613800138000", "86", HERE),
        (13800138000, "86", HERE), (" 138 0013 8000 ", "86", HERE), (PHONE, "+86", HERE), (PHONE, "", HERE),
        ("91234567", "852", "+85291234567"), ("+14155550123", "86", "+14155550123"),
        ("10086", "86", None), ("95588", "86", None), ("106901234567890", "86", None), ("", "86", None),
        ("alpha", "86", None), (None, "86", None), (True, "86", None), ({}, "86", None), ("1" * 100, "86", None),
        (PHONE, "999999999999", None),
    ],
)  # fmt: skip
def test_numbers_become_e164(number: Any, country: str, expected: str | None) -> None:
    assert e164(number, country) == expected


def test_alibaba_sends_several_messages_in_one_array_with_ids_as_text_or_number() -> None:
    cloud = AlibabaCloud()
    first, second = cloud.reply(PHONE, "洗衣机坏了", "7"), cloud.reply("13811112222", "您好", "8")
    second["sequence_id"] = 8
    assert ALI.inbound(asked([first, second])) == [
        Inbound("7", HERE, "洗衣机坏了"), Inbound("8", "+8613811112222", "您好")
    ]  # fmt: skip


def test_alibabas_message_without_an_id_is_the_same_when_it_comes_again() -> None:
    item = AlibabaCloud().reply(PHONE, "洗衣机坏了")
    del item["sequence_id"]
    assert ALI.inbound(asked([item])) == ALI.inbound(asked([item]))
    assert len(ALI.inbound(asked([item]))[0].id) == 64


def test_the_parts_of_one_long_message_are_joined() -> None:
    cloud = AlibabaCloud()
    parts = [cloud.reply(PHONE, text, str(n)) for n, text in enumerate(["前" * 67, "中" * 65 + "😀", "后面"])]
    assert ALI.inbound(asked(parts)) == [Inbound("0", HERE, "前" * 67 + "中" * 65 + "😀" + "后面")]


@pytest.mark.parametrize("change", [{"phone_number": "13811112222"}, {"send_time": "2026-03-09 10:00:01"}])
def test_messages_of_others_or_of_another_second_are_not_joined(change: dict[str, str]) -> None:
    cloud = AlibabaCloud()
    two = [cloud.reply(PHONE, "前" * 67), cloud.reply(PHONE, "后") | change]
    assert len(ALI.inbound(asked(two))) == 2


def test_two_short_messages_of_one_second_stay_two() -> None:
    cloud = AlibabaCloud()
    assert len(ALI.inbound(asked([cloud.reply(PHONE, "1"), cloud.reply(PHONE, "2")]))) == 2


def test_what_is_unreadable_among_others_is_left_out() -> None:
    good = AlibabaCloud().reply(PHONE, "您好", "1")
    mixed = [None, 7, {}, {"phone_number": "10086", "content": "话费"}, good | {"content": 5}, good]
    assert ALI.inbound(asked(mixed)) == [Inbound("1", HERE, "您好")]


def test_tencent_sends_an_object_without_an_id() -> None:
    cloud = TencentCloud()
    (one,) = TEN.inbound(asked(cloud.reply(PHONE, "洗衣机坏了")))
    assert (one.number, one.text) == (HERE, "洗衣机坏了")
    assert TEN.inbound(asked(cloud.reply(PHONE, "洗衣机坏了"))) == [one]
    others = [
        cloud.reply(PHONE, "冰箱坏了"),
        cloud.reply(PHONE, "洗衣机坏了", at=1),
        cloud.reply("13811112222", one.text),
    ]
    assert one.id not in {TEN.inbound(asked(other))[0].id for other in others}


def test_a_service_that_writes_to_our_number_is_no_customer() -> None:
    assert TEN.inbound(asked(TencentCloud().reply("10086", "话费余额"))) == []
    assert ALI.inbound(asked([AlibabaCloud().reply("10086", "话费余额")])) == []


def test_twilio_sends_a_form() -> None:
    fields = TwilioCloud().reply("+14155550123", "My fridge is broken", "SM1")
    assert TWI.inbound(form(**fields)) == [Inbound("SM1", "+14155550123", "My fridge is broken")]


def test_a_picture_by_twilio_is_shown_as_one() -> None:
    media = {"NumMedia": "1", "MediaContentType0": "image/jpeg", "MediaUrl0": "https://api.twilio.com/m/1"}
    fields = TwilioCloud().reply("+14155550123", "", "SM1", **media)
    (one,) = TWI.inbound(form(**fields))
    assert one.text == "[图片]"
    assert one.attachment == {"kind": "image", "url": "https://api.twilio.com/m/1", "count": "1"}


@pytest.mark.parametrize("vendor", [ALI, TEN])
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 40000, b"\xff\xfe", b"7", b'"x"', b"null", b"[1]", b"[{}]", b"x=1&y=2"]
)
def test_what_is_not_the_vendors_format_is_refused(vendor: Any, body: bytes) -> None:
    for read in (vendor.inbound, vendor.reports):
        with pytest.raises(Unreadable):
            read(asked(body))


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b"a=1", b"&".join([b"x=1"] * 300)])
def test_what_is_not_twilios_form_is_refused(body: bytes) -> None:
    for read in (TWI.inbound, TWI.reports):
        with pytest.raises(Unreadable):
            read(asked(body))


def test_reports_say_what_arrived() -> None:
    ali, ten, twi = AlibabaCloud(), TencentCloud(), TwilioCloud()
    sent = {"PhoneNumbers": "8613800138000", "BizId": "9^0"}
    assert ALI.reports(asked([ali.report(sent), ali.report(sent, False, "MK:0001")])) == [
        Report("9^0", True, "DELIVERED"), Report("9^0", False, "MK:0001")
    ]  # fmt: skip
    sent = {"PhoneNumberSet": [HERE], "SerialNo": "5000:1"}  # type: ignore[dict-item]
    assert TEN.reports(asked([ten.report(sent), ten.report(sent, False, "UNDELIV")])) == [
        Report("5000:1", True, "DELIVRD"), Report("5000:1", False, "UNDELIV")
    ]  # fmt: skip
    assert twi.path
    assert TWI.reports(form(MessageSid="SM1", MessageStatus="delivered")) == [Report("SM1", True, "delivered")]
    assert TWI.reports(form(MessageSid="SM1", MessageStatus="undelivered", ErrorCode="30005")) == [
        Report("SM1", False, "30005")
    ]
    assert TWI.reports(form(MessageSid="SM1", MessageStatus="sent")) == []


def test_a_reason_holds_nothing_but_a_code() -> None:
    (one,) = ALI.reports(asked([{"biz_id": "1", "success": False, "err_code": "号码 13800138000 \n空号"}]))
    assert one.reason == "unknown"


def test_twilios_own_test_case_is_genuine_and_a_changed_one_is_not() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    fields = {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234", "From": "+14158675309",
              "To": "+18005551212"}  # fmt: skip
    expected = RequestValidator("12345").compute_signature(url, fields)
    assert expected == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    body = form(**fields).body
    assert TWI.genuine(Request(url, body, expected))
    assert not TWI.genuine(Request(url.replace("foo=1", "foo=2"), body, expected))
    assert not TWI.genuine(Request(url, body.replace(b"1234", b"1235", 1), expected))
    assert not TWI.genuine(Request(url, body, ""))
    assert not TWI.genuine(Request(url, body, "签名"))


def test_empty_fields_are_signed_too() -> None:
    cloud = TwilioCloud(token="12345")
    fields = cloud.reply("+14155550123", "")
    url = "https://care.example.cn/webhooks/sms/twilio/x/inbound"
    assert TWI.genuine(Request(url, form(**fields).body, cloud.signature(url, fields)))


_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = ["phone_number", "content", "send_time", "dest_code", "sequence_id", "biz_id", "success", "err_code"]
_FIELDS += ["mobile", "nationcode", "text", "time", "extend", "sid", "report_status", "errmsg"]


@tries(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(st.sampled_from(_FIELDS), _VALUE, max_size=8) | _VALUE, max_size=4) | _VALUE)
def test_whatever_comes_is_read_or_refused(body: Any) -> None:
    for vendor in (ALI, TEN):
        for read in (vendor.inbound, vendor.reports):
            try:
                found = read(Request("", json.dumps(body).encode()))
            except Unreadable:
                continue
            assert all(one.id for one in found)
