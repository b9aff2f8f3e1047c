"""WeCom's cloud as its customer service is seen by a company: its real addresses, JSON and refusals, over real HTTP.

cloud = WeComCloud(corp_id="ww1", secret="s", token="t", aes_key=KEY, clock=house.now).start()
cloud.says("wk1", "wm1", "洗衣机坏了")                # a customer writes; nobody is told by this alone
query, body = cloud.push("wk1")                       # what WeCom then posts to the company's callback
cloud.answers_next("/cgi-bin/kf/send_msg", refused(45009))
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from aiohttp import web

from stubs.cloud import Cloud
from stubs.pushing import signed

# https://developer.work.weixin.qq.com/document/path/90313
WORDS = {
    40001: "invalid credential",
    40014: "invalid access_token",
    40058: "invalid request parameter",
    45009: "api freq out of limit",
    95001: "send msg count limit",
    95002: "send msg time limit",
    95014: "user is not the servicer or is not on duty",
    95016: "not allowed to change to this state",
    95018: "send msg session status invalid",
}
NEW, BOT, QUEUE, PERSON, ENDED = range(5)
# To what a session may be changed: https://developer.work.weixin.qq.com/document/path/94669
CHANGES = {NEW: {BOT, QUEUE, PERSON, ENDED}, BOT: {BOT, QUEUE, PERSON, ENDED}, QUEUE: {QUEUE, PERSON, ENDED},
           PERSON: {PERSON, ENDED}, ENDED: set()}  # fmt: skip
LASTS_S, WINDOW, BUDGET, HISTORY = 7200, timedelta(hours=48), 5, timedelta(days=3)
TOKEN_LASTS, CODE_LASTS = timedelta(minutes=10), timedelta(seconds=20)
LONGEST_BYTES, LONGEST_ID, PAGE = 2048, 32, 1000
Who = tuple[str, str]


def refused(code: int) -> web.Response:
    """One of WeCom's own refusals: 200, and the code inside."""
    words = f"{WORDS.get(code, 'error')}, hint: [1645025097593810238423219], from ip: 203.0.113.7"
    return web.json_response({"errcode": code, "errmsg": words})


def done(**more: Any) -> web.Response:
    """It is done."""
    return web.json_response({"errcode": 0, "errmsg": "ok", **more})


def _secret(body: bytes) -> str:
    return body.decode().partition("<Encrypt><![CDATA[")[2].partition("]]")[0]


def _now() -> datetime:
    return datetime.now(timezone.utc)


@dataclass
class Session:
    """One customer with one account."""

    state: int = ENDED
    servicer: str = ""
    heard_at: datetime | None = None
    sent: int = 0


