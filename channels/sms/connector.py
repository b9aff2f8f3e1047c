"""The doors that SMS vendors call: docs/channels/sms.md says which address goes where in their consoles."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, empty

from channels.base import OnNewMessage
from channels.house import ChannelBlueprint, House
from channels.origin import origin
from channels.quiet import places
from channels.sms import setup, templates, vendors
from channels.sms.sender import vendor_of
from channels.sms.vendors import CHANNEL, Inbound, Report, Unreadable, Vendor
from channels.text import blank, storable
from handoff import bootstrap
from handoff.model import Identity, Receipt, Refused

log = logging.getLogger(__name__)
# Vendors read no more of a refusal than its status: 50X has them deliver it again.
REFUSED, UNKNOWN, UNREADABLE, AGAIN = 403, 404, 400, 503
NOTHING_TO_READ = "[消息]"


class Sms(InputChannel):
    """What `credentials.yml` names."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        return ChannelBlueprint(CHANNEL, on_new_message, move_in)


def move_in(app: Sanic, house: House, blueprint: Blueprint, prefix: str) -> None:
    """Put the channel into the house, where it is set up at all."""
    if not house.settings.sms_vendor:
        return
    house.refusals[prefix] = refuse
    Doors(house).hang(blueprint)


def refuse(error: Exception) -> HTTPResponse:
    """A refusal without words."""
    return empty(status=error.status_code if isinstance(error, SanicException) else AGAIN)


class Doors:
    """What each door does."""

    def __init__(self, house: House) -> None:
        self._settings = house.settings
        self._turns = house.turns
        self._call = house.turns.threads.call
        self._vendor: Vendor | None = None
        why = [*setup.shut(self._settings), *setup.mute(self._settings)]
        if not setup.shut(self._settings):
            self._vendor = vendor_of(self._settings)
            self._allowed = setup.networks(self._settings)
        for reason in why:
            log.error("Text messages: %s", reason)
        state: dict[str, Any] = {"ok": not why, "vendor": self._settings.sms_vendor}
        house.channels[CHANNEL] = state | ({"error": "; ".join(why)} if why else {})

    def hang(self, blueprint: Blueprint) -> None:
        """Put the doors in."""
        for path, handler in (("inbound", self.inbound), ("receipts", self.receipts)):
            blueprint.add_route(handler, f"/<vendor>/<secret>/{path}", methods=["POST"], name=f"sms_{path}")
        blueprint.listener("after_server_start")(self.measure)

    async def measure(self, *_: object) -> None:
        """Say which templates cost more than one part with this company's names."""
        if self._settings.sms_vendor not in setup.MAINLAND:
            return
        try:
            company = await self._call(bootstrap.company)
        except Exception as error:
            log.warning("The templates could not be measured: %s", places(error))
            return
        owners = [person.name + person.title for person in company.people.values()]
        for name, units in templates.over_long(self._settings.sms_sign_name, owners).items():
            log.warning("The template %s takes up to %s characters with the signature: more than one part", name, units)

    async def inbound(self, request: Request, vendor: str, secret: str) -> HTTPResponse:
        """Messages of customers: all written down, or none of them acknowledged."""
        return await self._take(request, vendor, secret, self._heard)

    async def receipts(self, request: Request, vendor: str, secret: str) -> HTTPResponse:
        """What became of messages to customers."""
        return await self._take(request, vendor, secret, self._told)

    async def _take(self, request: Request, vendor: str, secret: str, take: Callable[..., Any]) -> HTTPResponse:
        known = self._vendor
        expected = self._settings.sms_path_secret
        if known is None or vendor != known.name or not hmac.compare_digest(secret.encode(), expected.encode()):
            return empty(status=UNKNOWN)
        forwarded = ",".join(request.headers.getall("x-forwarded-for", []))
        whence = origin(request.ip, forwarded, self._settings.webchat_proxies)
        if not setup.admitted(self._allowed, whence):
            return empty(status=REFUSED)
        try:
            asked = self._asked(request)
            if not known.genuine(asked):
                return empty(status=REFUSED)
            await take(known, asked)
        except Unreadable:
            return empty(status=UNREADABLE)
        except Refused as refused:
            # Too many of one number wait unanswered; the vendor brings this one again later.
            log.warning("A text message must come again: %s", refused.code)
            return empty(status=AGAIN)
        except Exception as error:
            log.error("The door of %s failed: %s", known.name, places(error))
            return empty(status=AGAIN)
        return HTTPResponse(known.taken.body, content_type=known.taken.content_type)

    def _asked(self, request: Request) -> vendors.Request:
        query = f"?{request.query_string}" if request.query_string else ""
        url = self._settings.public_url.rstrip("/") + request.path + query
        return vendors.Request(url, request.body, request.headers.get("x-twilio-signature", ""))

    async def _heard(self, vendor: Vendor, asked: vendors.Request) -> None:
        for message in vendor.inbound(asked):
            receipt: Receipt = await self._call(self._receive, message, self._turns.taker)
            if receipt.new:
                self._turns.wake(receipt.conversation_id, receipt.turn)

    def _receive(self, message: Inbound, taker: str) -> Receipt:
        """Who writes from a number has it: nobody need prove it otherwise."""
        text = storable(message.text)
        return bootstrap.intake().receive(
            CHANNEL, message.number, message.id, NOTHING_TO_READ if blank(text) else text,
            Identity(CHANNEL, message.number, phone=message.number), worker=taker, attachment=message.attachment,
        )  # fmt: skip

    async def _told(self, vendor: Vendor, asked: vendors.Request) -> None:
        for report in vendor.reports(asked):
            await self._call(self._note, report)

    def _note(self, report: Report) -> None:
        bootstrap.delivery().receipt(CHANNEL, report.id, report.ok, "" if report.ok else report.reason)
