"""The door of WeCom's callback, as the contract and docs/channels/wecom.md describe it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic

from channels.base import OnNewMessage
from channels.house import ChannelBlueprint, House
from channels.sealed_door import SealedDoor, Verifier, refusal
from channels.wecom.gateway import CHANNEL, Callback, Push
from channels.wecom.house import api_of
from channels.wecom.inbox import Inbox
from channels.wecom.puller import Puller, remember
from channels.wecom.state import SessionState
from handoff import bootstrap
from handoff.settings import Settings

log = logging.getLogger(__name__)


class WeCom(InputChannel):
    """What `credentials.yml` names."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        return ChannelBlueprint(CHANNEL, on_new_message, move_in)


def move_in(_app: Sanic, house: House, blueprint: Blueprint, prefix: str) -> None:
    """Put WeCom into the house."""
    house.refusals[prefix] = refusal
    Door(house).hang(blueprint)


class Door(SealedDoor[Push | None]):
    """What becomes of WeCom's pushes, which say no more than that there is news."""

    def __init__(self, house: House) -> None:
        verifier, state = _verifier(house.settings)
        super().__init__(house, CHANNEL, verifier, state)
        self._call = house.turns.threads.call
        api = api_of(house.settings) if verifier else None
        sessions = SessionState(api, bootstrap.sessions, house.turns.threads) if api else None
        self._puller = Puller(api, Inbox(api, sessions, house.turns), house.turns.threads) if api and sessions else None

    def hang(self, blueprint: Blueprint) -> None:
        """Put the door in, and begin with it to fetch."""
        super().hang(blueprint)
        if self._puller:
            blueprint.listener("after_server_start")(self.start)
            blueprint.listener("before_server_stop")(self.stop)

    async def start(self, _app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        """Fetch what came while the bot was down."""
        if self._puller:
            self._puller.start()

    async def stop(self, _app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        """Fetch nothing more."""
        if self._puller:
            await self._puller.stop()

    async def take(self, push: Push | None) -> None:
        """There is news. The words themselves stay with WeCom until they are written down here, so this is acknowledged
        as soon as it is sure that somebody will fetch them."""
        if push and self._puller:
            await self._puller.news(push.account, push.token)
        elif push:
            await self._call(_put_off, push.account)


def _verifier(settings: Settings) -> tuple[Verifier[Push | None] | None, dict[str, Any]]:
    """What pushes are verified with, and what the health door says of it. A channel that nobody has set up is well."""
    if not settings.wecom_token:
        return None, {"ok": True, "inbound": False, "outbound": False}
    state: dict[str, Any] = {"ok": True, "inbound": True, "outbound": bool(settings.wecom_secret)}
    if not settings.wecom_secret:
        state["missing"] = "YINUO_WECOM_SECRET"
        log.error("What customers write on WeCom cannot be fetched: YINUO_WECOM_SECRET is not set")
    try:
        made = Callback(settings.wecom_token, settings.wecom_aes_key, settings.wecom_corp_id,
                        settings.wecom_replay_window_s)  # fmt: skip
    except ValueError as error:
        log.error("WeCom stays shut: %s", error)
        return None, {**state, "ok": False, "inbound": False, "error": str(error)}
    return Verifier(made.echo, made.push), state


def _put_off(account: str) -> None:
    """Without the secret nothing can be fetched: the account is remembered until then, and somebody is told."""
    remember(account)
    bootstrap.sessions().not_fetched(CHANNEL, "no secret")
