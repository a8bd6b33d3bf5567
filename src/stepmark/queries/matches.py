"""The match list: which records meet conditions on a day, as "Check objects" shows it and as a sweep will find them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import Reader
from stepmark.conditions.check import Conditions, compile_conditions
from stepmark.conditions.context import Context
from stepmark.conditions.sql import where
from stepmark.conditions.tree import Node
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.queries.condition_context import context_in
from stepmark.queries.list_fields import readable_fields
from stepmark.queries.visible import asked_about

PAGE = 50


@dataclass(frozen=True)
class Matches:
    """How many records meet the conditions, and the first of them after a given one."""

    count: int
    records: Sequence[Record]
    more: bool


def matches(
    session: Session, actor: Actor, kind: Kind, tree: Node, on: date | None = None, *, after: int = 0, limit: int = PAGE
) -> Matches:
    """The records of a kind that the actor sees and that meet a tree on a day, today if none is given.

    Raises Invalid by the place of what is wrong in the tree. Five statements, whatever the data.
    """
    workspace = session.get_one(Workspace, actor.workspace_id)
    reader = Reader(workspace.time_zone, workspace.locale, workspace.currency, workspace.constants)
    conditions = compile_conditions(tree, kind, readable_fields(session), reader, about_changes=False)
    met = met_by(kind, actor, conditions, context_in(workspace, actor.member_id, on))
    count = session.scalar(select(func.count()).select_from(kind.model).where(met)) or 0
    query = select(kind.model).where(met, kind.model.id > after).order_by(kind.model.id).limit(limit + 1)
    rows: list[Any] = list(session.scalars(query))
    return Matches(count, rows[:limit], len(rows) > limit)


def met_by(kind: Kind, actor: Actor, conditions: Conditions, context: Context) -> ColumnElement[bool]:
    """The records that the actor sees and that meet the conditions; of archived ones those that are asked for."""
    return and_(asked_about(kind, actor, conditions), where(conditions, context))
