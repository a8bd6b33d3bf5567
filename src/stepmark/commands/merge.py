"""Making one record of duplicates: one stays and takes over what the others had, these go into the recycle bin."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found, record_to_edit
from stepmark.commands.co_executors import CO_EXECUTORS, co_executors_of, set_co_executors
from stepmark.commands.field_rights import require_editable
from stepmark.commands.merged_links import repoint, require_few
from stepmark.commands.record_rows import mark_deleted, parsed
from stepmark.commands.record_rows import update as change
from stepmark.commands.requisites import current_requisites, write_requisites
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.merges import Merge
from stepmark.domain.notes import File, Note, Notice
from stepmark.domain.people import Member
from stepmark.domain.record import Record
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.queries.merges import merged_requisites, merged_values
from stepmark.queries.values import values_of

MOST_MERGED = 5
_UNSEEN = {"synchronize_session": False}
# What hangs on a record by its kind and id, and moves on as it is; its name in the event.
_PAPERS = {"notes": Note, "files": File, "notices": Notice}

Taken = Mapping[str, int]


def merge_records(
    work: Work,
    kind: Kind,
    into_id: int,
    ids: Sequence[int],
    values: Mapping[str, Any] | None = None,
    taken: Taken | None = None,
) -> None:
    """Merge these records of a kind into one, which must all be the actor's to edit.

    `taken` names for a field or requisite the record whose value stays; `values` gives raw ones. Else the one that
    stays keeps what it has, gets what it lacks, and of phones, e-mails and the like has all.
    """
    others = sorted(set(ids) - {into_id})
    _require_sense(kind, others)
    records = {row_id: record_to_edit(work, kind.model, row_id) for row_id in sorted({into_id, *others})}
    kept, gone = records.pop(into_id), list(records.values())
    require_few(work, kind, others)
    _take_over_values(work, kind, kept, gone, values or {}, taken or {})
    _take_over_people(work, kept, gone)
    with work.caused_by(kind="merge", into=into_id):
        repoint(work, kind, into_id, others)
        moved = [_moved(work, kind, into_id, each) for each in gone]
        for each in gone:
            mark_deleted(work, kind, each)
            work.session.add(Merge(kind=kind.name, record_id=each.id, into_id=into_id))
        work.happened_to("merged", kind.name, kept, {"merged": (None, moved)})
    work.session.flush()


def _require_sense(kind: Kind, others: Sequence[int]) -> None:
    if not kind.is_client:
        raise not_found()
    if not others:
        raise Invalid({"ids": _("Choose at least two records to merge.")})
    if len(others) >= MOST_MERGED:
        raise Invalid({"ids": _("At most %(limit)s records can be merged at once.", limit=MOST_MERGED)})


def _take_over_values(
    work: Work, kind: Kind, kept: Record, gone: Sequence[Record], raw: Mapping[str, Any], taken: Taken
) -> None:
    fields = {key: field for key, field in fields_for(work, kind).items() if field.by_hand}
    unknown = [key for key in taken if key not in fields and not key.startswith("requisites.")]
    if unknown or not {*taken.values()} <= {each.id for each in (kept, *gone)}:
        raise Invalid({"taken": _("Choose one from the list.")})
    require_editable(work, kind, [fields[key] for key in taken if key in fields])
    given = parsed(work, kind, raw, new=False)
    present = values_of(work.session, fields, [kept, *gone])
    merged = {**merged_values(fields, present, kept.id, taken), **given}
    links = {key for key, field in fields.items() if field.related == kind.name}
    # What belongs to one of them would else belong to itself.
    merged |= {key: None for key in links if merged[key] in present}
    change(work, kind, kept, merged, before=present[kept.id])
    own = {each.id: current_requisites(work, kind, each.id) for each in (kept, *gone)}
    write_requisites(work, kind, kept, merged_requisites(own, kept.id, taken))


def _take_over_people(work: Work, kept: Record, gone: Sequence[Record]) -> None:
    if not kept.about.shared:
        return
    own = co_executors_of(work, kept)
    theirs = {member_id for each in gone for member_id in co_executors_of(work, each)}
    here = select(Member.id).where(Member.id.in_(theirs), Member.active.is_(True))
    set_co_executors(work, kept, {CO_EXECUTORS: sorted({*own, *work.session.scalars(here)})})


def _moved(work: Work, kind: Kind, into_id: int, record: Record) -> dict[str, Any]:
    """Hang a duplicate's notes and files on the record that stays; returns which, for the event and its undoing."""
    told: dict[str, Any] = {"id": record.id, "name": record.label}
    for name, model in _PAPERS.items():
        own: Any = model
        its = own.kind == kind.name, own.record_id == record.id
        told[name] = list(work.session.scalars(select(own.id).where(*its).order_by(own.id)))
        hang(work, name, told[name], into_id)
    return told


def hang(work: Work, name: str, ids: Sequence[int], record_id: int) -> None:
    """Let notes, files or notices be on another record."""
    model: Any = _PAPERS[name]
    if ids:
        moving = update(model).where(model.id.in_(ids)).values(record_id=record_id)
        work.session.execute(moving, execution_options=_UNSEEN)
