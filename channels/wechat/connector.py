"""The door that WeChat calls: verified, written down, acknowledged; whatever is said in answer leaves another way."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, text

from channels.base import OnNewMessage
from channels.house import ChannelBlueprint, House
from channels.quiet import places
from channels.sealed import LARGEST, Forged, Malformed, Seal
from channels.wechat import gateway
from channels.wechat.gateway import CHANNEL, Arrived, Left, Quiet, Said, Secrets
from channels.wechat.indicator import Typing
from channels.wechat.sender import sender_of
from handoff import bootstrap
from handoff.model import Receipt
from handoff.settings import Settings

log = logging.getLogger(__name__)
# WeChat is content with this word, says nothing to the customer, and does not push again.
# https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Passive_user_reply_message.html
DONE = "success"


class WeChat(InputChannel):
    """What `credentials.yml` names."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        return ChannelBlueprint(CHANNEL, on_new_message, move_in)


def move_in(_app: Sanic, house: House, blueprint: Blueprint, prefix: str) -> None:
    """Put the Official Account into the house."""
    house.refusals[prefix] = lambda error: _plain(error.status_code if isinstance(error, SanicException) else 500)
    Door(house).hang(blueprint)


class Door:
    """`/callback`, with GET for the administrator's entry and POST for pushes."""

    def __init__(self, house: House) -> None:
        self._turns = house.turns
        self._call = house.turns.threads.call
        self._typing = Typing(sender_of(house.settings))
        house.turns.told.append(self._typing.answered)
        self._secrets, state = _secrets(house.settings)
        self._refused: Counter[str] = Counter()
        # An administrator sees at the health door why nothing comes in; a log that strangers can fill would be no help.
        house.channels[CHANNEL] = {**state, "refused": self._refused}

    def hang(self, blueprint: Blueprint) -> None:
        """Put the door in."""
        blueprint.add_route(self.entered, "/callback", methods=["GET"], name="wechat_entered")
        blueprint.add_route(self.pushed, "/callback", methods=["POST"], name="wechat_pushed")

    async def entered(self, request: Request) -> HTTPResponse:
        """Show WeChat that the address is ours."""
        try:
            return text(gateway.echo(self._known(), _query(request), bootstrap.clock().now()))
        except (Forged, Malformed) as why:
            return self._refuse(why)

    async def pushed(self, request: Request) -> HTTPResponse:
        """Acknowledged once it is written down, and only then: what is not, WeChat pushes again, three times in all."""
        try:
            if len(request.body) > LARGEST:
                return _plain(413)
            push = gateway.pushed(self._known(), _query(request), request.body, bootstrap.clock().now())
            await self._take(push)
        except (Forged, Malformed) as why:
            return self._refuse(why)
        except Exception as error:
            log.error("A push could not be written down: %s", places(error))
            return _plain(503)
        return text(DONE)

    async def _take(self, push: gateway.Push) -> None:
        if isinstance(push, Said):
            await self._receive(push)
        elif isinstance(push, Left):
            await self._call(lambda: bootstrap.intake().left(CHANNEL, push.openid))
        elif isinstance(push, Arrived):
            await self._call(lambda: bootstrap.delivery().receipt(CHANNEL, push.vendor_id, push.ok, push.reason))
        elif isinstance(push, Quiet):
            log.info("An event that asks for no answer: %s", push.event)

    async def _receive(self, said: Said) -> None:
        taker = self._turns.taker

        def receive() -> Receipt:
            return bootstrap.intake().receive(
                CHANNEL, said.openid, said.external_id, said.text, worker=taker, attachment=said.attachment,
                event=said.event,
            )  # fmt: skip

        receipt = await self._call(receive)
        if receipt.new:
            self._turns.wake(receipt.conversation_id, receipt.turn)
            self._typing.begin(receipt.conversation_id, said.openid)

    def _known(self) -> Secrets:
        if self._secrets is None:
            raise Forged("shut")
        return self._secrets

    def _refuse(self, why: Exception) -> HTTPResponse:
        self._refused[str(why)] += 1
        return _plain(403 if isinstance(why, Forged) else 400)


def _secrets(settings: Settings) -> tuple[Secrets | None, dict[str, Any]]:
    """What pushes are verified with, and what the health door says of it. A channel that nobody has set up is well."""
    if not settings.wechat_token:
        return None, {"ok": True, "inbound": False, "outbound": False}
    missing = [name for name in ("app_id", "secret") if not getattr(settings, f"wechat_{name}")]
    state: dict[str, Any] = {"ok": True, "inbound": True, "outbound": not missing}
    if missing:
        state["missing"] = ", ".join(f"YINUO_WECHAT_{name.upper()}" for name in missing)
        log.error("Answers on WeChat wait: %s is not set", state["missing"])
    try:
        seal = Seal(settings.wechat_aes_key, settings.wechat_app_id) if settings.wechat_aes_key else None
    except ValueError as error:
        log.error("WeChat stays shut: %s", error)
        return None, {**state, "ok": False, "inbound": False, "error": str(error)}
    return Secrets(settings.wechat_token, seal, settings.wechat_replay_window_s), state


def _query(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in request.args.items()}


def _plain(status: int) -> HTTPResponse:
    """No more than the status: who is refused here is no customer."""
    return HTTPResponse(status=status)
