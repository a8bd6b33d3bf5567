"""What one row of a file becomes: a new record, a change of an old one, or a line in the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from stepmark.catalogue.kinds import CONTACT, TASK, Kind
from stepmark.commands.records import create_record, update_record
from stepmark.commands.tasks import finish_task
from stepmark.commands.work import Work
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import fold

Key = tuple[str, ...]
# What a linked record is called: the list of names that it stands in, and its name there.
Name = tuple[str, str]
Counted = Literal["added", "merged", "skipped", "left_out"]
# When these happened is history; only what a record becomes may be merged into an old one.
_AT_CREATION_ONLY = ("created_at", "closed_at", "done_at")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, or, without a column, in the whole row; `key` is the field's that it was to fill."""

    message: Text
    column: str = ""
    value: str = ""
    key: str = ""


@dataclass(frozen=True)
class Linked:
    """A record of another kind that a row names in its link `field`: `known` by its id, or to be made of `raw`.

    `names` are what it can be called by, the surest first. One that is known is changed only if `merges`.
    """

    field: str
    kind: Kind
    raw: Mapping[str, Any]
    names: Sequence[Name]
    known: int | None = None
    merges: bool = False


@dataclass(frozen=True)
class PreparedRow:
    """A row as its kind's verbs take it: `raw` by field key, with the file's column for each in `columns`.

    `usable` is false when it lacks what it must have, `waits` true when a link of it names what may yet come, and
    `key` is what it is compared by, None when it is not.
    """

    number: int
    raw: Mapping[str, Any]
    faults: Sequence[Fault] = ()
    usable: bool = True
    waits: bool = False
    key: Key | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    linked: Sequence[Linked] = ()


@dataclass(frozen=True)
class Duplicates:
    """What to do with a row whose key a record has already: "skip" or "merge"."""

    do: str = "add"
    known: dict[Key, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a row."""

    row: PreparedRow
    counted_as: Counted
    faults: Sequence[Fault]
    record_id: int | None = None
    made: Mapping[Name, int] = field(default_factory=dict)

    @property
    def was_taken(self) -> bool:
        """Whether the row is in the database now."""
        return self.counted_as in ("added", "merged")


def bring_in(
    work: Work, kind: Kind, row: PreparedRow, import_id: int, *, do: str, same: int | None, made: Mapping[Name, int]
) -> Outcome:
    """Add the row as a record, or merge it into the one that is the `same`; what its verb refuses is raised.

    `made` are the linked records that earlier rows have brought along.
    """
    if not row.usable:
        return Outcome(row, "left_out", row.faults)
    if same is not None and do == "skip":
        fault = Fault(_("This is there already, as number %(id)s.", id=same))
        return Outcome(row, "skipped", [*row.faults, fault], same)
    with work.caused_by(kind="import", **{"import": import_id}, row=row.number):
        raw, new = _with_linked(work, row, made) if row.linked else (row.raw, {})
        if same is None:
            return Outcome(row, "added", row.faults, _added(work, kind, raw), new)
        later = {key: value for key, value in raw.items() if key not in _AT_CREATION_ONLY}
        update_record(work, kind, same, later)
        return Outcome(row, "merged", row.faults, same, new)


def without_refused(row: PreparedRow, problem: Problem) -> PreparedRow:
    """The row without the cells that its verb has refused, or not usable where it is more than these."""
    refused = _refused(problem)
    given = {**row.raw, **{each.field: each.names[-1][1] for each in row.linked}}
    faults = [Fault(text, row.columns.get(key, key), str(given.get(key, ""))[:1000]) for key, text in refused.items()]
    optional = set(refused) <= set(given) - {"title", "name"}
    return PreparedRow(
        number=row.number,
        raw={key: value for key, value in row.raw.items() if key not in refused},
        faults=[*row.faults, *faults],
        usable=optional and bool(refused),
        waits=row.waits,
        key=row.key,
        columns=row.columns,
        linked=[each for each in row.linked if each.field not in refused],
    )


def _with_linked(
    work: Work, row: PreparedRow, made: Mapping[Name, int]
) -> tuple[Mapping[str, Any], Mapping[Name, int]]:
    """The row's values with the ids of the records that it links to, and those of them that are new."""
    raw = dict(row.raw)
    new: dict[Name, int] = {}
    for each in row.linked:
        known = each.known or made.get(_folded(each.names[0]))
        raw[each.field] = _linked_id(work, each, raw, known)
        if known is None:
            new |= {_folded(name): raw[each.field] for name in each.names}
    return raw, new


def _linked_id(work: Work, linked: Linked, raw: Mapping[str, Any], known: int | None) -> int:
    # A contact that a deal brings along works at the deal's company.
    shared = {"company_id": raw["company_id"]} if linked.kind is CONTACT and raw.get("company_id") else {}
    try:
        if known is None:
            return create_record(work, linked.kind, {**shared, **linked.raw})
        if linked.merges:
            later = {key: value for key, value in linked.raw.items() if key != linked.kind.title_key}
            update_record(work, linked.kind, known, later)
    except Problem as problem:
        raise Invalid({linked.field: problem.detail}) from None
    return known


def _folded(name: Name) -> Name:
    return name[0], fold(name[1])


def _added(work: Work, kind: Kind, raw: Mapping[str, Any]) -> int:
    if kind is not TASK:
        return create_record(work, kind, raw)
    is_done = raw.get("done_at")
    task_id = create_record(work, kind, {key: value for key, value in raw.items() if key != "done_at"})
    if is_done:
        work.session.flush()
        finish_task(work, task_id)
    return task_id


def _refused(problem: Problem) -> dict[str, Text]:
    if isinstance(problem, Invalid):
        return problem.errors
    return {problem.field or "": problem.detail}
