"""From here letters go to WeChat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.wechat.api import Api
from channels.wechat.gateway import CHANNEL
from handoff import bootstrap
from handoff.letters import Letter, Never, NotSent
from handoff.settings import Settings

# https://developers.weixin.qq.com/doc/subscription/api/customer/message/api_sendcustommessage.html: of text.
LONGEST_BYTES = 2048
TYPING_S = 3.0


class WeChat:
    """The gateway that the post office uses. `template_fields`: what the template calls owner, when and case."""

    channel = CHANNEL

    def __init__(self, api: Api, template_id: str, template_fields: Mapping[str, str]) -> None:
        self._api = api
        self._template_id = template_id
        self._fields = template_fields

    async def send(self, letter: Letter) -> str:
        """Raises NotSent."""
        if letter.form == "template":
            return await self._send_template(letter)
        body = {"touser": letter.address, "msgtype": "text", "text": {"content": cut(letter.text)}}
        await self._api.ask("/cgi-bin/message/custom/send", body)
        return ""  # it gives no id

    async def _send_template(self, letter: Letter) -> str:
        """WeChat asks for every field of a template, so a letter that cannot fill them goes another way. A repetition
        under the same `client_msg_id` reaches the customer once.
        https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html"""
        data = {theirs: {"value": letter.params.get(ours, "")} for ours, theirs in self._fields.items()}
        if not self._template_id or not data or not all(field["value"] for field in data.values()):
            raise Never("no-template")
        body: dict[str, Any] = {"touser": letter.address, "template_id": self._template_id,
                                "client_msg_id": letter.key, "data": data}  # fmt: skip
        answer = await self._api.ask("/cgi-bin/message/template/send", body)
        return str(answer.get("msgid", ""))

    async def typing(self, openid: str) -> str:
        """Show that somebody is writing; gives why not, which nobody need mind.
        https://developers.weixin.qq.com/doc/service/api/customer/message/api_typing.html"""
        try:
            await self._api.ask("/cgi-bin/message/custom/typing", {"touser": openid, "command": "Typing"}, TYPING_S)
        except NotSent as why:
            return why.reason
        return ""

    async def make_menu(self, menu: Mapping[str, Any]) -> None:
        """Put this menu below the conversation. Raises NotSent."""
        await self._api.ask("/cgi-bin/menu/create", menu)

    async def check(self) -> None:
        """Get a token. Raises NotSent."""
        await self._api.token()


def cut(text: str) -> str:
    """As much as WeChat takes. Its limit counts bytes, of which an emoji has four."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= LONGEST_BYTES:
        return text
    return raw[: LONGEST_BYTES - len("…".encode())].decode("utf-8", "ignore") + "…"


def sender_of(settings: Settings) -> WeChat | None:
    """The sender of this house; None while there is nothing to ask for a token with."""
    if not (settings.wechat_app_id and settings.wechat_secret):
        return None
    api = Api(settings.wechat_api_base, settings.wechat_app_id, settings.wechat_secret, bootstrap.vendors)
    pairs = (pair.partition("=") for pair in settings.wechat_template_fields.split(","))
    fields = {ours.strip(): theirs.strip() for ours, _, theirs in pairs if theirs.strip()}
    return WeChat(api, settings.wechat_template_id, fields)
