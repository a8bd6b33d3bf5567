"""The words by which records are found, read from the records themselves."""

from collections.abc import Collection, Iterable
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.platform.words import phone_terms, terms_of

MOST_TERMS = 200


def terms_by_record(
    session: Session, kind: Kind, ids: Collection[int], hidden: Collection[str] = ()
) -> dict[int, set[str]]:
    """The terms of live records by id, without those of the `hidden` fields; in two statements at most."""
    model = kind.model
    searched = [field for field in kind.system_fields if field.searched and field.key not in hidden]
    columns = [getattr(model, str(field.column)) for field in searched if field.column]
    rows = session.execute(select(model.id, *columns).where(model.id.in_(ids), model.deleted_at.is_(None)))
    # Of many that are made at once, most may be called the same.
    found = cache(lambda *texts: frozenset(terms_of(" ".join(filter(None, texts)))[:MOST_TERMS]))
    terms = {row_id: set(found(*texts)) for row_id, *texts in rows}
    types = [field.point for field in searched if field.point]
    if types and terms:
        for row_id, own in _of_points(session, kind, terms, types):
            terms[row_id].update(own)
    return terms


def _of_points(
    session: Session, kind: Kind, ids: Iterable[int], types: Collection[str]
) -> Iterable[tuple[int, list[str]]]:
    query = select(ContactPoint.record_id, ContactPoint.type, ContactPoint.text).where(
        ContactPoint.kind == kind.name, ContactPoint.record_id.in_(ids), ContactPoint.type.in_(types)
    )
    rows = session.execute(query)
    return [(row_id, phone_terms(text) if type == FieldType.PHONE else terms_of(text)) for row_id, type, text in rows]
