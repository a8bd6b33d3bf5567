"""Why a step is ticked, and why not: its ticks on one deal, standing and ended, from rows alone."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from stepmark.catalogue.kinds import SALE_NAMES
from stepmark.domain.fields import CustomField
from stepmark.domain.people import Member
from stepmark.domain.ticks import Tick


@dataclass(frozen=True)
class ExplainedTick:
    """A tick with the names behind its ids; `field` and `end_field` are labels of the fields that caused it."""

    tick: Tick
    by: str
    ended_by: str
    field: str
    end_field: str


def ticks_of(session: Session, deal_id: int, step_id: int) -> list[ExplainedTick]:
    """The newest first, in two statements."""
    ender = aliased(Member)
    query = (
        select(Tick, Member.name, ender.name)
        .outerjoin(Member, Member.id == Tick.member_id)
        .outerjoin(ender, ender.id == Tick.ended_by)
        .where(Tick.deal_id == deal_id, Tick.step_id == step_id)
        .order_by(Tick.id.desc())
        .limit(50)
    )
    rows = session.execute(query).all()
    details = [each for tick, _by, _ended in rows for each in (tick.cause_details, tick.end_details)]
    labels = _labels(session, details)
    return [
        ExplainedTick(tick, by or "", ended or "", _field(tick.cause_details, labels), _field(tick.end_details, labels))
        for tick, by, ended in rows
    ]


def _labels(session: Session, details: list[dict[str, Any] | None]) -> dict[str, str]:
    keys = {str(each["field"]).removeprefix("custom.") for each in details if each and "field" in each}
    if not keys:
        return {}
    of_sales = select(CustomField.key, CustomField.label).where(CustomField.kind.in_(SALE_NAMES))
    query = of_sales.where(CustomField.key.in_(keys))
    return {f"custom.{key}": label for key, label in session.execute(query)}


def _field(details: dict[str, Any] | None, labels: dict[str, str]) -> str:
    key = str((details or {}).get("field", ""))
    return labels.get(key, key)
