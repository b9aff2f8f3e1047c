"""「对方正在输入…」 while a turn is being answered: shown if that costs nothing, and never after the answer."""

from __future__ import annotations

import asyncio
import logging

from channels.quiet import places
from channels.wechat.sender import WeChat

log = logging.getLogger(__name__)
# In a rush the customers wait for answers, not for this.
AT_ONCE = 8


class Typing:
    """Asks WeChat for it in the background; nobody waits for it and nobody minds when it fails."""

    def __init__(self, sender: WeChat | None) -> None:
        self._sender = sender
        self._asking: dict[str, asyncio.Task[None]] = {}

    def begin(self, conversation_id: str, openid: str) -> None:
        """A turn of this conversation begins."""
        if self._sender is None or len(self._asking) >= AT_ONCE or conversation_id in self._asking:
            return
        self._asking[conversation_id] = asyncio.create_task(self._ask(self._sender, conversation_id, openid))

    def answered(self, conversation_id: str) -> None:
        """It is over: what has not been asked for by now would come too late."""
        asking = self._asking.get(conversation_id)
        if asking is not None:
            asking.cancel()

    async def _ask(self, sender: WeChat, conversation_id: str, openid: str) -> None:
        try:
            reason = await sender.typing(openid)
            if reason:
                log.debug("Typing was not shown: %s", reason)
        except Exception as error:
            log.warning("Typing could not be asked for: %s", places(error))
        finally:
            self._asking.pop(conversation_id, None)
