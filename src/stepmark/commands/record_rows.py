"""What creating, changing and deleting mean for a record of any kind. Kinds with more to them build on this."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.values import parse_all, to_json
from stepmark.commands.access import can_edit
from stepmark.commands.assignments import tell_assigned
from stepmark.commands.bulk import write_apart
from stepmark.commands.field_rights import require_editable, without_own_defaults
from stepmark.commands.line_amounts import beside_lines, refuse_fixed
from stepmark.commands.references import check_references
from stepmark.commands.unique_values import require_still_unique, require_unique
from stepmark.commands.values import fields_for, left_empty, require_filled, write_column, write_values
from stepmark.commands.work import Changes, Work
from stepmark.domain.merges import Merge
from stepmark.domain.record import Record, Versioned
from stepmark.domain.rights import may_make, require
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.history import values_at
from stepmark.queries.values import values_of

_FEW = 20
Raw = Mapping[str, Any]


def parsed(work: Work, kind: Kind, raw: Raw, *, new: bool, usual: Raw | None = None) -> dict[str, Any]:
    """The raw values as Python values, checked against the catalogue and against what they point at.

    What the actor's role may not write is refused. `usual` is what a record has where `raw` says nothing, which needs
    no right. Of what is refused, required fields that are empty are told too.
    """
    try:
        (values,) = all_parsed(work, kind, [raw], new=new, usual=usual)
    except Invalid as problem:
        raise Invalid({**problem.errors, **left_empty(_own(work, kind), raw)}) from None
    return values


def all_parsed(
    work: Work, kind: Kind, raws: Sequence[Raw], *, new: bool, usual: Raw | None = None
) -> list[dict[str, Any]]:
    """The same for many records; what they have in common is read once, what they point at is looked up together."""
    fields, own, shared = fields_for(work, kind), _own(work, kind), _shared(raws)
    common, found = _understood(work, kind, shared, usual or {}, new=new), []
    for raw in raws:
        rest = {key: value for key, value in raw.items() if key not in shared}
        found.append(common | _understood(work, kind, rest, {}, new=new))
        require_filled(own, found[-1], new=new)
    check_references(work, fields, *found)
    return found


def insert(work: Work, kind: Kind, record: Record, values: Mapping[str, Any], deal_id: int | None = None) -> Changes:
    """Add the record with its values; returns them as changes from nothing."""
    add_rows(work, kind, [(record, values)])
    return created(work, kind, record, values, deal_id)


def add_rows(
    work: Work, kind: Kind, rows: Sequence[tuple[Record, Mapping[str, Any]]], *, may_part: bool = False
) -> None:
    """Add records with their values. Of each of them `created` has to tell afterwards.

    Whoever changes nothing in them any more says that many of them `may_part` from the session.
    """
    require(may_make(work.actor, personal=kind.personal))
    fields = fields_for(work, kind)
    for record, values in rows:
        require_unique(work, kind, values)
        for key, value in values.items():
            if value is not None and fields[key].column:
                write_column(record, fields[key], value)
        require(not kind.personal or can_edit(work, record))
    records = [record for record, _values in rows]
    if may_part and len(rows) > _FEW and all(fields[key].column for _record, values in rows for key in values):
        write_apart(work, records)
        return
    work.session.add_all(records)
    work.session.flush()
    for record, values in rows:
        if rest := {key: each for key, each in values.items() if not fields[key].column}:
            write_values(work, record, fields, rest, new=True)


def created(work: Work, kind: Kind, record: Record, values: Mapping[str, Any], deal_id: int | None = None) -> Changes:
    """Tell of a record that was added; returns its values as changes from nothing."""
    fields = fields_for(work, kind)
    changes = {key: (None, to_json(fields[key], value)) for key, value in values.items() if value is not None}
    work.happened_to("created", kind.name, record, changes, record.id if kind.has_stages else deal_id)
    tell_assigned(work, kind, record, changes, is_new=True)
    return changes


def update(
    work: Work,
    kind: Kind,
    record: Record,
    values: Mapping[str, Any],
    deal_id: int | None = None,
    before: Mapping[str, Any] | None = None,
) -> Changes:
    """Change the record's values; returns what really changed, and appends an event only if something did.

    Whoever has read the present ones already gives them as `before`.
    """
    require_unique(work, kind, values, record.id)
    changes = write_values(work, record, fields_for(work, kind), values, before=before)
    refuse_fixed(record, changes)
    changes = beside_lines(work, kind, record, changes)
    # What is personal can't be handed to somebody whom one does not stand above.
    require(not kind.personal or can_edit(work, record))
    if changes:
        record.touch()
        work.happened_to("updated", kind.name, record, changes, deal_id)
        tell_assigned(work, kind, record, changes)
    return changes


def mark_deleted(work: Work, kind: Kind, record: Record, deal_id: int | None = None) -> None:
    """Put the record into the recycle bin."""
    record.deleted_at = now()
    record.touch()
    work.happened_to("deleted", kind.name, record, deal_id=deal_id)
    work.forget()


def mark_restored(work: Work, kind: Kind, record: Record, deal_id: int | None = None) -> None:
    """Take the record out of the recycle bin; one that was merged into another is itself again."""
    require_still_unique(work, kind, record)
    record.deleted_at = None
    record.touch()
    not_merged = delete(Merge).where(Merge.kind == kind.name, Merge.record_id == record.id)
    work.session.execute(not_merged, execution_options={"synchronize_session": "fetch"})
    work.happened_to("restored", kind.name, record, deal_id=deal_id)
    work.forget()


def require_version(record: Versioned, version: int | None) -> None:
    """Refuse a client that has not seen the newest version (If-Match)."""
    if version is not None and version != record.version:
        text = _("Somebody else has changed this since you read it. Read it again, then repeat your change.")
        raise Problem("conflict", text, version=record.version)


def unseen_merged(
    work: Work, kind: Kind, record: Record, values: dict[str, Any], version: int | None
) -> dict[str, Any]:
    """Of a form's values, those that its user changed since `version`; a clash with another's change is refused (I14).

    A form sends every field it shows. What the user left as it was then must not undo what others have done since.
    """
    if version is None or version >= record.version:
        return values
    fields = fields_for(work, kind)
    then = values_at(work.session, kind.name, record.id, max(version, 0))
    meant = {key: value for key, value in values.items() if key not in then or to_json(fields[key], value) != then[key]}
    current = values_of(work.session, {key: fields[key] for key in meant}, [record])[record.id]
    clashes = [key for key in meant if key in then and meant[key] != current[key]]
    if clashes:
        raise _conflict(record, [_clash(fields[key], meant[key], current[key]) for key in clashes])
    return meant


def _shared(raws: Sequence[Raw]) -> Raw:
    """What each of many gives alike, down to the type, as True and 1 are equal and not alike; of one alone nothing."""
    first, *others = raws
    if not others:
        return {}
    return {
        key: value
        for key, value in first.items()
        if isinstance(value, str | int | None)
        and all(key in raw and raw[key] == value and type(raw[key]) is type(value) for raw in others)
    }


def _own(work: Work, kind: Kind) -> dict[str, Field]:
    access = work.actor.access
    return {
        key: field for key, field in fields_for(work, kind).items() if field.by_hand and access.of(kind.name, key).edits
    }


def _understood(work: Work, kind: Kind, raw: Raw, usual: Raw, *, new: bool) -> dict[str, Any]:
    fields = fields_for(work, kind)
    written = without_own_defaults(kind, raw, work.actor.member_id) if new else raw
    require_editable(work, kind, [fields[key] for key in written if key in fields])
    values = parse_all(fields, {**usual, **raw}, work.reader)
    fixed = [key for key in values if not fields[key].by_hand]
    if fixed:
        raise Invalid({key: _("“%(field)s” can't be set here.", field=fields[key].label) for key in fixed})
    return values


def _clash(field: Field, yours: Any, theirs: Any) -> dict[str, Any]:
    return {
        "field": field.key,
        "label": field.label,
        "yours": to_json(field, yours),
        "theirs": to_json(field, theirs),
    }


def _conflict(record: Record, clashes: list[dict[str, Any]]) -> Problem:
    text = _("Somebody else has changed the same fields while you were editing. Choose which values to keep.")
    return Problem("conflict", text, field=clashes[0]["field"], clashes=clashes, version=record.version)
