"""The door of WeCom's callback, as the contract and docs/channels/wecom.md describe it."""

from __future__ import annotations

import asyncio
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
from channels.sealed import LARGEST, Forged, Malformed
from channels.wecom.gateway import CHANNEL, Callback
from channels.wecom.house import api_of
from channels.wecom.inbox import Inbox
from channels.wecom.puller import Puller, remember
from channels.wecom.state import SessionState
from handoff import bootstrap
from handoff.settings import Settings

log = logging.getLogger(__name__)
# What WeCom takes for an acknowledgement; anything else makes it push again.
DONE = "success"


class WeCom(InputChannel):
    """What `credentials.yml` names."""

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        return ChannelBlueprint(CHANNEL, on_new_message, move_in)


def move_in(_app: Sanic, house: House, blueprint: Blueprint, prefix: str) -> None:
    """Put WeCom into the house."""
    house.refusals[prefix] = lambda error: _plain(error.status_code if isinstance(error, SanicException) else 500)
    Doors(house).hang(blueprint)


class Doors:
    """`/callback`, with GET for the administrator's entry and POST for pushes."""

    def __init__(self, house: House) -> None:
        self._call = house.turns.threads.call
        self._callback, state = _callback(house.settings)
        self._refused: Counter[str] = Counter()
        # An administrator sees at the health door why nothing comes in; a log that strangers can fill would be no help.
        house.channels[CHANNEL] = {**state, "refused": self._refused}
        api = api_of(house.settings) if self._callback else None
        sessions = SessionState(api, bootstrap.sessions, house.turns.threads) if api else None
        self._puller = Puller(api, Inbox(api, sessions, house.turns), house.turns.threads) if api and sessions else None

    def hang(self, blueprint: Blueprint) -> None:
        """Put the doors in."""
        blueprint.add_route(self.entered, "/callback", methods=["GET"], name="wecom_entered")
        blueprint.add_route(self.pushed, "/callback", methods=["POST"], name="wecom_pushed")
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

    async def entered(self, request: Request) -> HTTPResponse:
        """Show WeCom that the address is ours."""
        try:
            return text(self._known().echo(_query(request), bootstrap.clock().now()))
        except (Forged, Malformed) as why:
            return self._refuse(why)

    async def pushed(self, request: Request) -> HTTPResponse:
        """There is news. The words themselves stay with WeCom until they are written down here, so this is acknowledged
        as soon as it is sure that somebody will fetch them."""
        try:
            if len(request.body) > LARGEST:
                return _plain(413)
            news = self._known().push(_query(request), request.body, bootstrap.clock().now())
            if news and self._puller:
                await self._puller.news(news.account, news.token)
            elif news:
                await self._call(_put_off, news.account)
        except (Forged, Malformed) as why:
            return self._refuse(why)
        except Exception as error:
            log.error("A push could not be dealt with: %s", places(error))
            return _plain(503)
        return text(DONE)

    def _known(self) -> Callback:
        if self._callback is None:
            raise Forged("shut")
        return self._callback

    def _refuse(self, why: Exception) -> HTTPResponse:
        self._refused[str(why)] += 1
        return _plain(403 if isinstance(why, Forged) else 400)


def _callback(settings: Settings) -> tuple[Callback | None, dict[str, Any]]:
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
    return made, state


def _put_off(account: str) -> None:
    """Without the secret nothing can be fetched: the account is remembered until then, and somebody is told."""
    remember(account)
    bootstrap.sessions().not_fetched(CHANNEL, "no secret")


def _query(request: Request) -> dict[str, str]:
    return {name: values[0] for name, values in request.args.items()}


def _plain(status: int) -> HTTPResponse:
    """No more than the status: who is refused here is no customer."""
    return HTTPResponse(status=status)
