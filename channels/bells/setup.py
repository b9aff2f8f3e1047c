"""The ways to the company's people that this house is set up for; what is missing is said once in the log."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from channels.bells.mail import PORTS, ByMail, Server
from channels.bells.webhook import ByWebhook
from channels.bells.wecom import ByWeCom
from channels.wecom.api import Api
from handoff import bootstrap
from handoff.ringing import Ringer
from handoff.settings import Settings

log = logging.getLogger(__name__)
SHORTEST_KEY = 32


def ringers(settings: Settings) -> Mapping[str, Ringer]:
    """By way."""
    made = (_wecom(settings), _mail(settings), _webhook(settings))
    found: dict[str, Ringer] = {one.channel: one for one in made if one is not None}
    if found and not settings.desk_url:
        log.warning("YINUO_DESK_URL is not set: what people are sent leads to no case")
    return found


def _wecom(settings: Settings) -> Ringer | None:
    given = (settings.wecom_agent_id, settings.wecom_agent_secret)
    if not any(given):
        return None
    if not (all(given) and settings.wecom_corp_id and settings.wecom_agent_id.isascii()
            and settings.wecom_agent_id.isdigit()):  # fmt: skip
        return _shut("YINUO_WECOM_AGENT_ID (a number), YINUO_WECOM_AGENT_SECRET and YINUO_WECOM_CORP_ID go together")
    api = Api(settings.wecom_api_base, settings.wecom_corp_id, settings.wecom_agent_secret, bootstrap.vendors,
              f"wecom-agent-{settings.wecom_agent_id}")  # fmt: skip
    return ByWeCom(api, int(settings.wecom_agent_id))


def _mail(settings: Settings) -> Ringer | None:
    if not settings.smtp_host:
        return None
    if settings.smtp_tls not in PORTS:
        return _shut(f"YINUO_SMTP_TLS is none of {', '.join(PORTS)}")
    if "@" not in settings.smtp_from.strip("@") or not settings.smtp_from.isascii():
        return _shut("YINUO_SMTP_FROM must be an e-mail address")
    if settings.smtp_tls == "off" and settings.smtp_user and not _on_this_machine(settings.smtp_host):
        return _shut("YINUO_SMTP_TLS=off would show the password to the network")
    return ByMail(Server(settings.smtp_host, settings.smtp_from, settings.smtp_port, settings.smtp_user,
                         settings.smtp_password, settings.smtp_tls))  # fmt: skip


def _webhook(settings: Settings) -> Ringer | None:
    if not settings.webhook_key:
        return None
    if len(settings.webhook_key) < SHORTEST_KEY:
        return _shut(f"YINUO_WEBHOOK_KEY must have at least {SHORTEST_KEY} characters")
    return ByWebhook(settings.webhook_key)


def _on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _shut(why: str) -> Any:
    log.error("People are not told on this way: %s", why)
    return None
