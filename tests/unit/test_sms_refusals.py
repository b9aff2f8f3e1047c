"""What each vendor's refusals mean for a letter."""

from __future__ import annotations

import pytest

from channels.sms import alibaba, tencent, twilio
from handoff.letters import Closed, Later, Never, Unsure


@pytest.mark.parametrize(
    ("code", "message", "kind", "after_s"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1", Later, 60.0),
        ("isv.BUSINESS_LIMIT_CONTROL", "触发小时级流控Permits:5", Closed, None),
        ("isv.BUSINESS_LIMIT_CONTROL", "触发天级流控Permits:10", Closed, None),
        ("isv.DAY_LIMIT_CONTROL", "", Closed, None),
        ("isv.MOBILE_NUMBER_ILLEGAL", "", Never, None),
        ("isv.BLACK_KEY_CONTROL_LIMIT", "", Closed, None),
        ("isv.SMS_TEMPLATE_ILLEGAL", "", Closed, None),
        ("isv.TEMPLATE_MISSING_PARAMETERS", "", Closed, None),
        ("isv.AMOUNT_NOT_ENOUGH", "", Later, None),
        ("isv.OUT_OF_SERVICE", "", Later, None),
        ("isp.SYSTEM_ERROR", "", Later, None),
        ("isp.RAM_PERMISSION_DENY", "", Later, None),
        ("InvalidAccessKeyId.NotFound", "", Later, None),
        ("Throttling.User", "", Later, None),
        ("isv.SOMETHING_NEW", "", Closed, None),
        ("SomethingNew", "", Later, None),
    ],
)
def test_alibabas_refusals(code: str, message: str, kind: type[Exception], after_s: float | None) -> None:
    found = alibaba.of_code(code, message)
    assert type(found) is kind
    assert found.reason == code
    assert getattr(found, "after_s", None) == after_s


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("LimitExceeded.PhoneNumberThirtySecondLimit", Later),
        ("LimitExceeded.DeliveryFrequencyLimit", Later),
        ("LimitExceeded.PhoneNumberOneHourLimit", Closed),
        ("LimitExceeded.PhoneNumberDailyLimit", Closed),
        ("LimitExceeded.AppDailyLimit", Closed),
        ("RequestLimitExceeded", Later),
        ("FailedOperation.PhoneNumberInBlacklist", Never),
        ("InvalidParameterValue.IncorrectPhoneNumber", Never),
        ("UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone", Never),
        ("FailedOperation.TemplateUnapprovedOrNotExist", Closed),
        ("InvalidParameterValue.TemplateParameterLengthLimit", Closed),
        ("FailedOperation.InsufficientBalanceInSmsPackage", Later),
        ("AuthFailure.SignatureExpire", Later),
        ("InternalError.OtherError", Later),
        ("InternalError.Timeout", Unsure),
        ("InternalError.SendAndRecvFail", Unsure),
        ("ServerNetworkError", Later),
        ("Whatever.New", Closed),
    ],
)
def test_tencents_refusals(code: str, kind: type[Exception]) -> None:
    found = tencent.of_code(code)
    assert type(found) is kind
    assert found.reason == code
    assert getattr(found, "gone", False) == (code == "FailedOperation.PhoneNumberInBlacklist")


@pytest.mark.parametrize(
    ("code", "status", "kind", "gone"),
    [
        (21610, 400, Never, True), (21211, 400, Never, False), (21614, 400, Never, False), (21408, 400, Never, False),
        (20429, 429, Later, False), (None, 429, Later, False), (20003, 401, Later, False), (21606, 400, Later, False),
        (30001, 400, Later, False), (None, 500, Later, False), (20503, 503, Later, False), (None, 504, Unsure, False),
        (21617, 400, Closed, False), (29999, 400, Closed, False),
    ],
)  # fmt: skip
def test_twilios_refusals(code: int | None, status: int, kind: type[Exception], gone: bool) -> None:
    found = twilio.of_code(code, status)
    assert type(found) is kind
    assert found.reason == str(code or status)
    assert getattr(found, "gone", False) == gone
