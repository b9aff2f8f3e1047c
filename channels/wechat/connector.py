"""The door that WeChat calls: verified, written down, acknowledged; whatever is said in answer leaves another way."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic

from channels.base import OnNewMessage
from channels.house import ChannelBlueprint, House
from channels.sealed import Seal
from channels.sealed_door import SealedDoor, Verifier, refusal
from channels.wechat import gateway
from channels.wechat.gateway import CHANNEL, Arrived, Left, Push, Quiet, Said, Secrets
from channels.wechat.indicator import Typing
from channels.wechat.sender import sender_of
from handoff import bootstrap
from handoff.model import Receipt
from handoff.settings import Settings

log = logging.getLogger(__name__)


class WeChat(InputChannel):
    """What `credentials.yml` names."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        return ChannelBlueprint(CHANNEL, on_new_message, move_in)


def move_in(_app: Sanic, house: House, blueprint: Blueprint, prefix: str) -> None:
    """Put the Official Account into the house."""
    house.refusals[prefix] = refusal
    Door(house).hang(blueprint)


class Door(SealedDoor[Push]):
    """What becomes of WeChat's pushes. What is not acknowledged, it pushes three times in all."""

    def __init__(self, house: House) -> None:
        super().__init__(house, CHANNEL, *_verifier(house.settings))
        self._turns = house.turns
        self._call = house.turns.threads.call
        self._typing = Typing(sender_of(house.settings))
        house.turns.told.append(self._typing.answered)

    async def take(self, push: Push) -> None:
        """Write it down."""
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


def _verifier(settings: Settings) -> tuple[Verifier[Push] | None, dict[str, Any]]:
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
    secrets = Secrets(settings.wechat_token, seal, settings.wechat_replay_window_s)
    return Verifier(partial(gateway.echo, secrets), partial(gateway.pushed, secrets)), state
