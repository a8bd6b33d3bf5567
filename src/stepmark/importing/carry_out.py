"""Carrying a planned import out, chunk by chunk; a killed one goes on where its last chunk was saved."""

from collections.abc import Callable

from stepmark.commands.import_record import Duplicates, Key, Name, PreparedRow
from stepmark.commands.import_rows import Taken, Waiting, link_rows, take_rows
from stepmark.commands.imports import finish_import, rows_finished, start_import
from stepmark.domain.imports import ImportLink, ImportRun, ImportState
from stepmark.domain.rights import Actor
from stepmark.edge import Edge
from stepmark.importing.links import Links
from stepmark.importing.pace import Pace
from stepmark.importing.plan import Plan, row_reader
from stepmark.importing.table import FIRST_ROW
from stepmark.queries.imports import import_run, known_keys, waiting_links

_AHEAD = 100
_LINKS = 50

Progress = Callable[[int, int], None]


def carry_out(
    edge: Edge,
    actor: Actor,
    plan: Plan,
    *,
    again: bool = False,
    rules_asleep: bool = False,
    progress: Progress | None = None,
) -> int:
    """Bring the file in, from its start or from where it was left. Returns the import's id; its rows tell the rest."""
    said = {"again": again, "rules_asleep": rules_asleep}
    run_id = edge.run(actor, start_import, plan.kind, plan.file, plan.header_faults(), **said)
    carry_on(edge, actor, plan, run_id, progress or _silent)
    return run_id


def carry_on(edge: Edge, actor: Actor, plan: Plan, run_id: int, progress: Progress) -> None:
    """An import that has begun, from wherever it stands to its end. `progress` is told before each chunk."""
    _Import(edge, actor, plan, run_id, progress).go_on()


def _silent(*_numbers: int) -> None:
    return None


class _Import:
    """One import under way."""

    def __init__(self, edge: Edge, actor: Actor, plan: Plan, run_id: int, progress: Progress) -> None:
        self._edge, self._actor, self._plan, self._run_id, self._progress = edge, actor, plan, run_id, progress
        self._links = Links(edge.database, actor)
        self._pace = Pace()
        self._made: dict[Name, int] = {}
        self._reader = row_reader(plan, actor, self._links)

    def go_on(self) -> None:
        """From wherever the import stands to its end."""
        run = self._stand()
        if run.state == ImportState.ROWS:
            self._take_rows(run.rows_done)
        self._set_links()

    def _take_rows(self, start: int) -> None:
        duplicates = Duplicates(self._plan.layout.duplicates, self._known_keys())
        total = len(self._plan.table.rows)
        ahead: list[PreparedRow] = []
        while start < total:
            self._progress(start, total)
            # Read before the writer's turn is taken; what a chunk had no time for is kept for the next one.
            wanted = self._plan.table.numbered(start + len(ahead), _AHEAD - len(ahead))
            ahead += [self._reader.read(number, cells) for number, cells in wanted]
            taken = self._take(start, ahead, duplicates)
            self._made |= taken.made
            duplicates.known.update(taken.keys)
            self._learn(ahead[: taken.rows], taken)
            start, ahead = start + taken.rows, ahead[taken.rows :]
        self._edge.run(self._actor, rows_finished, self._run_id)
        self._progress(start, total)

    def _take(self, start: int, rows: list[PreparedRow], duplicates: Duplicates) -> Taken:
        done = self._edge.change(
            self._actor,
            take_rows,
            self._run_id,
            start,
            rows,
            kind=self._plan.kind,
            duplicates=duplicates,
            made=self._made,
            seconds=self._pace.seconds,
        )
        self._pace.learn(done.worked, done.held)
        return done.result

    def _learn(self, rows: list[PreparedRow], taken: Taken) -> None:
        for row in rows:
            if row.number in taken.records:
                name = str(row.raw[self._plan.kind.title_key])
                self._links.added(self._plan.kind.name, name, taken.records[row.number])

    def _set_links(self) -> None:
        while waiting := self._waiting():
            self._progress(len(self._plan.table.rows), len(self._plan.table.rows))
            rows = [self._looked_up(each) for each in waiting]
            seconds, kind = self._pace.seconds, self._plan.kind
            done = self._edge.change(self._actor, link_rows, self._run_id, rows, kind=kind, seconds=seconds)
            self._pace.learn(done.worked, done.held)
        self._edge.run(self._actor, finish_import, self._run_id)

    def _looked_up(self, link: ImportLink) -> Waiting:
        raw, faults = self._reader.read_links(self._plan.table.rows[link.row - FIRST_ROW])
        return Waiting(link.id, link.record_id, link.row, raw, faults)

    def _waiting(self) -> list[ImportLink]:
        with self._edge.database.reading(self._actor.workspace_id, access=self._actor.access) as session:
            return waiting_links(session, self._run_id, _LINKS)

    def _known_keys(self) -> dict[Key, int]:
        key = [self._plan.fields[each] for each in self._plan.layout.key]
        if not key:
            return {}
        with self._edge.database.reading(self._actor.workspace_id, access=self._actor.access) as session:
            return known_keys(session, self._actor, self._plan.kind, key)

    def _stand(self) -> ImportRun:
        with self._edge.database.reading(self._actor.workspace_id, access=self._actor.access) as session:
            return import_run(session, self._run_id)
