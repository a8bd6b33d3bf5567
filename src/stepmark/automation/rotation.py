"""Taking turns: who comes next in a rule's round robin. The pointer lies in the database, locked to be moved."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from stepmark.commands.work import Work
from stepmark.domain.rules import Rotation


def next_in_turn(work: Work, rule_id: int, key: str, order: Sequence[int], there: Collection[int]) -> int | None:
    """The first after the last one, in this order, who is there; None when nobody is.

    Who has left the order since is skipped: it goes on with whoever moved up into their place.
    """
    if not order or not there:
        return None
    last = _locked(work, rule_id, key)
    first = order.index(last.member_id) + 1 if last.member_id in order else last.place
    for step in range(len(order)):
        place = (first + step) % len(order)
        if order[place] in there:
            last.member_id, last.place = order[place], place
            return order[place]
    return None


def _locked(work: Work, rule_id: int, key: str) -> Rotation:
    query = select(Rotation).where(Rotation.rule_id == rule_id, Rotation.key == key).with_for_update()
    query = query.execution_options(populate_existing=True)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        # Two runs may be the first at once: one of them adds the row, and both then wait for its lock.
        dialect = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
        row = {"workspace_id": work.actor.workspace_id, "rule_id": rule_id, "key": key, "place": 0}
        adding = dialect.insert(Rotation).on_conflict_do_nothing()
        work.session.execute(adding, row, execution_options={"scoped_by_hand": True})
        found = work.session.scalars(query).one()
    return found
