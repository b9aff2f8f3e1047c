"""Customers on the vendors' channels: each writes in the vendor's real format and reads what its cloud received."""

from __future__ import annotations

import json
import re
import secrets
from datetime import datetime
from typing import Any

from channels.sms.templates import filled
from handoff.model import SHANGHAI
from stubs.pushing import push_xml, signed
from tests.acceptance.calling import Caller
from tests.acceptance.running import Customer
from tests.acceptance.talking import Talking
from tests.acceptance.vendors import AES_KEYS, APP_ID, OPEN_KFID, TOKENS, House

_WHEN = r"(?:(?P<year>\d{4})年)?(?P<month>\d+)月(?P<day>\d+)日（周.）(?P<hour>\d\d):(?P<minute>\d\d)前"
_TIME = re.compile(_WHEN)
_TOLD = re.compile(r"(?P<owner>[^，。：！\s]{2,4})（(?P<title>[^）]+)）将于" + _WHEN)
_CASE = re.compile(r"\d{6}-\d{6}")
_NOT_ONLINE = re.compile("^(抱歉，.{2,4}此刻(没能马上|沒能馬上)|We are sorry that .* could not join you here right now)")


def promised(text: str, now: datetime) -> dict[str, str] | None:
    """The promise in a text, as a customer reads it; the last one where letters were merged."""
    told, cases = list(_TOLD.finditer(text)), _CASE.findall(text)
    if not told or not cases:
        return None
    last = told[-1]
    return {"owner": last["owner"], "title": last["title"], "due_at": instant(last, now), "case": cases[-1]}


def instant(told: re.Match[str], now: datetime) -> str:
    """What a customer takes a told time to be."""
    year = int(told["year"] or now.year)
    month, day, hour, minute = (int(told[name]) for name in ("month", "day", "hour", "minute"))
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI).isoformat()


class ByPost(Talking):
    """What is said to them goes through a vendor's cloud; one letter may hold several messages."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._http = house.client(house.bot)

    def letters(self) -> list[str]:
        """The texts that this customer was sent."""
        raise NotImplementedError

    def heard(self) -> list[dict[str, Any]]:
        """Each letter, with the promise that stands in it."""
        found = []
        for text in self.letters():
            promise = promised(text, self.house.now())
            found.append({"text": text, "promise": promise} if promise else {"text": text})
        return found


class WeChat(ByPost):
    """A follower of the Official Account, which is in AES mode."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.address = "o" + secrets.token_urlsafe(20)[:27]
        house.vendors.customers.append(self.address)

    def sends(self, text: str) -> None:
        """As WeChat pushes a text message."""
        now = self.house.now()
        self.house.vendors.wechat.heard(self.address, now)
        xml = push_xml(self.address, "text", now, Content=text, MsgId=secrets.randbelow(10**16))
        query, body = signed(TOKENS["wechat"], now, xml, AES_KEYS["wechat"], APP_ID)
        done = self._http.post("/webhooks/wechat/callback", params=query, content=body)
        assert (done.status_code, done.text) == (200, "success"), done.text

    def letters(self) -> list[str]:
        """What WeChat showed them."""
        return list(self.house.vendors.wechat.sent.get(self.address, ()))


class WeCom(ByPost):
    """Somebody who writes to the company's customer service from WeChat."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.address = "wm" + secrets.token_hex(15)
        house.vendors.customers.append(self.address)

    def sends(self, text: str) -> None:
        """The words wait in WeCom's cloud; its push only says that there is news."""
        cloud = self.house.vendors.wecom
        cloud.says(OPEN_KFID, self.address, text)
        query, body = cloud.push(OPEN_KFID)
        done = self._http.post("/webhooks/wecom/callback", params=query, content=body)
        assert (done.status_code, done.text) == (200, "success"), done.text

    def letters(self) -> list[str]:
        """What the company's side sent. That somebody cannot take over the chat right now is said whenever it turns
        out, between whatever else is said, and has tests of its own: where it stands alone it is left out."""
        sent = [one["text"]["content"] for one in list(self.house.vendors.wecom.sent) if one["touser"] == self.address]
        return [text for text in sent if not _NOT_ONLINE.match(text) or len(_CASE.findall(text)) > 1]


class TextMessages(ByPost):
    """Somebody on the mainland: what they get is one of the company's filed forms, with its blanks filled."""

    free_text = False

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.address = f"1390{secrets.randbelow(10**7):07d}"
        house.vendors.customers.append(self.address)

    def names(self, promise: dict[str, Any], text: str) -> bool:
        """Name and title share a blank of twenty characters."""
        return str(promise["owner"] + promise["title"])[:20] in text

    def asks_whether_it_is_solved(self, said: dict[str, Any]) -> bool:
        """By the keys of a telephone."""
        return said["template"] == "ask_closed" and "已解决请回复1" in said["text"]

    def says_that_it_is_over(self, said: dict[str, Any]) -> bool:
        """In the form for it."""
        return bool(said["template"] == "closed")

    def sends(self, text: str) -> None:
        """As Alibaba pushes a message of a customer's."""
        cloud = self.house.vendors.alibaba
        pushed = cloud.reply(self.address, text, at=f"{self.house.now():%Y-%m-%d %H:%M:%S}")
        done = self._http.post(self.house.vendors.sms_path("inbound"), json=[pushed])
        assert (done.status_code, done.json()["code"]) == (200, 0), done.text

    def heard(self) -> list[dict[str, Any]]:
        """The texts as they arrive, with their blanks."""
        sent = [one for one in self.house.vendors.alibaba.sent if one["PhoneNumbers"].endswith(self.address)]
        return [
            self._read(one["TemplateCode"].lower().partition("_")[2], json.loads(one["TemplateParam"])) for one in sent
        ]

    def _read(self, template: str, blanks: dict[str, str]) -> dict[str, Any]:
        said: dict[str, Any] = {"text": filled(template, blanks), "template": template}
        when = _TIME.fullmatch(blanks.get("when", ""))
        if when:
            due = instant(when, self.house.now())
            owner = next(name for name in self.house.staff() if blanks["owner"].startswith(name))
            title = blanks["owner"][len(owner) :]
            said["promise"] = {"owner": owner, "title": title, "due_at": due, "case": blanks["case"]}
        return said


class TextMessagesAbroad(ByPost):
    """Somebody whose text messages come and go by Twilio."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.address = f"+1415{2000000 + secrets.randbelow(7999999)}"
        house.vendors.customers += [self.address, self.address[2:]]

    def sends(self, text: str) -> None:
        """As Twilio posts it, signed for the public address."""
        cloud = self.house.vendors.twilio
        fields, path = cloud.reply(self.address, text), self.house.vendors.sms_path("inbound")
        signature = cloud.signature(cloud.public_url + path, fields)
        done = self._http.post(path, data=fields, headers={"X-Twilio-Signature": signature})
        assert done.status_code == 200, done.text

    def letters(self) -> list[str]:
        """The texts that went to their number."""
        return [one["Body"] for one in self.house.vendors.twilio.sent if one["To"] == self.address]


CHANNELS: dict[str, type[ByPost]] = {
    "wechat": WeChat,
    "wecom": WeCom,
    "sms": TextMessages,
    "twilio": TextMessagesAbroad,
}


def customer_on(channel: str, house: House) -> Talking:
    """Somebody whom nobody knows yet."""
    if channel == "voice":
        return Caller(house, TextMessages(house))
    return Customer(house) if channel == "webchat" else CHANNELS[channel](house)
