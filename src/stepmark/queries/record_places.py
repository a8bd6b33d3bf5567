"""Stages and processes to choose from."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.domain.processes import Process, Stage


def places_to_choose(session: Session) -> dict[str, list[tuple[int, str]]]:
    """Every live process and stage for deals, in their order; a stage with its process where there are several."""
    query = (
        select(Process.id, Process.name, Stage.id, Stage.name)
        .outerjoin(Stage, (Stage.process_id == Process.id) & Stage.deleted_at.is_(None))
        .where(Process.deleted_at.is_(None), Process.kind == "deal")
        .order_by(Process.position, Process.id, Stage.position, Stage.id)
    )
    rows = session.execute(query).all()
    processes = dict.fromkeys((process_id, name) for process_id, name, _stage_id, _stage in rows)
    stages = [
        (stage_id, stage if len(processes) < 2 else f"{process}: {stage}")
        for _process_id, process, stage_id, stage in rows
        if stage_id is not None
    ]
    return {"process": list(processes), "stage": stages}
