"""Deleting for ever: from the recycle bin, by administrators. It wakes nothing, and leaves one line of history."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update

from stepmark.catalogue.kinds import PRODUCT, Kind, pointers_to
from stepmark.commands.access import locked
from stepmark.commands.search_index import forget_records
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.co_executors import CoExecutor
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.fields import CustomField, FieldValue
from stepmark.domain.lines import Line
from stepmark.domain.notes import File, Note
from stepmark.domain.payment_links import PaymentLink
from stepmark.domain.requisites import Requisite
from stepmark.domain.rights import require_admin
from stepmark.platform.clock import now


def purge_record(work: Work, kind: Kind, record_id: int) -> None:
    """Delete a record from the bin for ever, with its values, notes and files; links to it become empty."""
    require_admin(work.actor)
    record = locked(work, kind.model, record_id, deleted=True)
    label = record.label
    work.session.expunge(record)
    remove_for_ever(work, kind, [record_id])
    work.happened(f"{kind.name}.purged", kind.name, record_id, label=label)


def remove_for_ever(work: Work, kind: Kind, ids: Sequence[int]) -> None:
    """Delete records that lie in the bin, with their values, notes and files; links to them become empty."""
    remove_belongings(work, kind, ids)
    for pointer in pointers_to(kind):
        model, column = pointer.kind.model, pointer.column
        if pointer.goes_along:
            remove_belongings(work, pointer.kind, work.session.scalars(select(model.id).where(column.in_(ids))).all())
        else:
            unlinking = update(model).where(column.in_(ids)).values({str(pointer.field.column): None})
            work.session.execute(unlinking, execution_options=_UNSEEN)
    if kind is PRODUCT:
        unnamed = update(Line).where(Line.product_id.in_(ids)).values(product_id=None)
        work.session.execute(unnamed, execution_options=_UNSEEN)
    work.session.execute(delete(kind.model).where(kind.model.id.in_(ids)), execution_options=_UNSEEN)


# The session holds none of the rows that go, so that it need not be told.
_UNSEEN = {"synchronize_session": False}


def remove_belongings(work: Work, kind: Kind, ids: Sequence[int]) -> None:
    """Delete what hangs on records: values, phones and e-mails, requisites, notes, files, lines, links."""
    fields = select(CustomField.id).where(CustomField.kind == kind.name)
    held = _held_files(work, kind, ids)
    forget_records(work, kind, ids)
    for gone in (
        delete(FieldValue).where(FieldValue.field_id.in_(fields), FieldValue.record_id.in_(ids)),
        delete(ContactPoint).where(ContactPoint.kind == kind.name, ContactPoint.record_id.in_(ids)),
        delete(Requisite).where(Requisite.kind == kind.name, Requisite.record_id.in_(ids)),
        delete(Note).where(Note.kind == kind.name, Note.record_id.in_(ids)),
        delete(Line).where(Line.kind == kind.name, Line.record_id.in_(ids)),
        delete(PaymentLink).where(PaymentLink.kind == kind.name, PaymentLink.record_id.in_(ids)),
        delete(CoExecutor).where(CoExecutor.kind == kind.name, CoExecutor.record_id.in_(ids)),
    ):
        work.session.execute(gone, execution_options=_UNSEEN)
    _remove_files(work, kind, ids, held)


def _held_files(work: Work, kind: Kind, ids: Sequence[int]) -> list[int]:
    """The files that were uploaded for a field of these records."""
    fields = select(CustomField.id).where(CustomField.kind == kind.name, CustomField.type == FieldType.FILE)
    held = select(FieldValue.number).where(FieldValue.field_id.in_(fields), FieldValue.record_id.in_(ids))
    return list(work.session.scalars(select(File.id).where(File.id.in_(held), File.record_id.is_(None))))


def _remove_files(work: Work, kind: Kind, ids: Sequence[int], held: Sequence[int]) -> None:
    """A file that a field of another record holds stays as a deleted row, so that the field can tell it is gone."""
    on_record = select(File.id).where(File.kind == kind.name, File.record_id.in_(ids))
    gone = [*work.session.scalars(on_record), *held]
    still = set(work.session.scalars(_held_elsewhere(gone)))
    unheld = [file_id for file_id in gone if file_id not in still]
    marking = update(File).where(File.id.in_(still), File.deleted_at.is_(None)).values(deleted_at=now())
    work.session.execute(marking, execution_options=_UNSEEN)
    work.session.execute(delete(File).where(File.id.in_(unheld)), execution_options=_UNSEEN)


def _held_elsewhere(file_ids: Sequence[int]) -> Any:
    fields = select(CustomField.id).where(CustomField.type == FieldType.FILE)
    return select(FieldValue.number).where(FieldValue.field_id.in_(fields), FieldValue.number.in_(file_ids))
