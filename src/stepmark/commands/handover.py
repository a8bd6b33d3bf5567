"""Open work that passes from one member to another."""

from sqlalchemy import select

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.notices import tell
from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.people import Member
from stepmark.domain.tasks import Task
from stepmark.platform.i18n import _
from stepmark.queries.dependents import open_work


def hand_over(work: Work, leaver: Member, heir: Member) -> int:
    """Make the heir responsible for all open work of the leaver, record by record. Returns how many there were."""
    count = sum(_hand_over(work, kind, leaver, heir) for kind in KINDS.values())
    if count:
        text = _(
            "%(name)s has left. What they had open is yours now: %(count)s records.", name=leaver.name, count=count
        )
        tell(work, heir.id, text, "member", leaver.id)
    return count


def _hand_over(work: Work, kind: Kind, leaver: Member, heir: Member) -> int:
    query = select(kind.model).where(open_work(kind, leaver.id)).order_by(kind.model.id).with_for_update()
    records = work.session.scalars(query.execution_options(populate_existing=True)).all()
    for record in records:
        record.responsible_id = heir.id  # type: ignore[attr-defined]  # every record kind has one
        record.touch()
        changes = {"responsible_id": (leaver.id, heir.id)}
        work.happened_to("updated", kind.name, record, changes, _deal_of(record))
    return len(records)


def _deal_of(record: object) -> int | None:
    if isinstance(record, Sale):
        return record.id
    return record.deal_id if isinstance(record, Task) else None
