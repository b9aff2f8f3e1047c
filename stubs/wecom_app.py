"""WeCom's cloud as an application of the company's own is served by it: `gettoken` and `message/send`, with its refusals.

cloud = WeComApp(corp_id="ww1", secret="s", agent_id=1000002, people={"WangMin"}).start()
cloud.answers_next("/cgi-bin/message/send", refused(45009))
cloud.sent                                                 # what reached people
https://developer.work.weixin.qq.com/document/path/90236
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from stubs.cloud import Cloud
from stubs.wecom import LASTS_S, done, refused

LONGEST_BYTES = 2048


@dataclass
class WeComApp(Cloud):
    """`people` have an account, `unseen` are outside of what the application may see, `unlicensed` are dropped."""

    corp_id: str = "ww0000000000000000"
    secret: str = "secret-of-the-app"  # noqa: S105
    agent_id: int = 1000002
    people: set[str] = field(default_factory=set)
    unseen: set[str] = field(default_factory=set)
    unlicensed: set[str] = field(default_factory=set)
    sent: list[dict[str, Any]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    expired: set[str] = field(default_factory=set)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.get("/cgi-bin/gettoken", self._gettoken), web.post("/cgi-bin/message/send", self._send)]

    def expire(self) -> None:
        """Every access token given so far is over."""
        self.expired |= self.tokens

    async def _gettoken(self, request: web.Request) -> web.Response:
        if request.query.get("corpid") != self.corp_id:
            return refused(40013)
        if request.query.get("corpsecret") != self.secret:
            return refused(40001)
        token = f"app-{next(self._numbers)}"
        self.tokens.add(token)
        return done(access_token=token, expires_in=LASTS_S)

    async def _send(self, request: web.Request) -> web.Response:
        token = request.query.get("access_token", "")
        if token not in self.tokens or token in self.expired:
            return refused(42001 if token in self.expired else 40014)
        said = await request.json()
        asked = [one for one in str(said.get("touser", "")).split("|") if one]
        if said.get("agentid") != self.agent_id:
            return refused(40056)
        if any(one in self.unseen for one in asked):
            return refused(60011)
        if not 0 < len(str(said.get("text", {}).get("content", "")).encode()) <= LONGEST_BYTES:
            return refused(44004)
        known = {one.lower() for one in self.people}
        invalid = [one for one in asked if one.lower() not in known]
        if len(invalid) == len(asked):
            return refused(81013)
        dropped = [one for one in asked if one in self.unlicensed]
        self.sent += [{**said, "touser": one} for one in asked if one not in [*invalid, *dropped]]
        # Names come back in small letters.
        more = {"invaliduser": "|".join(invalid).lower(), "unlicenseduser": "|".join(dropped).lower()}
        return done(msgid=f"m{next(self._numbers)}", **{name: value for name, value in more.items() if value})