@dataclass
class WeComCloud(Cloud):
    """`on_duty` are the servicers who receive customers now; `sent` is what reached customers, oldest first."""

    corp_id: str = "ww0000000000000000"
    secret: str = "secret-of-the-stub"  # noqa: S105
    token: str = "tokenOfTheStub"  # noqa: S105
    aes_key: str = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
    clock: Callable[[], datetime] = _now
    on_duty: set[str] = field(default_factory=set)
    sent: list[dict[str, Any]] = field(default_factory=list)
    greeted: list[dict[str, Any]] = field(default_factory=list)
    access: set[str] = field(default_factory=set)
    expired: set[str] = field(default_factory=set)
    items: dict[str, list[tuple[datetime, dict[str, Any]]]] = field(default_factory=dict)
    sessions: dict[Who, Session] = field(default_factory=dict)
    _tokens: dict[str, datetime] = field(default_factory=dict)
    _codes: dict[str, datetime] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/cgi-bin/gettoken", self._gettoken),
            web.post("/cgi-bin/kf/sync_msg", self._known(self._sync)),
            web.post("/cgi-bin/kf/send_msg", self._known(self._send)),
            web.post("/cgi-bin/kf/send_msg_on_event", self._known(self._on_event)),
            web.post("/cgi-bin/kf/service_state/get", self._known(self._get)),
            web.post("/cgi-bin/kf/service_state/trans", self._known(self._trans)),
        ]

    def says(self, account: str, customer: str, text: str, **more: Any) -> str:
        """A customer writes; returns the message's id."""
        return self.gives(account, customer, "text", {"content": text, **more})

    def gives(self, account: str, customer: str, kind: str, content: Any, name: str = "") -> str:
        """A customer sends something of any kind."""
        session = self.session(account, customer)
        session.heard_at, session.sent = self.clock(), 0
        if session.state == ENDED:
            session.state, session.servicer = NEW, ""
        return self._item(account, 3, kind, content, name, open_kfid=account, external_userid=customer)

    def servicer_says(self, account: str, customer: str, userid: str, text: str) -> str:
        """One of the company's people writes in WeCom's client."""
        session = self.session(account, customer)
        session.state, session.servicer = PERSON, userid
        who = {"open_kfid": account, "external_userid": customer, "servicer_userid": userid}
        return self._item(account, 5, "text", {"content": text}, **who)

    def happens(self, account: str, customer: str, kind: str, **detail: Any) -> str:
        """An event of the system's."""
        said = {"event_type": kind, "open_kfid": account, "external_userid": customer, **detail}
        return self._item(account, 4, "event", said)

    def enters(self, account: str, customer: str) -> str:
        """A customer opens the chat; returns the code with which they may be greeted."""
        code = f"CODE{next(self._numbers)}"
        self._codes[code] = self.clock() + CODE_LASTS
        self.happens(account, customer, "enter_session", scene="", welcome_code=code)
        return code

    def ends(self, account: str, customer: str) -> None:
        """The servicer ends the session in WeCom's client."""
        session = self.session(account, customer)
        old, session.state, session.servicer = session.servicer, ENDED, ""
        self.happens(account, customer, "session_status_change", change_type=3, old_servicer_userid=old)

    def session(self, account: str, customer: str) -> Session:
        """A customer's session."""
        return self.sessions.setdefault((account, customer), Session())

    def push(self, account: str, as_json: bool = False, **instead: str) -> tuple[dict[str, str], bytes]:
        """Query and body of the push that there is news; `instead` replaces fields of it."""
        now = self.clock()
        token = f"ENC{next(self._numbers)}"
        self._tokens[token] = now + TOKEN_LASTS
        said = {"ToUserName": self.corp_id, "CreateTime": str(int(now.timestamp())), "MsgType": "event",
                "Event": "kf_msg_or_event", "Token": token, "OpenKfId": account, **instead}  # fmt: skip
        inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in said.items())
        return self.sealed(json.dumps(said) if as_json else f"<xml>{inner}</xml>", as_json)

    def sealed(self, inner: str, as_json: bool = False) -> tuple[dict[str, str], bytes]:
        """Query and body around anything."""
        query, body = signed(self.token, self.clock(), inner, self.aes_key, self.corp_id)
        query = {name: query[name] for name in ("msg_signature", "timestamp", "nonce")}
        if as_json:
            body = json.dumps({"tousername": self.corp_id, "encrypt": _secret(body), "agentid": ""}).encode()
        return query, body

    def verification(self, echo: str) -> dict[str, str]:
        """The query with which the address is checked that an administrator entered."""
        query, body = self.sealed(echo)
        return {**query, "echostr": _secret(body)}

    def expire(self) -> None:
        """Every access token given so far is over."""
        self.expired |= self.access

    def _item(self, account: str, origin: int, kind: str, content: Any, name: str = "", **who: str) -> str:
        name, now = name or f"msg{next(self._numbers)}", self.clock()
        item = {"msgid": name, "send_time": int(now.timestamp()), "origin": origin, "msgtype": kind, kind: content}
        self.items.setdefault(account, []).append((now, {**item, **who}))
        return name

    async def _gettoken(self, request: web.Request) -> web.Response:
        if request.query.get("corpid") != self.corp_id:
            return refused(40013)
        if request.query.get("corpsecret") != self.secret:
            return refused(40001)
        token = f"access-{next(self._numbers)}"
        self.access.add(token)
        return done(access_token=token, expires_in=LASTS_S)

    def _known(self, answer: Callable[[dict[str, Any]], web.Response]) -> Any:
        async def handler(request: web.Request) -> web.Response:
            token = request.query.get("access_token", "")
            if token not in self.access or token in self.expired:
                return refused(42001 if token in self.expired else 40014 if token else 41001)
            return answer(await request.json())

        return handler

    def _sync(self, said: dict[str, Any]) -> web.Response:
        account, token = said.get("open_kfid", ""), said.get("token")
        if token and self._tokens.get(token, self.clock()) <= self.clock():
            return refused(95007)
        kept = self.items.get(account, [])
        oldest = next((n for n, (at, _) in enumerate(kept) if self.clock() - at <= HISTORY), len(kept))
        mark, cursor = f"cursor-{account}-", str(said.get("cursor") or "")
        if cursor and not (cursor.startswith(mark) and cursor[len(mark) :].isdigit()):
            return refused(40058)
        begin = max(oldest, int(cursor[len(mark) :]) if cursor else 0)
        end = min(len(kept), begin + min(int(said.get("limit") or PAGE), PAGE))
        return done(next_cursor=f"{mark}{end}", has_more=int(end < len(kept)),
                    msg_list=[item for _, item in kept[begin:end]])  # fmt: skip

    def _send(self, said: dict[str, Any]) -> web.Response:
        session = self.sessions.get((said.get("open_kfid", ""), said.get("touser", "")))
        text, name = said.get("text", {}).get("content", ""), said.get("msgid", "")
        if session is None:
            return refused(40096)
        if not 0 < len(text.encode()) <= LONGEST_BYTES or len(name) > LONGEST_ID or said.get("msgtype") != "text":
            return refused(40058)
        if name and name in {one["msgid"] for one in self.sent}:
            return refused(40058)
        if session.heard_at is None or self.clock() - session.heard_at > WINDOW:
            return refused(95002)
        if session.state not in (NEW, BOT):
            return refused(95018)
        if session.sent >= BUDGET:
            return refused(95001)
        session.sent += 1
        name = name or f"sent{next(self._numbers)}"
        self.sent.append({**said, "msgid": name})
        return done(msgid=name)

    def _on_event(self, said: dict[str, Any]) -> web.Response:
        if self._codes.pop(said.get("code", ""), self.clock()) <= self.clock():
            return refused(40058)
        self.greeted.append(said)
        return done(msgid=said.get("msgid") or f"sent{next(self._numbers)}")

    def _get(self, said: dict[str, Any]) -> web.Response:
        session = self.session(said.get("open_kfid", ""), said.get("external_userid", ""))
        return done(service_state=session.state, servicer_userid=session.servicer)

    def _trans(self, said: dict[str, Any]) -> web.Response:
        session = self.session(said.get("open_kfid", ""), said.get("external_userid", ""))
        to, servicer = said.get("service_state"), said.get("servicer_userid", "")
        if session.state == ENDED:
            return refused(95013)
        if to not in CHANGES[session.state]:
            return refused(95016)
        if to == PERSON and servicer not in self.on_duty:
            return refused(95014)
        session.state, session.servicer = int(to), servicer if to == PERSON else ""
        return done(**({"msg_code": f"CODE{next(self._numbers)}"} if to in (QUEUE, ENDED) else {}))
