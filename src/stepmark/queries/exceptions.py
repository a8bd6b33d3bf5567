"""The exceptions list: who is on it, and whether somebody is."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS
from stepmark.catalogue.points import Point
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.exceptions import ExceptionEntry
from stepmark.platform.text import fold
from stepmark.queries.field_access import access_of

_AT_ONCE = 500


def listed(session: Session, phones: Iterable[str], emails: Iterable[str]) -> list[ExceptionEntry]:
    """The entries that bar one of these phones and e-mails, which are given as records keep them."""
    points = [*(Point(FieldType.PHONE, each) for each in phones), *(Point(FieldType.EMAIL, each) for each in emails)]
    return list(entries_by_key(session, points).values())


def entries_by_key(session: Session, points: Iterable[Point]) -> Mapping[tuple[str, str], ExceptionEntry]:
    """The entries of those of these points that are on the list, by `Point.key`, in the points' order."""
    keys = dict.fromkeys(point.key for point in points)
    found: dict[tuple[str, str], ExceptionEntry] = {}
    wanted = iter(keys)
    while portion := list(islice(wanted, _AT_ONCE)):
        query = select(ExceptionEntry).where(ExceptionEntry.folded.in_({folded for _type, folded in portion}))
        found |= {(entry.type, entry.folded): entry for entry in session.scalars(query)}
    return {key: found[key] for key in keys if key in found}


def points_of(session: Session, kind: str, record_id: int) -> list[Point]:
    """The phones and e-mails of a company or contact."""
    query = select(ContactPoint.type, ContactPoint.text).where(
        ContactPoint.kind == kind,
        ContactPoint.record_id == record_id,
        ContactPoint.type.in_(_seen_types(session, kind)),
    )
    rows = session.execute(query.order_by(ContactPoint.type.desc(), ContactPoint.position))
    return [Point(type, text) for type, text in rows]


def _seen_types(session: Session, kind: str) -> list[str]:
    hidden = access_of(session).hidden(kind)
    return [each.point for each in KINDS[kind].system_fields if each.point and each.key not in hidden]


def has_exceptions(session: Session) -> bool:
    """Whether anybody is on the list."""
    return session.scalar(select(ExceptionEntry.id).limit(1)) is not None


def newest_exceptions(
    session: Session, sought: str, before: int | None, limit: int
) -> tuple[Sequence[ExceptionEntry], int | None]:
    """The newest entries that hold a text, and the id before which to go on."""
    query = select(ExceptionEntry).order_by(ExceptionEntry.id.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(ExceptionEntry.id < before)
    return _page(session.scalars(_holding(query, sought)).all(), limit)


def exceptions_after(
    session: Session, sought: str, after: int, limit: int
) -> tuple[Sequence[ExceptionEntry], int | None]:
    """The entries beyond an id that hold a text, and the id to go on from."""
    query = select(ExceptionEntry).where(ExceptionEntry.id > after).order_by(ExceptionEntry.id).limit(limit + 1)
    return _page(session.scalars(_holding(query, sought)).all(), limit)


def _holding(query, sought: str):  # type: ignore[no-untyped-def]  # a select of entries, whose type is longer than this
    if not sought.strip():
        return query
    folded = fold(sought.strip())
    digits = "".join(letter for letter in folded if letter.isdigit())
    email = (ExceptionEntry.type == FieldType.EMAIL) & ExceptionEntry.folded.contains(folded, autoescape=True)
    if not digits:
        return query.where(email)
    return query.where(email | (ExceptionEntry.type == FieldType.PHONE) & ExceptionEntry.folded.contains(digits))


def _page(rows: Sequence[ExceptionEntry], limit: int) -> tuple[Sequence[ExceptionEntry], int | None]:
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None
