"""Which fields a record kind has in this workspace."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field, custom_field
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.domain.fields import CustomField
from stepmark.queries.field_access import access_of, seen


def fields_of(session: Session, kind: Kind) -> dict[str, Field]:
    """The fields of a kind that the reader may see, by key: the system's in their order, then the workspace's own."""
    return seen(access_of(session), kind.name, all_fields_of(session, kind))


def all_fields_of(session: Session, kind: Kind) -> dict[str, Field]:
    """Every field of a kind, whoever asks: for what the product itself does with them."""
    return {field.key: field for field in (*kind.system_fields, *map(custom_field, custom_fields(session, kind.name)))}


def custom_fields(session: Session, *kinds: str) -> list[CustomField]:
    """The live custom fields of these kinds, or of all, in their order."""
    query = select(CustomField).where(CustomField.deleted_at.is_(None), CustomField.kind.in_(kinds or KINDS))
    return list(session.scalars(query.order_by(CustomField.kind, CustomField.position, CustomField.id)))


def deleted_fields(session: Session, kind: str) -> list[CustomField]:
    """The deleted custom fields of a kind, the latest first."""
    query = select(CustomField).where(CustomField.deleted_at.is_not(None), CustomField.kind == kind)
    return list(session.scalars(query.order_by(CustomField.deleted_at.desc(), CustomField.id)))


def field_page(session: Session, kinds: Collection[str], *, after: int = 0, limit: int = 50) -> list[CustomField]:
    """The live custom fields of these kinds, or of all, by id, for programs that read them page by page."""
    query = select(CustomField).where(CustomField.deleted_at.is_(None), CustomField.id > after)
    query = query.where(CustomField.kind.in_(kinds or KINDS))
    return list(session.scalars(query.order_by(CustomField.id).limit(limit)))


def by_hand(fields: Iterable[Field]) -> list[Field]:
    """The fields that people fill on a form."""
    return [field for field in fields if field.by_hand]
