"""What a field's input needs besides its value: whom one may choose, and how values look while being typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.domain.attributes import FieldType
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import time_zone
from stepmark.platform.money import Money
from stepmark.queries.people import members


@dataclass(frozen=True)
class InputOptions:
    """Choices that come from the database: the members, and the workspace's currency."""

    members: list[tuple[int, str]]
    currency: str


def input_options(session: Session, actor: Actor, fields: Iterable[Field]) -> InputOptions:
    """The choices for these fields' inputs; members are asked for only if a field needs them."""
    needs_members = any(field.type is FieldType.USER for field in fields)
    people = [(member.id, member.name) for member in members(session)] if needs_members else []
    return InputOptions(people, actor.currency)


def typed(value: Any) -> Any:
    """A Python value as one would type it into its input; what was typed stays as it is."""
    if isinstance(value, Money):
        return f"{value.amount:f}"
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(time_zone())).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return value.get("amount", "")
    return "" if value is None else value


def typed_currency(value: Any, default: str) -> str:
    """The currency of a typed or stored amount."""
    if isinstance(value, Money):
        return value.currency
    return str(value.get("currency") or default) if isinstance(value, dict) else default


FILTERS = {"typed": typed, "typed_currency": typed_currency}
