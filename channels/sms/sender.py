"""Text messages out: the configured vendor, in threads, with a time limit."""

from __future__ import annotations

import asyncio

from channels.sms.alibaba import Alibaba
from channels.sms.setup import receipts_url
from channels.sms.tencent import Tencent
from channels.sms.twilio import Twilio
from channels.sms.vendors import CHANNEL, Vendor
from channels.threads import Threads
from handoff.letters import Letter, Unsure
from handoff.settings import Settings

AT_ONCE = 16
LIMIT_S = 5.0


class Sms:
    """What the post office sends text messages by."""

    channel = CHANNEL

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._threads = Threads(AT_ONCE)

    async def send(self, letter: Letter) -> str:
        """Send it; the vendor's id. Raises NotSent."""
        try:
            return await self._threads.call(self._vendor.send, letter, limit_s=LIMIT_S)
        except asyncio.TimeoutError:
            raise Unsure("timeout") from None


def vendor_of(settings: Settings) -> Vendor:
    """The vendor that this house has. Raises ValueError for one that nobody knows."""
    if settings.sms_vendor == Twilio.name:
        return Twilio(settings, receipts_url(settings))
    if settings.sms_vendor == Tencent.name:
        return Tencent(settings)
    if settings.sms_vendor == Alibaba.name:
        return Alibaba(settings)
    raise ValueError("no such SMS vendor")
