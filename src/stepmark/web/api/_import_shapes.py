"""Imports as programs see them."""

from typing import Any

from pydantic import BaseModel, Field

from stepmark.catalogue.values import to_json
from stepmark.domain.imports import ImportFault, ImportLeftover, ImportRun, ImportState
from stepmark.importing.mapping import Mapping
from stepmark.importing.plan import Plan
from stepmark.importing.preview import Preview, PreviewRow
from stepmark.importing.stored import mapping_of
from stepmark.queries.imports import fault_text
from stepmark.queries.record_shapes import moment
from stepmark.web.api._bodies import RowId
from stepmark.web.import_parts import trouble_of


class ImportShape(BaseModel):
    """A file that is brought in, or was, and how far it has come."""

    id: RowId
    kind: str
    file: str
    state: ImportState = Field(
        description="A draft; under way (rows, then links); done. And back: being withdrawn, withdrawn."
    )
    mapping: Mapping
    rows: int
    rows_done: int
    added: int
    merged: int
    skipped: int = Field(description="Rows that were there already.")
    left_out: int = Field(description="Rows that could not be taken.")
    with_faults: int
    withdrawn: int
    rules_asleep: bool
    trouble: str | None = Field(description="Why it has stopped. Running it again goes on from there.")
    member_id: RowId | None
    started_at: str
    finished_at: str | None
    withdrawn_at: str | None


class ColumnShape(BaseModel):
    """A column of the file: its first filled cells, and the key of the field that it seems to fill."""

    name: str
    samples: list[str]
    guess: str | None


class FaultShape(BaseModel):
    """What is wrong with one cell or row, and whether the row is taken all the same."""

    row: int
    column: str
    value: str
    detail: str
    taken: bool


class FaultKindShape(BaseModel):
    """The same fault in many rows."""

    column: str
    value: str
    detail: str
    rows: int


class UnknownShape(BaseModel):
    """A text that names nothing there is. `values` of the mapping can say what it means."""

    field: str
    column: str
    text: str
    rows: int


class PreviewRowShape(BaseModel):
    """One of the first rows as it will be read."""

    row: int
    becomes: str
    values: dict[str, Any]
    faults: list[str]


class PreviewShape(BaseModel):
    """What would happen, of the `read` rows of `rows`."""

    rows: int
    read: int
    becomes: dict[str, int] = Field(description="How many are added, merged, skipped, left_out.")
    along: dict[str, int] = Field(description="How many linked records are added besides, by kind.")
    with_faults: int
    faults: list[FaultKindShape]
    unknown: list[UnknownShape]
    barred: list[str] = Field(description="Phones and e-mails that are on the exceptions list.")
    rules: list[str] = Field(description="The rules that may wake to what is added or merged.")
    first_rows: list[PreviewRowShape]


class LeftoverShape(BaseModel):
    """A record that a withdrawal could not take back, and why."""

    kind: str
    record_id: RowId
    label: str
    detail: str


def import_shape(run: ImportRun) -> ImportShape:
    """An import as it stands."""
    return ImportShape(
        id=run.id,
        kind=run.kind,
        file=run.file_name,
        state=ImportState(run.state),
        mapping=mapping_of(run),
        rows=run.rows_total,
        rows_done=run.rows_done,
        added=run.added,
        merged=run.merged,
        skipped=run.skipped,
        left_out=run.left_out,
        with_faults=run.with_faults,
        withdrawn=run.withdrawn,
        rules_asleep=run.rules_asleep,
        trouble=str(trouble_of(run)) or None,
        member_id=run.member_id,
        started_at=moment(run.started_at) or "",
        finished_at=moment(run.finished_at),
        withdrawn_at=moment(run.withdrawn_at),
    )


def fault_shape(fault: ImportFault) -> FaultShape:
    """A fault that an import has told."""
    detail = str(fault_text(fault))
    return FaultShape(row=fault.row, column=fault.column, value=fault.value, detail=detail, taken=fault.taken)


def leftover_shape(left: ImportLeftover) -> LeftoverShape:
    """What stays after a withdrawal."""
    return LeftoverShape(kind=left.kind, record_id=left.record_id, label=left.label, detail=str(fault_text(left)))


def preview_shape(plan: Plan, preview: Preview, rules: list[str]) -> PreviewShape:
    """What an import of this plan would do."""
    faults = preview.fault_kinds
    unknown = preview.unknown
    return PreviewShape(
        rows=preview.total,
        read=preview.read,
        becomes={name: preview.becomes[name] for name in ("added", "merged", "skipped", "left_out")},
        along=dict(preview.along),
        with_faults=preview.faulty,
        faults=[FaultKindShape(column=c, value=v, detail=str(text), rows=rows) for c, v, text, rows in faults],
        unknown=[UnknownShape(field=u.field.key, column=u.column, text=u.text, rows=u.rows) for u in unknown],
        barred=preview.barred,
        rules=rules,
        first_rows=[_row_shape(plan, row) for row in preview.rows],
    )


def _row_shape(plan: Plan, row: PreviewRow) -> PreviewRowShape:
    # A link, and what can't be read, stands there as its text.
    values = {
        key: value if isinstance(value, str) else to_json(plan.fields[key], value) for key, value in row.values.items()
    }
    faults = [str(fault.message) for each in row.faults.values() for fault in each]
    return PreviewRowShape(row=row.number, becomes=row.becomes, values=values, faults=faults)
