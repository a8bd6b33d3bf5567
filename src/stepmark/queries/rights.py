"""Whether to show a member the controls that change a record. Commands ask again."""

from sqlalchemy.orm import Session

from stepmark.domain.deals import Sale
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor, Ownership, may_delete, may_edit
from stepmark.domain.tasks import Task
from stepmark.queries.co_executors import co_executor_ids
from stepmark.queries.people import team_of


def editable(session: Session, actor: Actor, record: Record) -> bool:
    """Whether the actor may change the record now; at most two statements, none for one's own records."""
    if record.is_archived:
        return False
    if may_edit(actor, _ownership(session, actor, record)):
        return True
    if isinstance(record, Task) and record.deal_id is not None:
        deal = session.get(Sale, record.deal_id)
        return deal is not None and may_edit(actor, _ownership(session, actor, deal))
    return False


def deletable(session: Session, actor: Actor, record: Record) -> bool:
    """Whether the actor may delete the record; a task goes with the right to change it."""
    if isinstance(record, Task):
        return editable(session, actor, record)
    return may_delete(actor, _ownership(session, actor, record))


def _ownership(session: Session, actor: Actor, record: Record) -> Ownership:
    return Ownership(
        responsible_id=record.responsible_id,  # type: ignore[attr-defined]  # every record kind has one
        co_executors=lambda: co_executor_ids(session, record),
        team=lambda: team_of(session, actor.member_id),
        personal=record.about.personal,
    )
