"""What a file's texts may point at: records, members, stages, by the names that people write."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import CONTACT, KINDS
from stepmark.domain.attributes import FieldType
from stepmark.domain.contacts import Contact, ContactPoint
from stepmark.domain.people import Member, Person
from stepmark.domain.processes import Process, Stage
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import text_of
from stepmark.platform.text import fold
from stepmark.queries.visible import live

Ids = dict[str, list[int]]


def ids_by_name(session: Session, actor: Actor, target: str, kind_name: str) -> Ids:
    """The ids of all that a name may mean, by the folded name; `target` is a record kind, user, process or stage.

    Processes and stages are those of the kind `kind_name`. Stages are also found as "process / stage".
    """
    if target == "user":
        query = select(Member.id, Member.name, Person.email).join(Person, Person.id == Member.person_id)
        return _gathered((each[0], each[1:]) for each in session.execute(query.where(Member.active.is_(True))))
    if target == "process":
        found = select(Process.id, Process.name).where(Process.deleted_at.is_(None), Process.kind == kind_name)
        return _gathered((each[0], each[1:]) for each in session.execute(found))
    if target == "stage":
        return _stages(session, kind_name)
    kind = KINDS[target]
    name = getattr(kind.model, f"{kind.title_key}_folded")
    rows = session.execute(select(kind.model.id, name).where(live(kind, actor)))
    return _gathered((each[0], each[1:]) for each in rows)


def told_by_name(session: Session, field: Field) -> list[tuple[str, str]]:
    """What a text in this field's column can be told to mean: the text that is read so, and how it is shown."""
    if field.choices:
        return [(key, str(text_of(label))) for key, label in field.choices]
    if field.type is FieldType.USER:
        people = select(Member.name, Person.email).join(Person, Person.id == Member.person_id)
        rows = session.execute(people.where(Member.active.is_(True)).order_by(Member.name, Member.id))
        return [(email, name) for name, email in rows]
    if field.related == "stage":
        return [(name, name) for name in _full_names(session, field.kind)]
    processes = select(Process.name).where(Process.deleted_at.is_(None), Process.kind == field.kind)
    return [(name, name) for name in session.scalars(processes.order_by(Process.position, Process.id))]


def ids_by_email(session: Session, actor: Actor) -> Ids:
    """The ids of the contacts that have it, by the folded e-mail, the oldest first."""
    query = (
        select(Contact.id, ContactPoint.folded)
        .join(Contact, Contact.id == ContactPoint.record_id)
        .where(ContactPoint.kind == CONTACT.name, ContactPoint.type == "email", live(CONTACT, actor))
        .order_by(Contact.id)
    )
    return _gathered((each[0], each[1:]) for each in session.execute(query))


def _stages(session: Session, kind: str) -> Ids:
    rows = session.execute(_live_stages(kind))
    return _gathered((each[0], (each[1], f"{each[2]} / {each[1]}")) for each in rows)


def _full_names(session: Session, kind: str) -> list[str]:
    return [f"{process} / {stage}" for _id, stage, process in session.execute(_live_stages(kind))]


def _live_stages(kind: str) -> Select[int, str, str]:
    return (
        select(Stage.id, Stage.name, Process.name)
        .join(Process, Process.id == Stage.process_id)
        .where(Stage.deleted_at.is_(None), Process.deleted_at.is_(None), Process.kind == kind)
        .order_by(Process.position, Process.id, Stage.position)
    )


def _gathered(rows: Iterable[tuple[int, Iterable[str]]]) -> Ids:
    ids: Ids = defaultdict(list)
    for row_id, names in rows:
        for name in {fold(name) for name in names}:
            ids[name].append(row_id)
    return ids
