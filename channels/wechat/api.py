"""WeChat's API: the few of its doors that are needed, and what its codes mean.

https://developers.weixin.qq.com/doc/oplatform/developers/errCode/
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from channels.asking import ask
from channels.shared_token import SharedToken
from handoff.letters import Closed, Later, Never, NotSent
from handoff.vendors import Vendors

# All of one sending, token included; the post office waits a little longer.
WHOLE_S = 7.0
# Refused tokens: fetched anew, and asked once again.
TOKEN = frozenset({40001, 40014, 41001, 42001})
# Busy, for a while or until tomorrow; none of it was done.
BUSY = frozenset({-1, 45009})
A_MINUTE = frozenset({45011})
# 45015 and 45047: the window and its budget. 45002: too long for own words, which a template is not. 48001: the account
# may not use this door, but perhaps that of templates.
CLOSED = frozenset({45002, 45015, 45047, 48001})
GONE = frozenset({43004})
# What another try would meet again: an address of another account, a customer who shut messages out or was shut out, a
# template that does not fit.
NEVER = frozenset({40003, 40036, 40037, 43101, 47003, 48002, 48004, 50002})


def failure(code: int) -> NotSent:
    """What a code means for a letter. What nobody knows may be better in a moment, and after some tries another way is
    taken."""
    reason = str(code)
    if code in CLOSED:
        return Closed(reason)
    if code in GONE | NEVER:
        return Never(reason, gone=code in GONE)
    return Later(reason, 60.0 if code in A_MINUTE else None)


class Api:
    """Asks WeChat in the name of one account."""

    def __init__(self, base: str, app_id: str, secret: str, vendors: Callable[[], Vendors]) -> None:
        self._base = base.rstrip("/")
        self._app_id = app_id
        self._secret = secret
        self._token = SharedToken(f"wechat:{app_id}", vendors, self._fetch_token)

    async def ask(self, path: str, body: Mapping[str, Any], whole_s: float = WHOLE_S) -> dict[str, Any]:
        """The answer of one of its doors, once it is no refusal. Raises NotSent."""
        now = asyncio.get_running_loop().time
        ends = now() + whole_s
        answer: dict[str, Any] = {}
        for _ in range(2):
            token = await self._token.get(ends - now())
            answer = await ask(f"{self._base}{path}", {"access_token": token}, body, ends - now())
            if _code(answer) not in TOKEN:
                break
            await self._token.spoil(token)
        if _code(answer):
            raise failure(_code(answer))
        return answer

    async def token(self, whole_s: float = WHOLE_S) -> str:
        """The token that holds now. Raises NotSent."""
        return await self._token.get(whole_s)

    async def _fetch_token(self, limit_s: float) -> tuple[str, float]:
        """Never with `force_refresh`, which WeChat allows 20 times a day and which takes the token from everybody:
        https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html"""
        wanted = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        answer = await ask(f"{self._base}/cgi-bin/stable_token", {}, wanted, limit_s)
        token, lasts_s = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lasts_s, (int, float)):
            # Such as 40125, a wrong secret, or 40164, an address of ours that is not on WeChat's list.
            raise Later(f"token-{_code(answer)}")
        return token, float(lasts_s)


def _code(answer: Mapping[str, Any]) -> int:
    """0 where it was done."""
    code = answer.get("errcode", 0)
    return code if isinstance(code, int) else -1
