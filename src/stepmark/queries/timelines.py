"""The timeline of a record: its history with the names of fields and of what they pointed at, as they read today."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field, custom_field
from stepmark.catalogue.kinds import KINDS
from stepmark.catalogue.requisites import told_requisites
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import parse
from stepmark.domain.attributes import FieldType
from stepmark.domain.fields import CustomField
from stepmark.domain.history import History
from stepmark.domain.mentions import written
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Text, _
from stepmark.queries.happenings import symbol_of, text_of_event, why
from stepmark.queries.history import history_of, seen_events
from stepmark.queries.labels import Labels, label_rows, target_of
from stepmark.queries.lines import lines_in_words
from stepmark.queries.mentions import names_in
from stepmark.queries.told import TOLD
from stepmark.queries.undo import offers

PAGE = 30
Fields = Mapping[tuple[str, str], Field]
FURTHER_CONTACTS = Field(
    "deal", "contact_ids", _("Further contacts"), FieldType.RECORD, related="contact", multiple=True
)
CO_EXECUTORS = Field("deal", "co_executor_ids", _("Co-executors"), FieldType.USER, multiple=True)
_LINES = Field("", "lines", _("Products"), FieldType.LONG_TEXT)
_NOTE = Field("", "note", _("Note"), FieldType.LONG_TEXT)
# Changes that are no field of the catalogue, read as if they were.
_BESIDES = {
    "contact_ids": FURTHER_CONTACTS,
    "co_executor_ids": CO_EXECUTORS,
    "for_job_titles": Field("task", "for_job_titles", _("Job titles"), FieldType.TEXT, multiple=True),
    "note": _NOTE,
    "lines": _LINES,
    "amount_from_lines": Field("", "amount_from_lines", _("Amount from products"), FieldType.YES_NO),
    **{name: Field("", name, KINDS[name].label, FieldType.RECORD, related=name) for name in TOLD},
    "document_version": Field("", "document_version", _("Version"), FieldType.NUMBER),
    "file": Field("", "file", _("File"), FieldType.TEXT),
    **told_requisites(),
}


@dataclass(frozen=True)
class Change:
    """One field's change; the values are Python values, or texts where they can't be read any more."""

    field: Field
    before: Any
    after: Any


@dataclass(frozen=True)
class Happening:
    """One event with its changes; `undo` is the change that may be undone from here."""

    event: History
    changes: list[Change]
    symbol: str
    text: Text
    why: Text
    undo: int | None = None

    @property
    def override(self) -> Mapping[str, Any] | None:
        """The reason for which required steps were passed over, and which they were."""
        pair = self.event.changes.get("override")
        return pair[1] if pair else None


@dataclass(frozen=True)
class Timeline:
    """The newest happenings of a record; `older` is the id before which to go on, None at the end."""

    kind: str
    record_id: int
    happenings: list[Happening]
    labels: Labels
    older: int | None


def timeline_of(
    session: Session, actor: Actor, kind: str, record_id: int, *, before: int | None = None, limit: int = PAGE
) -> Timeline:
    """The timeline of a record that the actor is known to see, in a number of statements that does not grow."""
    events = history_of(session, kind, record_id, before=before, limit=limit + 1)
    older = events[limit - 1].id if len(events) > limit else None
    fields = _fields(session)
    undo = offers(session, actor, kind, record_id, events[:limit])
    names = names_in(session, (text for event in events[:limit] for text in event.changes.get("note", ())))
    seen = seen_events(session, actor, kind, events[:limit])
    # A duplicate that was merged into the record is told of by its own name.
    pages = ("" if event.kind == kind and event.record_id != record_id else kind for event in seen)
    told = (_happening(event, page, fields, names) for event, page in zip(seen, pages, strict=True))
    happenings = [replace(each, undo=undo.get(each.event.id)) for each in told]
    labels = Labels(label_rows(session, actor, _wanted(happenings)))
    return Timeline(kind, record_id, happenings, labels, older)


def _happening(event: History, page: str, fields: Fields, members: Mapping[int, str]) -> Happening:
    def named(key: str) -> Field | None:
        # A binding names its system field without the column's ending: `company` for `company_id`.
        return fields.get((page, key)) or fields.get((page, f"{key}_id"))

    changes = list(_changes(event, fields, members))
    return Happening(event, changes, symbol_of(event), text_of_event(event, page), why(event, named))


def _fields(session: Session) -> Fields:
    """Every field there is or was; a live one before a deleted one of the same key."""
    system = {(kind.name, field.key): field for kind in KINDS.values() for field in kind.system_fields}
    rows = session.scalars(select(CustomField).order_by(CustomField.deleted_at.is_(None), CustomField.id))
    return system | {(row.kind, f"custom.{row.key}"): custom_field(row) for row in rows}


def _changes(event: History, fields: Fields, members: Mapping[int, str]) -> Iterator[Change]:
    for key, (before, after) in event.changes.items():
        field = fields.get((event.kind, key)) or _BESIDES.get(key)
        if field is not None and not (before in (None, []) and after in (None, [])):
            yield Change(field, _read(field, before, members), _read(field, after, members))


def _read(field: Field, value: Any, members: Mapping[int, str]) -> Any:
    if field is _NOTE and value:
        return written(value, members)
    if field is _LINES:
        return lines_in_words(value)
    try:
        return parse(field, value, Reader())
    except ValueFault:
        # An option or a type that has changed since: what was written then still says something.
        return str(value)


def _wanted(happenings: Sequence[Happening]) -> Mapping[str, set[int]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for change in (change for happening in happenings for change in happening.changes):
        for value in (change.before, change.after):
            ids = value if isinstance(value, tuple) else (value,)
            wanted[target_of(change.field)].update(each for each in ids if isinstance(each, int))
    wanted.pop("", None)
    return wanted
