"""Stages and processes to choose from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.processes import Process, Stage

# By what goes through them, and by whether they are processes or stages: ("deal", "stage").
Places = Mapping[tuple[str, str], Sequence[tuple[int, str]]]


def places_to_choose(session: Session) -> Places:
    """Every live process and stage, in their order; a stage with its process where its kind has several."""
    query = (
        select(Process.kind, Process.id, Process.name, Stage.id, Stage.name)
        .outerjoin(Stage, (Stage.process_id == Process.id) & Stage.deleted_at.is_(None))
        .where(Process.deleted_at.is_(None))
        .order_by(Process.position, Process.id, Stage.position, Stage.id)
    )
    rows = session.execute(query).all()
    processes: dict[str, dict[int, str]] = defaultdict(dict)
    for kind, process_id, process, _stage_id, _stage in rows:
        processes[kind][process_id] = process
    places: dict[tuple[str, str], Sequence[tuple[int, str]]] = defaultdict(list)
    for kind, by_id in processes.items():
        places[kind, "process"] = list(by_id.items())
    for kind, _process_id, process, stage_id, stage in rows:
        if stage_id is not None:
            name = stage if len(processes[kind]) < 2 else f"{process}: {stage}"
            places[kind, "stage"] = [*places[kind, "stage"], (stage_id, name)]
    return places
