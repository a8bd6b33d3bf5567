"""Bringing files in."""

import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from stepmark.automation.waking import woken_by_import
from stepmark.catalogue.kinds import KINDS, kind_of
from stepmark.cli.house import House, administrator_of, console, fail, opened, say
from stepmark.domain.imports import ImportRun
from stepmark.domain.rights import Actor
from stepmark.importing.carry_out import Progress as Callback
from stepmark.importing.carry_out import carry_out
from stepmark.importing.limits import MOST_BYTES
from stepmark.importing.mapping import Mapping, read_mapping
from stepmark.importing.plan import Plan, plan_import
from stepmark.importing.report import write_report
from stepmark.importing.table import too_large
from stepmark.platform.spreadsheet import guarded
from stepmark.queries.export import exported
from stepmark.queries.imports import fault_kinds, import_run

WorkspaceName = Annotated[str, typer.Option("--workspace", help="The workspace's name.", show_default=False)]
KindName = Annotated[str, typer.Argument(help=", ".join(kind.plural for kind in KINDS.values()), show_default=False)]


def import_file(
    kind: KindName,
    file: Annotated[Path, typer.Argument(help="CSV or XLSX; its first row names the columns.", show_default=False)],
    workspace: WorkspaceName,
    mapping: Annotated[Path | None, typer.Option(help="A JSON file that says what columns mean.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Even if this file was brought in before.")] = False,
    rules_asleep: Annotated[bool, typer.Option("--rules-asleep", help="Let no rule wake to it.")] = False,
) -> None:
    """Bring records in from a file. Every fault is reported; run it again after a crash, and it goes on."""
    with opened() as house:
        actor = administrator_of(house, workspace)
        said = read_mapping(_read(mapping)) if mapping else Mapping()
        plan = plan_import(house.database, actor, kind_of(kind), file.name, _table(file), said)
        if not rules_asleep:
            tell_rules(house, actor, plan)
        with progress_bar() as bar:
            progress = bar(f"Importing {file.name}")
            import_id = carry_out(house.edge, actor, plan, again=again, rules_asleep=rules_asleep, progress=progress)
        tell_outcome(house, actor, import_id)


def tell_rules(house: House, actor: Actor, plan: Plan) -> None:
    """Say which rules the file may wake, before it comes in."""
    with house.database.reading(actor.workspace_id) as session:
        names = [rule.name for rule in woken_by_import(session, actor, plan.kinds)]
    if names:
        say(f"Rules that this wakes: {', '.join(names)}. (--rules-asleep lets them sleep.)")


def export_file(
    kind: KindName,
    workspace: WorkspaceName,
    output: Annotated[Path | None, typer.Option(help="The file to write; standard output unless given.")] = None,
) -> None:
    """Write all records of a kind as CSV, every field of theirs, for spreadsheets and for importing elsewhere."""
    with opened() as house:
        actor = administrator_of(house, workspace)
        count = -1
        with _written(output) as file, house.database.reading(actor.workspace_id) as session:
            writer = csv.writer(file)
            for count, row in enumerate(exported(session, actor, kind_of(kind))):  # noqa: B007 - counts the rows
                writer.writerow(map(guarded, row))
    if output:
        say(f"{output}: {count:,} {kind_of(kind).label_plural}")


def tell_outcome(house: House, actor: Actor, import_id: int) -> None:
    """Say what became of an import's rows, and where its whole report lies."""
    folder = house.settings.data_dir / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / f"import-{import_id}.csv"
    with house.database.reading(actor.workspace_id) as session:
        run, kinds = import_run(session, import_id), fault_kinds(session, import_id)
        with report.open("w", encoding="utf-8-sig", newline="") as file:
            faults = write_report(session, import_id, file)
    say(_counts(run))
    for each in kinds:
        about = " · ".join(part for part in (each.column, each.value[:60]) if part)
        say(f"  {each.rows:>6,} × {about or 'row'}: {each.message}")
    if faults:
        say(f"  Every fault by row and column: {report}")


@contextmanager
def progress_bar() -> Iterator[Callable[[str], Callback]]:
    """Bars on stderr: what this yields starts one by its title, and gives what moves it (rows done, their total)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:

        def start(title: str) -> Callback:
            task = bar.add_task(title, total=None)
            return lambda done, total: bar.update(task, completed=done, total=total)

        yield start


@contextmanager
def _written(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    try:
        with output.open("w", encoding="utf-8-sig", newline="") as file:
            yield file
    except OSError as error:
        fail(f"Can't write {output}: {error.strerror}", code=2)


def _counts(run: ImportRun) -> str:
    parts = (
        (run.added, "added"),
        (run.merged, "merged"),
        (run.skipped, "there already"),
        (run.left_out, "left out"),
    )
    told = ", ".join(f"{count:,} {word}" for count, word in parts if count) or "nothing to bring in"
    return f"{run.file_name}: {run.rows_total:,} rows: {told}; {run.with_faults:,} taken with faults."


def _table(path: Path) -> bytes:
    """The file's content, if it is not too large to be held."""
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise too_large()
    return _read(path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        fail(f"Can't read {path}: {error.strerror}", code=2)
