"""Looking at processes the way tests speak of them."""

from sqlalchemy import select

from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Deal
from stepmark.domain.history import History
from stepmark.domain.processes import Process, Step
from stepmark.queries.processes import ProcessShape, shapes_of
from tests.cast import Cast


def shape(cast: Cast, process_id: int = 0) -> ProcessShape:
    """A process as it stands in the database; the cast's own unless said otherwise."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return shapes_of(session, [session.get_one(Process, process_id or cast.process_id)])[0]


def names(cast: Cast, process_id: int = 0) -> dict[str, list[str]]:
    """The names of the steps by stage, all in their order."""
    stages = shape(cast, process_id).stages
    return {each.stage.name: [one.step.name for one in each.steps] for each in stages}


def step(cast: Cast, step_id: int) -> Step:
    """One step, deleted or not."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.get_one(Step, step_id)


def deal(cast: Cast, deal_id: int) -> Deal:
    """One deal, deleted or not."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.get_one(Deal, deal_id)


def is_active(cast: Cast, binding_id: int) -> bool:
    """Whether a binding is switched on."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.get_one(Binding, binding_id).active


def events(cast: Cast, kind: str, record_id: int) -> list[History]:
    """What happened to a process, a stage, a step or a deal, oldest first."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        query = select(History).where(History.kind == kind, History.record_id == record_id).order_by(History.id)
        return list(session.scalars(query))
