"""What WeCom needs in a process, put together from the settings."""

from __future__ import annotations

from channels.threads import Threads
from channels.wecom.api import Api
from channels.wecom.sender import Sender
from channels.wecom.state import SessionState
from handoff import bootstrap
from handoff.settings import Settings

SIZE = 2


def api_of(settings: Settings) -> Api | None:
    """None without what it takes to ask WeCom for anything."""
    if not settings.wecom_corp_id or not settings.wecom_secret:
        return None
    return Api(settings.wecom_api_base, settings.wecom_corp_id, settings.wecom_secret, bootstrap.vendors)


def sender_of(settings: Settings) -> Sender | None:
    """The post office's way into WeCom, if the house is set up for it."""
    api = api_of(settings)
    return Sender(api, SessionState(api, bootstrap.sessions, Threads(SIZE))) if api else None
