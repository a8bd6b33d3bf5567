"""Warning whoever adds a company or contact by hand that somebody is on the exceptions list."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import parse
from stepmark.domain.attributes import FieldType
from stepmark.domain.exceptions import ExceptionEntry
from stepmark.queries.exceptions import listed
from stepmark.web.caller import Caller
from stepmark.web.forms import text_of_form

SEEN = "listed_seen"


def unseen_exceptions(
    caller: Caller, fields: Iterable[Field], raw: Mapping[str, Any], form: FormData
) -> Sequence[ExceptionEntry]:
    """The entries that bar what was typed, unless the form says that they have all been shown already."""
    points = {field.type: _read(caller, field, raw.get(field.key)) for field in fields if field.point}
    phones, emails = points.get(FieldType.PHONE, ()), points.get(FieldType.EMAIL, ())
    if not phones and not emails:
        return ()
    with caller.reading() as session:
        found = listed(session, phones, emails)
    seen = text_of_form(form, SEEN).split(",")
    return () if all(str(entry.id) in seen for entry in found) else found


def _read(caller: Caller, field: Field, raw: Any) -> Sequence[str]:
    actor = caller.actor
    try:
        return parse(field, raw, Reader(actor.time_zone, actor.locale, actor.currency)) or ()
    except ValueFault:
        return ()  # the verb refuses it, and says why
