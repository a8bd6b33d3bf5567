"""The files on a record, and who may open one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.domain.attributes import FieldType
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.domain.notes import File
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor
from stepmark.queries.notes import may_change
from stepmark.queries.visible import live


@dataclass(frozen=True)
class FileRow:
    """A file with the name of who uploaded it, and whether the reader may delete it."""

    file: File
    author: str
    mine: bool


def files_of(session: Session, actor: Actor, kind: Kind, record_id: int) -> Sequence[FileRow]:
    """The files on a record that the actor is known to see, the newest first."""
    query = (
        select(File, Member.name)
        .outerjoin(Member, Member.id == File.author_id)
        .where(File.kind == kind.name, File.record_id == record_id, File.deleted_at.is_(None))
        .order_by(File.id.desc())
    )
    return [FileRow(file, name or "", may_change(actor, file.author_id)) for file, name in session.execute(query)]


def files_after(
    session: Session, kind: Kind, record_id: int, after: int, limit: int
) -> tuple[Sequence[File], int | None]:
    """At most `limit` live files on a record beyond the id `after`, and the id to go on from if there are more."""
    query = select(File).where(File.kind == kind.name, File.record_id == record_id, File.deleted_at.is_(None))
    found = session.scalars(query.where(File.id > after).order_by(File.id).limit(limit + 1)).all()
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def seen_file(session: Session, actor: Actor, file_id: int) -> File | None:
    """A live file that the actor may open."""
    query = select(File).where(File.id == file_id, File.deleted_at.is_(None), readable(actor))
    return session.scalars(query).one_or_none()


def readable(actor: Actor) -> ColumnElement[bool]:
    """Files on records that the actor sees, files held by a field of such a record, and the actor's own uploads."""
    seen = (condition for kind in KINDS.values() for condition in (_on_record(kind, actor), _in_field(kind, actor)))
    return or_(File.author_id == actor.member_id, *seen)


def _on_record(kind: Kind, actor: Actor) -> ColumnElement[bool]:
    model: Any = kind.model
    return and_(File.kind == kind.name, exists().where(model.id == File.record_id, live(kind, actor)))


def _in_field(kind: Kind, actor: Actor) -> ColumnElement[bool]:
    model: Any = kind.model
    return exists().where(
        FieldValue.number == File.id,
        CustomField.id == FieldValue.field_id,
        CustomField.type == FieldType.FILE,
        CustomField.kind == kind.name,
        CustomField.deleted_at.is_(None),
        CustomField.key.not_in([key.removeprefix("custom.") for key in actor.access.hidden(kind.name)]),
        model.id == FieldValue.record_id,
        live(kind, actor),
    )
