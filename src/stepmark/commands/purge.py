"""Emptying the recycle bin of what has lain there long enough. It wakes nothing and leaves one line of history."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.bin import remove_for_ever
from stepmark.commands.work import Work
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.domain.notes import File, Note
from stepmark.domain.rights import require_admin
from stepmark.platform.clock import now

CHUNK = 200
_UNSEEN = {"synchronize_session": False}


def purge_bin(work: Work, days: int) -> int:
    """Delete for good a chunk of what was put into the bin more than `days` days ago; call again until it returns 0.

    Deleted fields, steps and stages stay, as ticks and values tell of them.
    """
    require_admin(work.actor)
    before = now() - timedelta(days=days)
    gone = {kind.name: _purge_kind(work, kind, before) for kind in KINDS.values()}
    gone["note"], gone["file"] = _purge_notes(work, before), _purge_files(work, before)
    total = sum(gone.values())
    if total:
        changes = {name: (count, 0) for name, count in gone.items() if count}
        work.happened("bin.purged", "workspace", work.actor.workspace_id, changes)
    return total


def _purge_kind(work: Work, kind: Kind, before: datetime) -> int:
    model = kind.model
    old = select(model.id).where(model.deleted_at < before).order_by(model.id).limit(CHUNK)
    ids = work.session.scalars(old.with_for_update(skip_locked=True)).all()
    if not ids:
        return 0
    remove_for_ever(work, kind, ids)
    return len(ids)


def _purge_notes(work: Work, before: datetime) -> int:
    ids = work.session.scalars(select(Note.id).where(Note.deleted_at < before).limit(CHUNK)).all()
    work.session.execute(delete(Note).where(Note.id.in_(ids)), execution_options=_UNSEEN)
    return len(ids)


def _purge_files(work: Work, before: datetime) -> int:
    ids = work.session.scalars(select(File.id).where(File.deleted_at < before).limit(CHUNK)).all()
    file_fields = select(CustomField.id).where(CustomField.type == "file").scalar_subquery()
    for gone in (
        delete(FieldValue).where(FieldValue.field_id.in_(file_fields), FieldValue.number.in_(ids)),
        delete(File).where(File.id.in_(ids)),
    ):
        work.session.execute(gone, execution_options=_UNSEEN)
    return len(ids)
