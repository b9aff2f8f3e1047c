"""The door of a callback that Tencent signs: WeChat's and WeCom's differ in what is told there, and in what is done
with it."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, text

from channels.house import House
from channels.quiet import places
from channels.sealed import LARGEST, Forged, Malformed
from handoff import bootstrap

log = logging.getLogger(__name__)
# Both are content with this word, and push again for any other.
# https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Passive_user_reply_message.html
DONE = "success"
Query = dict[str, str]
Push = TypeVar("Push")


@dataclass(frozen=True)
class Verifier(Generic[Push]):
    """What comes in is read only here, and only when it was signed by the vendor. Both raise Forged or Malformed."""

    echo: Callable[[Query, datetime], str]
    push: Callable[[Query, bytes, datetime], Push]


class SealedDoor(ABC, Generic[Push]):
    """`/callback`, with GET for the administrator's entry and POST for pushes. Without a verifier it is shut."""

    def __init__(self, house: House, channel: str, verifier: Verifier[Push] | None, state: Mapping[str, Any]) -> None:
        self._channel = channel
        self._verifier = verifier
        self._refused: Counter[str] = Counter()
        # An administrator sees at the health door why nothing comes in; a log that strangers can fill would be no help.
        house.channels[channel] = {**state, "refused": self._refused}

    @abstractmethod
    async def take(self, push: Push) -> None:
        """Do what must be done before a push is acknowledged. Whatever is raised here has it pushed again."""

    def hang(self, blueprint: Blueprint) -> None:
        """Put the door in."""
        blueprint.add_route(self.entered, "/callback", methods=["GET"], name=f"{self._channel}_entered")
        blueprint.add_route(self.pushed, "/callback", methods=["POST"], name=f"{self._channel}_pushed")

    async def entered(self, request: Request) -> HTTPResponse:
        """Show the vendor that the address is ours."""
        try:
            return text(self._known().echo(_query(request), bootstrap.clock().now()))
        except (Forged, Malformed) as why:
            return self._refuse(why)

    async def pushed(self, request: Request) -> HTTPResponse:
        """Acknowledged when `take` is done with it, and only then: what is not, the vendor pushes again."""
        try:
            if len(request.body) > LARGEST:
                return _plain(413)
            await self.take(self._known().push(_query(request), request.body, bootstrap.clock().now()))
        except (Forged, Malformed) as why:
            return self._refuse(why)
        except Exception as error:
            log.error("A push on %s could not be dealt with: %s", self._channel, places(error))
            return _plain(503)
        return text(DONE)

    def _known(self) -> Verifier[Push]:
        if self._verifier is None:
            raise Forged("shut")
        return self._verifier

    def _refuse(self, why: Exception) -> HTTPResponse:
        self._refused[str(why)] += 1
        return _plain(403 if isinstance(why, Forged) else 400)


def refusal(error: Exception) -> HTTPResponse:
    """What anything else at such an address is answered with."""
    return _plain(error.status_code if isinstance(error, SanicException) else 500)


def _query(request: Request) -> Query:
    return {name: values[0] for name, values in request.args.items()}


def _plain(status: int) -> HTTPResponse:
    """No more than the status: who is refused here is no customer."""
    return HTTPResponse(status=status)
