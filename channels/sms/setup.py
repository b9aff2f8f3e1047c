"""What is missing in the settings of the channel, in words for whoever set it up."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network

from channels.origin import Address
from channels.sms import templates
from channels.sms.vendors import CHANNEL
from handoff.settings import Settings

MAINLAND, ABROAD = ("alibaba", "tencent"), "twilio"
# It stands in an address, so it must be readable there as it is.
_SECRET = re.compile(r"[A-Za-z0-9_-]{24,200}")


def shut(settings: Settings) -> list[str]:
    """Why messages cannot be taken in."""
    found = []
    if settings.sms_vendor not in (*MAINLAND, ABROAD):
        found.append("YINUO_SMS_VENDOR is none of alibaba, tencent, twilio")
    if not _SECRET.fullmatch(settings.sms_path_secret):
        found.append("YINUO_SMS_PATH_SECRET must be at least 24 letters, digits, - or _")
    try:
        networks(settings)
    except ValueError:
        found.append("YINUO_SMS_ALLOWED_FROM must be addresses or networks, separated by commas")
    if settings.sms_vendor == ABROAD:
        found += _unset(settings, "sms_key_secret", "public_url")
    return found


def mute(settings: Settings) -> list[str]:
    """Why messages cannot be sent, or not all of them."""
    if settings.sms_vendor == ABROAD:
        return _unset(settings, "sms_key_id", "sms_from")
    found = _unset(settings, "sms_key_id", "sms_key_secret", "sms_sign_name")
    found += _unset(settings, "sms_app_id") if settings.sms_vendor == "tencent" else []
    without = templates.missing(settings.sms_templates)
    return [*found, f"YINUO_SMS_TEMPLATES lacks {', '.join(without)}"] if without else found


def can_send(settings: Settings) -> bool:
    """Whether there is all that a letter needs. A template may be missing: what needs it goes another way."""
    if settings.sms_vendor not in (*MAINLAND, ABROAD):
        return False
    return not [why for why in mute(settings) if "TEMPLATES" not in why] and (
        settings.sms_vendor in MAINLAND or bool(settings.sms_key_secret)
    )


def networks(settings: Settings) -> list[IPv4Network | IPv6Network]:
    """From where the vendor may call; none for anywhere. Raises ValueError."""
    return [ip_network(one.strip(), strict=False) for one in settings.sms_allowed_from.split(",") if one.strip()]


def admitted(allowed: list[IPv4Network | IPv6Network], whence: Address | None) -> bool:
    """Whether an address is among the allowed ones."""
    return not allowed or (whence is not None and any(whence in network for network in allowed))


def receipts_url(settings: Settings) -> str:
    """Where the vendor is told to report what arrived."""
    base = settings.public_url.rstrip("/")
    path = f"/webhooks/{CHANNEL}/{settings.sms_vendor}/{settings.sms_path_secret}/receipts"
    return base + path if base and settings.sms_path_secret else ""


def _unset(settings: Settings, *names: str) -> list[str]:
    return [f"YINUO_{name.upper()} is not set" for name in names if not getattr(settings, name)]
