"""To which addresses mail came back."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.points import Point
from stepmark.domain.attributes import FieldType
from stepmark.domain.returned_mails import ReturnedMail
from stepmark.platform.text import is_storable
from stepmark.queries.values import Values


def returned_to(session: Session, addresses: Collection[str]) -> dict[str, ReturnedMail]:
    """The marks of those of the addresses that have one, by address as given; no statement for none of them."""
    folded = {each: folded_address(each) for each in addresses if is_storable(each)}
    if not folded:
        return {}
    query = select(ReturnedMail).where(ReturnedMail.folded.in_(set(folded.values())))
    marks = {each.folded: each for each in session.scalars(query)}
    return {address: marks[key] for address, key in folded.items() if key in marks}


def folded_address(address: str) -> str:
    """An address as marks keep it."""
    return Point(FieldType.EMAIL, address).folded


def addresses_in(fields: Iterable[Field], values: Values) -> list[str]:
    """The e-mail addresses among a record's values, as far as the fields are seen."""
    return [address for field in fields for address in _addresses(field, values)]


def marks_in(field: Field, values: Values, marks: Mapping[str, ReturnedMail]) -> list[tuple[str, ReturnedMail]]:
    """The addresses in one field that have a mark."""
    return [(address, marks[address]) for address in _addresses(field, values) if address in marks]


def _addresses(field: Field, values: Values) -> list[str]:
    value = values.get(field.key) if field.type is FieldType.EMAIL else None
    return [value] if isinstance(value, str) else list(value or ())
