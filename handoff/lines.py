"""What kind of telephone line a number is."""

from __future__ import annotations

import re

import phonenumbers

MOBILE, LANDLINE, WITHHELD = "mobile", "landline", "withheld"
_MOBILES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
# What telephone systems write around a number: sip:+8613...@host;user=phone, tel:+86...
_AROUND = re.compile(r"^(?:sips?:|tel:)|[@;].*$")
_LONGEST = 80


def line_of(number: str, withheld: bool = False) -> tuple[str, str]:
    """What a caller rings from, and their number in E.164; one that nobody could call back counts as withheld."""
    found = None if withheld else e164(number)
    if found is None:
        return WITHHELD, ""
    return (MOBILE if is_mobile(found) else LANDLINE), found


def e164(number: str) -> str | None:
    """A number as a telephone system or a customer writes it; None for what is none."""
    text = _AROUND.sub("", number.strip()[:_LONGEST])
    # Trunks of the mainland leave the plus out.
    text = "+" + text if re.fullmatch(r"86\d{9,12}", text) else text
    try:
        parsed = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(number: str) -> bool:
    """Whether text messages can go to this number."""
    try:
        return phonenumbers.number_type(phonenumbers.parse(number, "CN")) in _MOBILES
    except phonenumbers.NumberParseException:
        return False
