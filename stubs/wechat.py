"""WeChat's cloud as an Official Account sees it: its real addresses, JSON and refusals, over real HTTP.

cloud = WeChatCloud(app_id="wx1", secret="s").start()      # YINUO_WECHAT_API_BASE=cloud.url
cloud.answers_next("/cgi-bin/message/custom/send", refused(45015))
cloud.heard("oAbc", at)                                    # from now on its windows are kept for this customer
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from aiohttp import web

from stubs.cloud import Cloud

# https://developers.weixin.qq.com/doc/oplatform/developers/errCode/
WORDS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40003: "invalid openid",
    40007: "invalid media_id",
    40013: "invalid appid",
    40014: "invalid access_token",
    40037: "invalid template_id",
    40125: "invalid appsecret",
    40164: "invalid ip 203.0.113.7, not in whitelist",
    41001: "access_token missing",
    42001: "access_token expired",
    43004: "require subscribe",
    45002: "content size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit must slower retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45080: "should interact in 30 seconds before typing",
    45081: "already typing",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
    48002: "user block receive message",
}
# https://developers.weixin.qq.com/doc/subscription/api/customer/message/api_sendcustommessage.html
BUDGETS = {False: (5, timedelta(hours=48)), True: (3, timedelta(minutes=1))}
LONGEST_BYTES, LONGEST_THING = 2048, 20
LASTS_S = 7200


def refused(code: int) -> web.Response:
    """One of WeChat's own refusals: 200, and the code inside."""
    return _json({"errcode": code, "errmsg": f"{WORDS.get(code, 'error')} rid: 66f3bd4d-25a283a9-73c6a452"})


def html_page(status: int = 502) -> web.Response:
    """What stands between a house and WeChat says when it fails."""
    page = f"<html><head><title>{status} Bad Gateway</title></head><body><center>nginx</center></body></html>"
    return web.Response(status=status, text=page, content_type="text/html")


def _json(body: dict[str, Any]) -> web.Response:
    """WeChat sends JSON as text/plain from some of its addresses."""
    return web.Response(text=json.dumps(body, ensure_ascii=False), content_type="text/plain")


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class Heard:
    """The last that a customer said or did, and how many messages were sent since."""

    at: datetime
    event: bool
    sent: int = 0


@dataclass
class WeChatCloud(Cloud):
    """`sent` holds what customers got, by openid; `templates`, `typing` and `menus` what else was asked for."""

    app_id: str = "wx0000000000000000"
    secret: str = "the stub's secret"  # noqa: S105
    now: Callable[[], datetime] = _now
    sent: dict[str, list[str]] = field(default_factory=dict)
    templates: list[dict[str, Any]] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    menus: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    _heard: dict[str, Heard] = field(default_factory=dict)

    def routes(self) -> list[web.AbstractRouteDef]:
        base = "/cgi-bin"
        return [
            web.post(f"{base}/stable_token", self._stable_token),
            web.post(f"{base}/message/custom/send", self._with_token(self._send)),
            web.post(f"{base}/message/custom/typing", self._with_token(self._typing)),
            web.post(f"{base}/message/template/send", self._with_token(self._template)),
            web.post(f"{base}/menu/create", self._with_token(self._menu)),
            web.get(f"{base}/media/get", self._with_token(self._media)),
        ]

    def heard(self, openid: str, at: datetime, event: bool = False) -> None:
        """The customer wrote (or clicked, scanned, followed) then; from now on WeChat's budget holds for them."""
        self._heard[openid] = Heard(at, event)

    def unfollow(self, openid: str) -> None:
        """Nothing gets to this customer any more."""
        self.gone.add(openid)

    def spoil_token(self) -> None:
        """What WeChat gave out last holds no more, as when somebody else forced a new one."""
        self.tokens.append(f"{len(self.tokens)}_" + "t" * 500)

    async def _stable_token(self, request: web.Request) -> web.Response:
        """The same token again while it lasts.
        https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.html"""
        asked = await request.json()
        if asked.get("appid") != self.app_id:
            return refused(40013)
        if asked.get("secret") != self.secret:
            return refused(40125)
        if not self.tokens or asked.get("force_refresh"):
            self.spoil_token()
        return _json({"access_token": self.tokens[-1], "expires_in": LASTS_S})

    def _with_token(self, handler: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
        async def checked(request: web.Request) -> web.Response:
            token = request.query.get("access_token", "")
            if not token:
                return refused(41001)
            if not self.tokens or token != self.tokens[-1]:
                return refused(40001)
            answer: web.Response = await handler(request)
            return answer

        return checked

    async def _send(self, request: web.Request) -> web.Response:
        body = await _body(request)
        if not body or not isinstance(body.get("text"), dict):
            return refused(47001)
        openid, text = str(body.get("touser")), str(body["text"].get("content", ""))
        if len(text.encode()) > LONGEST_BYTES:
            return refused(45002)
        code = self._allows(openid)
        if code:
            return refused(code)
        self.sent.setdefault(openid, []).append(text)
        return _json({"errcode": 0, "errmsg": "ok"})

    def _allows(self, openid: str) -> int:
        """0, or the code of the refusal."""
        if openid in self.gone:
            return 43004
        last = self._heard.get(openid)
        if last is None:
            return 0
        budget, window = BUDGETS[last.event]
        if self.now() - last.at >= window:
            return 45015
        if last.sent >= budget:
            return 45047
        last.sent += 1
        return 0

    async def _typing(self, request: web.Request) -> web.Response:
        body = await _body(request)
        self.typing.append(str(body.get("touser")))
        return _json({"errcode": 0, "errmsg": "ok"})

    async def _template(self, request: web.Request) -> web.Response:
        """One that was sent before under the same `client_msg_id` is not sent again."""
        body = await _body(request)
        values = [str(field["value"]) for field in body.get("data", {}).values()]
        if body.get("touser") in self.gone:
            return refused(43004)
        if not body.get("template_id"):
            return refused(40037)
        if not values or any(not 0 < len(value) <= LONGEST_THING for value in values):
            return refused(47003)
        keys = [t.get("client_msg_id") for t in self.templates]
        if body.get("client_msg_id") not in keys:
            self.templates.append(body)
        return _json({"errcode": 0, "errmsg": "ok", "msgid": 200_000_000 + len(self.templates)})

    async def _menu(self, request: web.Request) -> web.Response:
        self.menus.append(await _body(request))
        return _json({"errcode": 0, "errmsg": "ok"})

    async def _media(self, request: web.Request) -> web.Response:
        found = self.media.get(request.query.get("media_id", ""))
        return web.Response(body=found[1], content_type=found[0]) if found else refused(40007)


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text())
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
