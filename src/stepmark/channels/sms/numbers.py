"""Phone numbers as providers want them."""

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def international(text: str, country: str = "") -> str | None:
    """A number as +48600100200, if it is one that can be; without a prefix it is one of `country`."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_mobile(number: str) -> bool:
    """Whether an international number is one of a mobile phone, or may be one where nobody can tell."""
    return phonenumbers.number_type(phonenumbers.parse(number)) in _MOBILE
