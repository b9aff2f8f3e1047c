"""E-mail addresses, typed or dictated (zhangsan 艾特 qq 点 com)."""

from __future__ import annotations

import re

_AT = re.compile(r"\s?(?:@|艾特|圈a(?![a-z])|\[at\]|\(at\)|小老鼠)\s?", re.IGNORECASE)
_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}$")
_DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(?:\s?[.。点]\s?[A-Za-z0-9-]{1,63}){1,4}")
_TOP = re.compile(r"[.](?:[A-Za-z]{2,24})$")
_LONGEST = 64
_MOST = 20


def addresses(text: str) -> list[tuple[str, int, int]]:
    """Address, start and end of each."""
    found = []
    for number, sign in enumerate(_AT.finditer(text)):
        if number == _MOST:
            break
        local = _LOCAL.search(text[max(0, sign.start() - _LONGEST) : sign.start()])
        domain = _DOMAIN.match(text, sign.end())
        if not (local and domain):
            continue
        host = re.sub(r"\s?[。点.]\s?", ".", domain.group())
        if _TOP.search(host):
            found.append((f"{local.group()}@{host}".lower(), sign.start() - len(local.group()), domain.end()))
    return found
