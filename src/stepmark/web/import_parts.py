"""Imports as parts of answers: the one that an address names, its file, and where it stands."""

from datetime import timedelta
from typing import Any

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import not_found
from stepmark.domain.imports import UNFINISHED, ImportRun, ImportState
from stepmark.importing.background import ALIVE, Background
from stepmark.importing.mapping import Mapping
from stepmark.importing.plan import Plan
from stepmark.importing.stored import mapping_of, stored_bytes, stored_plan
from stepmark.importing.table import Table, read_table
from stepmark.importing.targets import targets_of
from stepmark.platform.clock import now
from stepmark.platform.i18n import Text, _, speaking
from stepmark.queries.imports import (
    fault_kinds,
    fault_text,
    faults_page,
    leftover_count,
    leftovers_of,
    seen_import,
    told_text,
)
from stepmark.web.caller import Caller
from stepmark.web.questions import Place
from stepmark.web.uploads import file_store

IMPORTS = Place("imports", _("Imports"), "/imports")
IMPORT = "/imports/{import_id:id}"
FAULTS = 50
STATES: dict[str, tuple[Text, str]] = {
    ImportState.DRAFT: (_("not begun"), ""),
    ImportState.ROWS: (_("under way"), "accent"),
    ImportState.LINKS: (_("under way"), "accent"),
    ImportState.DONE: (_("done"), "good"),
    ImportState.WITHDRAW: (_("being withdrawn"), "warn"),
    ImportState.WITHDRAWN: (_("withdrawn"), ""),
}


def import_or_404(caller: Caller, import_id: int) -> ImportRun:
    """The caller's import; else `not-found`."""
    with caller.reading() as session:
        run = seen_import(session, caller.actor, import_id)
    if run is None:
        raise not_found()
    return run


def background_of(caller: Caller) -> Background:
    """Where imports are carried on."""
    background: Background = caller.request.app.state.background
    return background


def plan_of(caller: Caller, run: ImportRun) -> Plan:
    """The import as its file and its mapping have it now; refuses what they leave open."""
    with speaking(caller.actor.locale, caller.actor.time_zone):
        return stored_plan(caller.database, file_store(caller.settings), caller.actor, run)


def table_of(caller: Caller, run: ImportRun, said: Mapping | None = None) -> Table:
    """The draft's file as it is read now, or would be by another mapping."""
    said = said or mapping_of(run)
    data = stored_bytes(file_store(caller.settings), run)
    return read_table(data, said.encoding, said.separator, said.sheet, run.file_name)


def fields_of_import(caller: Caller, run: ImportRun) -> dict[str, Any]:
    """What its columns may fill."""
    with caller.reading() as session:
        return dict(targets_of(session, KINDS[run.kind]))


def state_context(caller: Caller, run: ImportRun, after: tuple[int, int] = (-1, 0)) -> dict[str, Any]:
    """What `imports/_state.html` needs: where the import stands, and what there is to tell of it."""
    with caller.reading() as session:
        faults = faults_page(session, run.id, after, FAULTS + 1)
        context: dict[str, Any] = {
            "faults": faults[:FAULTS],
            "more": faults[FAULTS - 1] if len(faults) > FAULTS else None,
            "kinds_of_faults": fault_kinds(session, run.id, 10) if run.state != ImportState.ROWS else [],
            "leftovers": leftovers_of(session, run.id),
            "leftover_count": leftover_count(session, run.id),
        }
    return context | {
        "run": run,
        "run_kind": KINDS[run.kind],
        "state": STATES[run.state],
        "is_under_way": run.state in UNFINISHED,
        "is_stuck": _is_stuck(caller, run),
        "trouble": trouble_of(run),
        "text_of_fault": fault_text,
        "after": after if after != (-1, 0) else None,
    }


def trouble_of(run: ImportRun) -> Text:
    """Why the import has stopped; empty when it has not."""
    return told_text(**run.trouble) if run.trouble else ""


def _is_stuck(caller: Caller, run: ImportRun) -> bool:
    if run.state not in UNFINISHED or background_of(caller).has(run.workspace_id, run.id):
        return False
    return run.trouble is not None or run.alive_at is None or now() - run.alive_at > ALIVE + timedelta(seconds=5)


def place_in_faults(text: str) -> tuple[int, int]:
    """The row and the fault after which a page of faults begins, as an address says it: "12.345"."""
    row, _point, fault = text.partition(".")
    digits = all(each.isascii() and each.isdigit() and len(each) < 10 for each in (row, fault))
    return (int(row), int(fault)) if digits else (-1, 0)
