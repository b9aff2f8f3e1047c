"""Where the company's people are told of reminders and alarms, as their files say it."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from handoff.files import Entry
from handoff.model import WAYS

FIELDS = "email wecom_userid webhook"
# What every mail server takes without quotation: https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
# https://developer.work.weixin.qq.com/document/path/90195 (userid); `@all` would be everybody, `a|b` two people.
_USERID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")


def contacts(entry: Entry) -> dict[str, str]:
    """A person's addresses, empty where there is none. Raises CompanyError for one that leads nowhere."""
    return {
        "email": entry.text_if(
            _EMAIL.fullmatch, "email", "is no e-mail address. Write one address such as wang.min@example.com."
        ),
        "wecom_userid": entry.text_if(
            _USERID.fullmatch, "wecom_userid", "is no account of WeCom. Write one account, such as WangMin."
        ),
        "webhook": entry.text_if(
            _may_be_called,
            "webhook",
            "cannot be called. Write an address such as https://hooks.example.com/yinuo, without a name or password in "
            "it; http only to this machine.",
        ),
    }


def tell_by(entry: Entry) -> tuple[str, ...]:
    """The order in which the ways to a person are tried."""
    ways = entry.texts("tell_by") if "tell_by" in entry else list(WAYS)
    for way in ways:
        if way not in WAYS or ways.count(way) > 1:
            entry.wrong("tell_by", f"{way!r} is no way, or stands here twice. Write some of: {', '.join(WAYS)}.")
    return tuple(ways)


def _may_be_called(address: str) -> bool:
    """Over the network only encrypted: what is sent names customers' cases."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    if re.search(r"\s", address) or not parts.hostname or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _here(parts.hostname))


def _here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
