"""Forms as Twilio signs them, for text messages and calls alike.

https://www.twilio.com/docs/usage/security#validating-requests
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

MOST_FIELDS = 200


class NoForm(ValueError):
    """A body that is no form."""


class Fields(dict[str, list[str]]):
    """A form, as the vendor's own check wants it."""

    def getall(self, name: str) -> list[str]:
        """Every value of a field."""
        return self[name]

    def first(self, name: str) -> str:
        """Its first value, or nothing."""
        return self.get(name, [""])[0]


def fields_of(body: bytes) -> Fields:
    """The fields of a form, empty ones too: they are signed with the rest. Raises NoForm."""
    found = Fields()
    try:
        for name, value in parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS):
            found.setdefault(name, []).append(value)
    except ValueError:
        raise NoForm("no form") from None
    return found


def genuine(token: str, url: str, fields: Fields, signature: str) -> bool:
    """Whether the vendor signed this form for this public address; never without a token."""
    if not token or not signature.isascii():
        return False
    return bool(RequestValidator(token).validate(url, fields, signature))
