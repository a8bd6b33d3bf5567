"""Which records an actor sees: one condition that every list, page and search adds.

`live` is for what leads to a record, such as its own page and links to it; `active` for what people work through.
"""

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import aliased

from stepmark.catalogue.kinds import Kind
from stepmark.conditions.check import Conditions, Leaf
from stepmark.domain.deals import Sale
from stepmark.domain.people import Member, Role
from stepmark.domain.record import Archivable, Record
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.domain.workspace import Visibility
from stepmark.queries.audience import is_for, is_limited
from stepmark.queries.co_executors import is_co_executor


def live(what: Kind | type[Record], actor: Actor) -> ColumnElement[bool]:
    """Records of a kind, or rows of a class, that the actor sees and that are not in the recycle bin."""
    model = what.model if isinstance(what, Kind) else what
    return and_(model.deleted_at.is_(None), visible(model, actor))


def active(what: Kind | type[Record], actor: Actor) -> ColumnElement[bool]:
    """Those of them that are not in the archive either."""
    return and_(live(what, actor), in_use(what.model if isinstance(what, Kind) else what))


def asked_about(kind: Kind, actor: Actor, conditions: Conditions) -> ColumnElement[bool]:
    """Those that conditions can be about: active ones, and archived ones only where they ask about the archive."""
    return live(kind, actor) if asks_for_archived(conditions) else active(kind, actor)


def asks_for_archived(conditions: Conditions) -> bool:
    """Whether conditions ask about the archive themselves, or about the deal that a task is on."""
    leaves = (leaf for leaf in conditions.leaves.values() if isinstance(leaf, Leaf))
    return any(leaf.path.field.key == "archived_at" or leaf.path.key == "deal_id" for leaf in leaves)


def in_use(model: type[Record]) -> ColumnElement[bool]:
    """Records that are not in the archive; a task goes there with its deal."""
    if issubclass(model, Archivable):
        return model.archived_at.is_(None)
    if issubclass(model, Task):
        deal = aliased(Sale)
        return ~exists().where(deal.id == model.deal_id, deal.archived_at.is_not(None))
    return true()


def visible(model: type[Record], actor: Actor) -> ColumnElement[bool]:
    """The workspace's visibility setting as a condition; true for those whom it does not narrow.

    Of tasks that are for some alone it says nothing: they are seen by these, and by administrators.
    """
    seen = _ordinarily(model, actor)
    if not issubclass(model, Task) or actor.is_admin:
        return seen
    return or_(and_(~is_limited(model), seen), and_(is_limited(model), is_for(actor, model)))


def _ordinarily(model: type[Record], actor: Actor) -> ColumnElement[bool]:
    if model is not Sale and model.about.personal:
        return _personally(model, actor)
    if actor.sees_all:
        return true()
    own = _owned(model, actor)
    if model is Sale:
        return or_(own, is_co_executor(model, Sale.kind, actor.member_id))
    if model.about.shared:
        return or_(own, is_co_executor(model, model.about.name, actor.member_id))
    if issubclass(model, Task):
        deal = aliased(Sale)
        seen = or_(_owned(deal, actor), is_co_executor(deal, deal.kind, actor.member_id))
        nobodys_on_a_deal = and_(model.responsible_id.is_(None), model.deal_id.is_not(None))
        return or_(and_(own, ~nobodys_on_a_deal), exists().where(deal.id == model.deal_id, seen))
    return own


def _personally(model: type[Record], actor: Actor) -> ColumnElement[bool]:
    if actor.is_admin:
        return true()
    owner = model.responsible_id  # type: ignore[attr-defined]  # every record kind has a responsible member
    own: ColumnElement[bool] = owner == actor.member_id
    return or_(own, owner.in_(_team(actor))) if actor.role is Role.MANAGER else own


def _owned(model: type[Record], actor: Actor) -> ColumnElement[bool]:
    owner = model.responsible_id  # type: ignore[attr-defined]  # every record kind has a responsible member
    unowned_or_mine = or_(owner.is_(None), owner == actor.member_id)
    if actor.visibility is not Visibility.TEAM:
        return unowned_or_mine
    return or_(unowned_or_mine, owner.in_(_team(actor)))


def _team(actor: Actor):  # type: ignore[no-untyped-def]  # SQLAlchemy's own name for this select is three lines long
    base = select(Member.id).where(Member.superior_id == actor.member_id, Member.workspace_id == actor.workspace_id)
    below = base.cte(recursive=True)  # without a name, as one query may ask for several kinds
    return select(below.union(select(Member.id).join(below, Member.superior_id == below.c.id)).c.id)
