"""What a field's input needs besides its value: whom one may choose, and how values look while being typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from stepmark.catalogue.fields import Field
from stepmark.commands.inline_records import NEW
from stepmark.domain.attributes import FieldType
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Text, time_zone
from stepmark.platform.money import Money
from stepmark.queries.labels import Labels, labels_for
from stepmark.queries.people import members
from stepmark.queries.prices import price_lists

# Before a name that was typed into a lookup and that nothing bears.
UNKNOWN = "name:"


@dataclass(frozen=True)
class InputOptions:
    """Choices that come from the database: the members, the workspace's currency, the names of what is chosen now."""

    members: list[tuple[int, str]]
    currency: str
    labels: Labels
    names: tuple[str, ...] = ()

    def named(self, value: Any) -> list[tuple[str, str]]:
        """The names that a text may be, and the one that it is now though nothing is called so any more."""
        lost = [value] if value and value not in self.names else []
        return [(name, name) for name in (*self.names, *lost)]

    def people(self, field: Field, value: Any) -> list[tuple[int, str]]:
        """Whom one may choose, and whoever is chosen now though they have left."""
        now = self.labels.of(field).get(_id(value)) if value else None
        return self.members if now is None or _id(value) in dict(self.members) else [*self.members, (_id(value), now)]

    def choices(self, field: Field, value: Any) -> list[tuple[str, Text]]:
        """The field's options, and those that are chosen now though they were taken off the field."""
        chosen = value if isinstance(value, list | tuple) else (value,)
        lost = [each for each in chosen if each and each not in dict(field.choices)]
        return [*field.choices, *((each, each) for each in lost)]

    def shown(self, field: Field, value: Any) -> str:
        """The name of the record or file that is chosen, or what was typed instead of one."""
        text = str(value or "")
        if _id(value):
            return self.labels.of(field).get(_id(value), "")
        return text.removeprefix(NEW).removeprefix(UNKNOWN)


def input_options(
    session: Session, actor: Actor, fields: Iterable[Field], values: Mapping[str, Any] | None = None
) -> InputOptions:
    """The choices for inputs that show these values; members are asked for only if a field needs them."""
    fields = list(fields)
    needs_members = any(field.type is FieldType.USER for field in fields)
    people = [(member.id, member.name) for member in members(session)] if needs_members else []
    names = tuple(each.name for each in price_lists(session)) if any(field.names for field in fields) else ()
    ids = {key: _id(value) or None for key, value in (values or {}).items()}
    return InputOptions(people, actor.currency, labels_for(session, actor, fields, [ids]), names)


@singledispatch
def typed(value: Any) -> Any:
    """A Python value as one would type it into its input; what was typed stays as it is."""
    return "" if value is None else value


@typed.register
def _(value: Money) -> str:
    return f"{value.amount:f}"


@typed.register
def _(value: datetime) -> str:
    # Not strftime, which leaves the zeros before a year such as 0987 out, so that a browser shows nothing.
    return value.astimezone(ZoneInfo(time_zone())).replace(tzinfo=None).isoformat(timespec="minutes")


@typed.register
def _(value: date) -> str:
    return value.isoformat()


@typed.register
def _(value: bool) -> str:
    return "yes" if value else "no"


@typed.register
def _(value: Decimal) -> str:
    return f"{value:f}"


@typed.register
def _(value: dict) -> Any:  # type: ignore[type-arg]  # singledispatch takes the bare class
    return value.get("amount", "")


def typed_currency(value: Any, default: str) -> str:
    """The currency of a typed or stored amount."""
    if isinstance(value, Money):
        return value.currency
    return str(value.get("currency") or default) if isinstance(value, dict) else default


def is_unchanged(raw: Any, value: Any) -> bool:
    """Whether a form sent back what it showed for this stored value."""
    if isinstance(raw, dict):
        return (raw.get("amount"), raw.get("currency")) == (typed(value), typed_currency(value, ""))
    if isinstance(raw, list):
        return [each.strip() for each in raw if each.strip()] == list(value or ())
    return str(raw).replace("\r\n", "\n").strip() == str(typed(value)).strip()


def _id(value: Any) -> int:
    """The id that a stored or sent value is; 0 if it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    is_digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19
    return int(value) if is_digits else 0


FILTERS = {"typed": typed, "typed_currency": typed_currency}
