"""Messages of the company's own WeCom application to its people.

https://developer.work.weixin.qq.com/document/path/90236 (message/send), .../90313 (codes)
"""

from __future__ import annotations

from channels.wecom.api import Api, Declined
from handoff.letters import Closed, Later, Never, NotSent
from handoff.ringing import Bell

SEND = "/cgi-bin/message/send"
SEND_S = 5.0
LONGEST_BYTES = 2048
# WeCom is busy (-1), too many by now (45009), too many at once (45033).
BUSY = {-1: 5.0, 45009: 60.0, 45033: 10.0}
# Nobody by that account (40003, 81013, 82001, 60111), not in the application's sight (60011), not activated (60203).
NOBODY = frozenset({40003, 60011, 60111, 60203, 81013, 82001})
# Fields of a good answer that name those whom it did not reach after all: unknown, or without a licence.
LEFT_OUT = ("invaliduser", "unlicenseduser")


class ByWeCom:
    """`agent_id` is the application's."""

    channel = "wecom"

    def __init__(self, api: Api, agent_id: int) -> None:
        self._api = api
        self._agent_id = agent_id

    async def send(self, letter: Bell, /) -> str:
        """Send it to the one person."""
        said = {"touser": letter.address, "msgtype": "text", "agentid": self._agent_id,
                "text": {"content": _cut(letter.text)}, "safe": 0}  # fmt: skip
        try:
            answer = await self._api.call(SEND, said, SEND_S)
        except Declined as no:
            raise _why(no.code) from None
        except Later as why:
            # A wrong secret is put right by a person only; another way is there now.
            raise (Closed(why.reason) if why.reason.startswith("gettoken-") else why) from None
        for field in LEFT_OUT:
            if letter.address.lower() in str(answer.get(field) or "").lower().split("|"):
                raise Never(field)
        return str(answer.get("msgid") or "")


def _why(code: int) -> NotSent:
    if code in BUSY:
        return Later(str(code), after_s=BUSY[code])
    # Anything else is of the application: not this address's fault, and not over in a minute.
    return Never(str(code)) if code in NOBODY else Closed(str(code))


def _cut(text: str) -> str:
    raw = text.encode("utf-8", "replace")
    return text if len(raw) <= LONGEST_BYTES else raw[: LONGEST_BYTES - 3].decode("utf-8", "ignore") + "…"
