"""Phones and e-mails by themselves: told apart, read, and brought into the form in which they are compared."""

from typing import Any, NamedTuple

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import TYPES, parse
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import _

# The end of a longer one is left out of comparison, so that an index can hold it.
LONGEST_COMPARED = 400


class Point(NamedTuple):
    """One phone or e-mail as it is kept. `type` is that of its field."""

    type: str
    text: str

    @property
    def folded(self) -> str:
        """The form in which it is compared."""
        return (TYPES[FieldType(self.type)].cell(self.text).folded or "")[:LONGEST_COMPARED]

    @property
    def key(self) -> tuple[str, str]:
        """What two that mean the same have in common."""
        return self.type, self.folded


def point_in(raw: Any, reader: Reader) -> Point:
    """A phone or an e-mail as one types it; raises ValueFault."""
    type = FieldType.EMAIL if isinstance(raw, str) and "@" in raw else FieldType.PHONE
    text = parse(Field("exception", "value", _("Phone or e-mail"), type), raw, reader)
    if not text:
        raise ValueFault(_("Enter a phone number or an e-mail address."))
    return Point(str(type), text)
