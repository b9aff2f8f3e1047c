"""Tencent Cloud: JSON callbacks that nobody signs, templates with numbered variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from channels.sms import templates
from channels.sms.vendors import (
    LONGEST_TEXT,
    READ_S,
    Answer,
    Inbound,
    Report,
    Request,
    code,
    digest,
    e164,
    each,
    field,
    id_in,
    json_of,
    of_network,
)  # fmt: skip
from handoff.letters import Closed, Later, Letter, Never, NotSent, Unsure
from handoff.settings import Settings

OK = "Ok"
# The interface is in these regions, and does not care which is named.
REGION = "ap-guangzhou"
# https://cloud.tencent.com/document/api/382/59177
# "Usually because the customer unsubscribed, or is on the carrier's list of those who are not to be disturbed."
_GONE = "FailedOperation.PhoneNumberInBlacklist"
_NEVER = {
    "InvalidParameterValue.IncorrectPhoneNumber", "FailedOperation.PhoneNumberParseFail",
    "LimitExceeded.AppCountryOrRegionInBlacklist",
}  # fmt: skip
_NEVER_BEGINNING = "UnsupportedOperation."
# Sent or not, it was asked of the carriers and no answer came.
_UNSURE = {"InternalError.Timeout", "InternalError.SendAndRecvFail"}
_SOON = {
    "LimitExceeded.PhoneNumberThirtySecondLimit": 30.0, "LimitExceeded.DeliveryFrequencyLimit": 30.0,
    "LimitExceeded.GlobalSmsSendingRateLimit": 5.0,
}  # fmt: skip
# What somebody at the company can put right while it is tried again: balance, keys, rights, the vendor's own trouble.
_LATER_BEGINNINGS = (
    "InternalError", "RequestLimitExceeded", "AuthFailure", "UnauthorizedOperation", "ServerNetworkError",
    "FailedOperation.InsufficientBalance", "ResourceUnavailable", "ResourceInsufficient", "IpInBlacklist",
    "IpNotInWhitelist", "Client",
)  # fmt: skip


class Tencent:
    """https://cloud.tencent.com/document/api/382/55981 and .../product/382/5809"""

    name = "tencent"
    taken = Answer('{"result":0,"errmsg":"OK"}', "application/json")

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._names = templates.configured(settings.sms_templates)
        self._client: Any = None

    def genuine(self, request: Request) -> bool:
        return True

    def inbound(self, request: Request) -> list[Inbound]:
        return each(_items(request), _read)

    def reports(self, request: Request) -> list[Report]:
        return each(_items(request), _report)

    def send(self, letter: Letter) -> str:
        name, params = templates.chosen(self._names, letter)
        found = self._ask(letter, name, list(params.values()))
        if found.Code != OK:
            raise of_code(str(found.Code))
        return str(found.SerialNo or "")

    def _ask(self, letter: Letter, template: str, params: list[str]) -> Any:
        from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
        from tencentcloud.sms.v20210111.models import SendSmsRequest

        asked = SendSmsRequest()
        asked.PhoneNumberSet = [letter.address]
        asked.SmsSdkAppId = self._settings.sms_app_id
        asked.SignName = self._settings.sms_sign_name
        asked.TemplateId = template
        asked.TemplateParamSet = params
        asked.SessionContext = letter.key
        client = self._made()
        try:
            return client.SendSms(asked).SendStatusSet[0]
        except TencentCloudSDKException as error:
            # Their exceptions quote the request, with the number in it: none of them is passed on.
            raise (of_network(error) if error.code in _ON_THE_WAY else of_code(str(error.code))) from None
        except Exception as error:
            raise of_network(error) from None

    def _made(self) -> Any:
        """The SDK's client, made when the first letter goes: importing it takes its time."""
        if self._client is None:
            from tencentcloud.common.credential import Credential
            from tencentcloud.common.profile.client_profile import ClientProfile
            from tencentcloud.common.profile.http_profile import HttpProfile
            from tencentcloud.sms.v20210111.sms_client import SmsClient

            base = urlsplit(self._settings.sms_api_base or "https://sms.tencentcloudapi.com")
            way = HttpProfile(protocol=base.scheme, endpoint=base.netloc, reqTimeout=READ_S)
            keys = Credential(self._settings.sms_key_id, self._settings.sms_key_secret)
            self._client = SmsClient(keys, REGION, ClientProfile(httpProfile=way))
        return self._client


# What the SDK calls a request that failed on the way, and, by the type's name, an answer that it could not read.
_ON_THE_WAY = {
    "ClientNetworkError", "JSONDecodeError", "KeyError", "TypeError", "ConnectionError", "ReadTimeout",
    "ChunkedEncodingError",
}  # fmt: skip


def of_code(name: str) -> NotSent:
    """What a refusal means for the letter."""
    if name == _GONE:
        return Never(name, gone=True)
    if name in _NEVER or name.startswith(_NEVER_BEGINNING):
        return Never(code(name))
    if name in _UNSURE:
        return Unsure(name)
    if name in _SOON:
        return Later(name, _SOON[name])
    return Later(code(name)) if name.startswith(_LATER_BEGINNINGS) else Closed(code(name))


def _items(request: Request) -> list[Any]:
    """One object, or an array of them."""
    found = json_of(request.body)
    return found if isinstance(found, list) else [found]


def _read(item: Mapping[str, Any]) -> Inbound | None:
    """Tencent numbers its messages not at all: the same words of the same second are the same message."""
    text, number = field(item, "text"), e164(item.get("mobile"), item.get("nationcode", "86"))
    if number is None:
        return None
    name = digest(number, item.get("time"), item.get("extend"), text)
    return Inbound(name, number, text[:LONGEST_TEXT])


def _report(item: Mapping[str, Any]) -> Report:
    return Report(id_in(item, "sid"), item.get("report_status") == "SUCCESS", code(item.get("errmsg")))
