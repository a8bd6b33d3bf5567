"""What a file's texts may point at: records, members, stages, by the names that people write."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS
from stepmark.domain.people import Member, Person
from stepmark.domain.processes import Process, Stage
from stepmark.domain.rights import Actor
from stepmark.platform.text import fold
from stepmark.queries.visible import live

Ids = dict[str, list[int]]


def ids_by_name(session: Session, actor: Actor, target: str) -> Ids:
    """The ids of all that a name may mean, by the folded name; `target` is a record kind, user, process or stage.

    Stages are also found as "process / stage".
    """
    if target == "user":
        query = select(Member.id, Member.name, Person.email).join(Person, Person.id == Member.person_id)
        return _gathered((each[0], each[1:]) for each in session.execute(query.where(Member.active.is_(True))))
    if target == "process":
        found = select(Process.id, Process.name).where(Process.deleted_at.is_(None))
        return _gathered((each[0], each[1:]) for each in session.execute(found))
    if target == "stage":
        return _stages(session)
    kind = KINDS[target]
    name = getattr(kind.model, f"{kind.title_key}_folded")
    rows = session.execute(select(kind.model.id, name).where(live(kind, actor)))
    return _gathered((each[0], each[1:]) for each in rows)


def _stages(session: Session) -> Ids:
    query = (
        select(Stage.id, Stage.name, Process.name)
        .join(Process, Process.id == Stage.process_id)
        .where(Stage.deleted_at.is_(None), Process.deleted_at.is_(None))
        .order_by(Process.position, Process.id, Stage.position)
    )
    return _gathered((each[0], (each[1], f"{each[2]} / {each[1]}")) for each in session.execute(query))


def _gathered(rows: Iterable[tuple[int, Iterable[str]]]) -> Ids:
    ids: Ids = defaultdict(list)
    for row_id, names in rows:
        for name in {fold(name) for name in names}:
            ids[name].append(row_id)
    return ids
