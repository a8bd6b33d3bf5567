"""Texts, choices and addresses of all sorts."""

import re
from typing import Any
from urllib.parse import urlsplit

import phonenumbers

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Cell, Reader, ValueFault, ValueType, text_in
from stepmark.platform.i18n import _
from stepmark.platform.text import fold

_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\".]+(\.[^\s@<>,;\".]+)+")
EMAIL_LIMIT = 320
PHONE_LIMIT = 60
_REGIONS = {"pl": "PL", "ru": "RU"}


class TextType(ValueType[str]):
    """One line of text."""

    lines = False

    def parse(self, raw: Any, field: Field, reader: Reader) -> str | None:
        """The trimmed text; nothing when it is empty."""
        return text_in(raw, field.limit, lines=self.lines) or None

    def cell(self, value: str) -> Cell:
        """The text, and its form for comparison."""
        return Cell(text=value, folded=self.folded(value))

    def load(self, cell: Cell) -> str:
        """The text as it was given."""
        return cell.text or ""

    def folded(self, value: str) -> str:
        """The form in which two values are compared."""
        return fold(value)


class LongTextType(TextType):
    """Text with line breaks."""

    lines = True


class ChoiceType(TextType):
    """One of the field's options, by its stored value, its label or either in other letter case."""

    def parse(self, raw: Any, field: Field, reader: Reader) -> str | None:
        """The option's stored value."""
        text = super().parse(raw, field, reader)
        if text is None:
            return None
        exact = {key: key for key, _label in field.choices}
        alike = {fold(str(label)): key for key, label in field.choices} | {fold(key): key for key in exact}
        if text not in exact and fold(text) not in alike:
            names = ", ".join(str(label) for _key, label in field.choices[:20])
            raise ValueFault(
                _("“%(value)s” is not an option of this field. Options: %(options)s", value=text[:100], options=names)
            )
        return exact.get(text) or alike[fold(text)]


class EmailType(TextType):
    """An e-mail address."""

    def parse(self, raw: Any, field: Field, reader: Reader) -> str | None:
        """The address as typed."""
        text = text_in(raw, EMAIL_LIMIT)
        return email_in(text) if text else None


class PhoneType(TextType):
    """A phone number, kept as typed and compared by its international form."""

    def parse(self, raw: Any, field: Field, reader: Reader) -> str | None:
        """The number; a national one is read by the writer's language, when that names a country."""
        text = text_in(raw, PHONE_LIMIT)
        return phone_in(text, reader.locale) if text else None

    def folded(self, value: str) -> str:
        """The digits."""
        return re.sub(r"\D", "", value)


class LinkType(TextType):
    """A web address; nothing but http and https, as it will be clicked."""

    def parse(self, raw: Any, field: Field, reader: Reader) -> str | None:
        """The address, with https:// before it when no scheme is given."""
        text = text_in(raw, field.limit)
        if not text:
            return None
        # What stands before a colon is a scheme, but before a port it is a host.
        has_scheme = re.match(r"[a-z][a-z0-9+.\-]*:(?!\d)", text, re.IGNORECASE)
        address = text if has_scheme else text_in(f"https://{text}", field.limit)
        try:
            parts = urlsplit(address)
            usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and " " not in address
        except ValueError:
            usable = False
        if not usable:
            raise ValueFault(_("Enter a web address such as https://example.com."))
        return address


def email_in(text: str) -> str:
    """The text, if it is an e-mail address; raises ValueFault."""
    if not _EMAIL.fullmatch(text):
        raise ValueFault(_("Enter an e-mail address such as anna@example.com."))
    return text


def phone_in(text: str, locale: str) -> str:
    """The text, if it is a phone number, in international form where it can be told; raises ValueFault."""
    digits = sum(letter.isdigit() for letter in text)
    if not (3 <= digits <= 20 and re.fullmatch(r"[\d\s()+\-./,;extwp#*]+", text, re.IGNORECASE)):
        raise ValueFault(_("Enter a phone number such as +48 600 100 200."))
    return _international(text, _REGIONS.get(locale))


def _international(text: str, region: str | None) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_valid_number(number):
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
