"""Asking WeCom: with the access token that all processes share, and a code in answer to what it declines.

https://developer.work.weixin.qq.com/document/path/91039 (gettoken)
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from channels.asking import LIMIT_S, ask
from channels.shared_token import SharedToken
from handoff.letters import Later, Unsure
from handoff.vendors import Vendors

# Not valid, expired, missing: https://developer.work.weixin.qq.com/document/path/90313
STALE = frozenset({40001, 40014, 41001, 42001})


class Declined(Exception):
    """WeCom's answer is no."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Api:
    """One application of a company; each has a secret and a token of its own. Its token is kept under `name`."""

    def __init__(
        self, base: str, corp_id: str, secret: str, vendors: Callable[[], Vendors], name: str = "wecom"
    ) -> None:
        self._base = base.rstrip("/")
        self._who = {"corpid": corp_id, "corpsecret": secret}
        self._token = SharedToken(name, vendors, self._fetch)

    async def call(self, path: str, body: Mapping[str, Any], limit_s: float = LIMIT_S) -> dict[str, Any]:
        """The answer of one of `/cgi-bin/...`. Raises Declined, Later, Unsure."""
        now = asyncio.get_running_loop().time
        ends = now() + limit_s
        for last in (False, True):
            token = await self._token.get(ends - now())
            answer = await ask(self._base + path, {"access_token": token}, body, ends - now())
            code = _code(answer)
            if code == 0:
                return answer
            if code not in STALE:
                raise Declined(code)
            await self._token.spoil(token)
            if last:
                raise Later(str(code))
        raise AssertionError

    async def _fetch(self, limit_s: float) -> tuple[str, float]:
        answer = await ask(f"{self._base}/cgi-bin/gettoken", self._who, None, limit_s)
        code, token = _code(answer), answer.get("access_token")
        if code != 0 or not isinstance(token, str) or not token:
            # A wrong secret, a wrong company, an address that is not allowed: only a person can put that right.
            raise Later(f"gettoken-{code}", after_s=60)
        return token, float(answer.get("expires_in") or 0)


def _code(answer: Mapping[str, Any]) -> int:
    code = answer.get("errcode", 0)
    if not isinstance(code, int):
        raise Unsure("no-errcode")
    return code
