"""Bringing small files in, and reading what became of them."""

from typing import Any

from stepmark.catalogue.kinds import KINDS
from stepmark.domain.imports import ImportRun
from stepmark.importing.carry_out import carry_out
from stepmark.importing.mapping import Mapping
from stepmark.importing.plan import plan_import
from stepmark.queries.export import exported
from stepmark.queries.imports import fault_text, faults_of, import_run
from tests.cast import Cast

Told = tuple[int, str, str, bool]


def bring_in(cast: Cast, kind: str, text: str | bytes, *, again: bool = False, by: Any = None, **mapping: Any) -> int:
    """Import a file as Anna, unless said otherwise; returns the import's id."""
    data = text if isinstance(text, bytes) else text.encode()
    actor = by or cast.anna
    plan = plan_import(cast.database, actor, KINDS[kind], "file.csv", data, Mapping.model_validate(mapping))
    return carry_out(cast.edge, actor, plan, again=again)


def outcome(cast: Cast, import_id: int) -> ImportRun:
    """The import as it stands."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return import_run(session, import_id)


def faults(cast: Cast, import_id: int) -> list[Told]:
    """Every fault as (row, column, text, whether the row was taken)."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return [(each.row, each.column, str(fault_text(each)), each.taken) for each in faults_of(session, import_id)]


def exported_rows(cast: Cast, kind: str, by: Any = None) -> list[dict[str, str]]:
    """The records of a kind as an export gives them."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        header, *rows = exported(session, by or cast.anna, KINDS[kind])
    return [dict(zip(header, row, strict=True)) for row in rows]
