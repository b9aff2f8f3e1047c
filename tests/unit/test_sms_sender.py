"""Letters out through the vendors' own SDKs to clouds that speak the real format, wrong answers included."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web

from channels.sms import sender
from channels.sms.sender import Sms, vendor_of
from channels.sms.setup import can_send
from channels.sms.templates import TEXTS
from handoff.letters import Closed, Later, Letter, Never, NotSent, Unsure
from handoff.settings import Settings
from stubs.alibaba import Alibaba
from stubs.tencent import Tencent
from stubs.twilio import Twilio

HERE, ABROAD = "+8613800138000", "+14155550123"
PARAMS = {"owner": "王敏售后投诉专员", "when": "6月8日（周一）15:20前", "case": "260608-000001"}
PROMISE = Letter("L1", "sms", HERE, "template", template="promise", params=PARAMS, promise=True)
WORDS = Letter("L2", "sms", ABROAD, "text", text="王敏（售后投诉专员）将于6月8日（周一）15:20前致电您。" * 6)
Cloud = Any


@pytest.fixture(scope="module")
def clouds() -> Iterator[dict[str, Cloud]]:
    made: dict[str, Cloud] = {"alibaba": Alibaba(), "tencent": Tencent(), "twilio": Twilio()}
    for cloud in made.values():
        cloud.start()
    yield made
    for cloud in made.values():
        cloud.stop()


def settings(vendor: str, cloud: Cloud, **values: Any) -> Settings:
    key_id, key = (cloud.account, cloud.token) if vendor == "twilio" else (cloud.key_id, cloud.key_secret)
    given = {
        "sms_vendor": vendor, "sms_path_secret": "unguessable-part-of-the-path", "sms_key_id": key_id,
        "sms_key_secret": key, "sms_app_id": "1400006666", "sms_sign_name": "栖禾电器", "sms_from": "+15550001111",
        "sms_templates": ",".join(f"{name}=T_{name}" for name in TEXTS), "sms_api_base": cloud.url,
        "public_url": "https://care.example.cn/",
    }  # fmt: skip
    return Settings(_env_file=None, **{**given, **values})


def letter_for(vendor: str) -> Letter:
    return WORDS if vendor == "twilio" else PROMISE


def path_of(vendor: str, cloud: Cloud) -> str:
    return str(cloud.path) if vendor == "twilio" else "/"


async def outcome(vendor: str, cloud: Cloud, letter: Letter | None = None, **values: Any) -> NotSent:
    with pytest.raises(NotSent) as caught:
        await Sms(vendor_of(settings(vendor, cloud, **values))).send(letter or letter_for(vendor))
    return caught.value


async def test_alibaba_gets_the_template_its_variables_by_name_and_the_letters_key(clouds: dict[str, Cloud]) -> None:
    cloud: Alibaba = clouds["alibaba"]
    name = await Sms(vendor_of(settings("alibaba", cloud))).send(PROMISE)
    sent = cloud.sent[-1]
    assert name == sent["BizId"]
    assert (sent["PhoneNumbers"], sent["SignName"], sent["TemplateCode"], sent["OutId"]) == (
        "8613800138000", "栖禾电器", "T_promise", "L1"
    )  # fmt: skip
    assert json.loads(sent["TemplateParam"]) == PARAMS


async def test_tencent_gets_the_variables_in_the_order_of_the_text(clouds: dict[str, Cloud]) -> None:
    cloud: Tencent = clouds["tencent"]
    name = await Sms(vendor_of(settings("tencent", cloud))).send(PROMISE)
    sent = cloud.sent[-1]
    assert name == sent["SerialNo"]
    assert (sent["PhoneNumberSet"], sent["TemplateId"], sent["SessionContext"]) == ([HERE], "T_promise", "L1")
    assert sent["TemplateParamSet"] == [PARAMS["owner"], PARAMS["when"], PARAMS["case"]]
    assert (sent["SmsSdkAppId"], sent["SignName"]) == ("1400006666", "栖禾电器")


async def test_twilio_gets_the_words_and_where_to_report(clouds: dict[str, Cloud]) -> None:
    cloud: Twilio = clouds["twilio"]
    name = await Sms(vendor_of(settings("twilio", cloud))).send(WORDS)
    sent = cloud.sent[-1]
    assert (name, sent["To"], sent["From"], sent["Body"]) == (sent["sid"], ABROAD, "+15550001111", WORDS.text)
    secret = "unguessable-part-of-the-path"
    assert sent["StatusCallback"] == f"https://care.example.cn/webhooks/sms/twilio/{secret}/receipts"


@pytest.mark.parametrize("vendor", ["alibaba", "tencent", "twilio"])
async def test_a_connection_that_breaks_off_may_have_been_heard(vendor: str, clouds: dict[str, Cloud]) -> None:
    clouds[vendor].answers_next(path_of(vendor, clouds[vendor]), OSError())
    found = await outcome(vendor, clouds[vendor])
    assert (type(found), found.reason) == (Unsure, "connection")


@pytest.mark.parametrize("vendor", ["alibaba", "tencent", "twilio"])
async def test_nobody_listening_means_later(vendor: str, clouds: dict[str, Cloud]) -> None:
    found = await outcome(vendor, clouds[vendor], sms_api_base="http://127.0.0.1:9")
    assert (type(found), found.reason) == (Later, "connect")


@pytest.mark.parametrize("vendor", ["alibaba", "tencent", "twilio"])
async def test_an_answer_that_nobody_can_read_may_have_been_a_yes(vendor: str, clouds: dict[str, Cloud]) -> None:
    clouds[vendor].answers_next(path_of(vendor, clouds[vendor]), web.Response(text="<html>"))
    assert type(await outcome(vendor, clouds[vendor])) is Unsure


@pytest.mark.parametrize("vendor", ["alibaba", "tencent", "twilio"])
async def test_wrong_keys_are_for_somebody_to_put_right(vendor: str, clouds: dict[str, Cloud]) -> None:
    assert type(await outcome(vendor, clouds[vendor], sms_key_secret="wrong")) is Later


@pytest.mark.parametrize("vendor", ["alibaba", "tencent", "twilio"])
async def test_a_vendor_that_hangs_is_left_in_time(
    vendor: str, clouds: dict[str, Cloud], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "LIMIT_S", 0.2)
    clouds[vendor].answers_next(path_of(vendor, clouds[vendor]), 1)
    found = await outcome(vendor, clouds[vendor])
    assert (type(found), found.reason) == (Unsure, "timeout")


async def test_the_vendors_own_limits_are_shorter_than_that(
    clouds: dict[str, Cloud], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("alibaba", "tencent", "twilio"):
        monkeypatch.setattr(f"channels.sms.{module}.READ_S", 0.2)
        clouds[module].answers_next(path_of(module, clouds[module]), 1)
        found = await outcome(module, clouds[module])
        assert (module, type(found), found.reason) == (module, Unsure, "timeout")


@pytest.mark.parametrize(
    ("code", "message", "status", "kind"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1", 200, Later),
        ("isv.BUSINESS_LIMIT_CONTROL", "触发天级流控Permits:10", 200, Closed),
        ("isv.MOBILE_NUMBER_ILLEGAL", "", 200, Never),
        ("isv.SMS_TEMPLATE_ILLEGAL", "", 200, Closed),
        ("Throttling.User", "", 400, Later),
        ("ServiceUnavailable", "", 503, Later),
    ],
)
async def test_alibaba_refuses(
    clouds: dict[str, Cloud], code: str, message: str, status: int, kind: type[NotSent]
) -> None:
    clouds["alibaba"].refuses_next(code, message, status)
    found = await outcome("alibaba", clouds["alibaba"])
    assert (type(found), found.reason) == (kind, code)


@pytest.mark.parametrize(
    ("code", "kind", "gone"),
    [
        ("FailedOperation.PhoneNumberInBlacklist", Never, True),
        ("LimitExceeded.PhoneNumberThirtySecondLimit", Later, False),
        ("LimitExceeded.PhoneNumberDailyLimit", Closed, False),
    ],
)
async def test_tencent_refuses(clouds: dict[str, Cloud], code: str, kind: type[NotSent], gone: bool) -> None:
    clouds["tencent"].refuses_next(code, "被拒")
    found = await outcome("tencent", clouds["tencent"])
    assert (type(found), found.reason, getattr(found, "gone", False)) == (kind, code, gone)
    clouds["tencent"].fails_next("RequestLimitExceeded")
    assert type(await outcome("tencent", clouds["tencent"])) is Later


@pytest.mark.parametrize(("code", "status", "kind"), [(21610, 400, Never), (21211, 400, Never), (20429, 429, Later)])
async def test_twilio_refuses(clouds: dict[str, Cloud], code: int, status: int, kind: type[NotSent]) -> None:
    clouds["twilio"].refuses_next(code, status)
    found = await outcome("twilio", clouds["twilio"])
    assert (type(found), found.reason, getattr(found, "gone", False)) == (kind, str(code), code == 21610)


@pytest.mark.parametrize("vendor", ["alibaba", "tencent"])
async def test_without_its_template_or_a_variable_a_letter_goes_another_way(
    vendor: str, clouds: dict[str, Cloud]
) -> None:
    before = len(clouds[vendor].sent)
    found = await outcome(vendor, clouds[vendor], sms_templates="code=1")
    assert (type(found), found.reason) == (Closed, "no template")
    bare = Letter("L", "sms", HERE, "template", template="promise", params={"case": "1"})
    assert type(await outcome(vendor, clouds[vendor], bare)) is Closed
    assert len(clouds[vendor].sent) == before


@pytest.mark.parametrize("vendor", ["alibaba", "tencent", "twilio"])
async def test_no_number_text_or_key_is_logged(
    vendor: str, clouds: dict[str, Cloud], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await Sms(vendor_of(settings(vendor, clouds[vendor]))).send(letter_for(vendor))
    clouds[vendor].answers_next(path_of(vendor, clouds[vendor]), OSError(), web.Response(status=500, text="x"))
    for _ in range(2):
        found = await outcome(vendor, clouds[vendor])
        assert not {"13800138000", "14155550123", "王敏"} & set(str(found).split())
        assert found.__cause__ is None
    said = " ".join(
        one.getMessage() for one in caplog.records if one.name != "aiohttp.access"
    )  # that is the cloud's own
    account = getattr(clouds[vendor], "account", clouds[vendor].url)
    for private in ("13800138000", "14155550123", "王敏", "a secret of the stub", "a token of the stub", account):
        assert private not in said


@pytest.mark.parametrize(
    ("values", "can"),
    [
        ({"sms_vendor": "alibaba"}, True), ({"sms_vendor": "alibaba", "sms_templates": ""}, True),
        ({"sms_vendor": "alibaba", "sms_key_id": ""}, False), ({"sms_vendor": "tencent", "sms_app_id": ""}, False),
        ({"sms_vendor": "twilio"}, True), ({"sms_vendor": "twilio", "sms_from": ""}, False),
        ({"sms_vendor": ""}, False),
    ],
)  # fmt: skip
def test_a_house_sends_text_messages_when_it_has_what_it_takes(values: dict[str, str], can: bool) -> None:
    assert can_send(settings("alibaba", Alibaba(), **values)) is can
