"""A record's amounts and the one currency that they are in, which is given with them or beside them."""

from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.commands.line_amounts import beside_lines, refuse_fixed
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.record import Record
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.money import currencies
from stepmark.platform.text import printable
from stepmark.queries.values import system_value


def currency_in(raw: Mapping[str, Any]) -> str | None:
    """The code that is given beside the amounts; None where none is."""
    given = raw.get("currency")
    if given in (None, ""):
        return None
    code = given.strip().upper() if isinstance(given, str) else "?"
    if code not in currencies():
        text = _("“%(value)s” is not a currency's code such as EUR or PLN.", value=printable(code, 10))
        raise Invalid({"currency": text})
    return code


def with_currency(kind: Kind, raw: Mapping[str, Any], currency: str, record: Record | None = None) -> dict[str, Any]:
    """The raw values with this currency in each bare amount.

    Where only the currency changes, the record's amounts keep their figures, which the catalogue then checks for their
    decimals.
    """
    values = {key: value for key, value in raw.items() if key != "currency"}
    for field in _amounts(kind):
        amount = values.get(field.key)
        if amount not in (None, "") and not isinstance(amount, dict):
            values[field.key] = {"amount": amount, "currency": currency}
        elif field.key not in values and record is not None:
            values |= _figure_kept(field, record, currency)
    return values


def set_currency(work: Work, kind: Kind, record: Any, currency: str) -> None:
    """An amount brings its currency along; without one the currency is what the next amount will be in."""
    is_empty = all(getattr(record, str(field.column)) is None for field in _amounts(kind))
    if is_empty and record.currency != currency:
        refuse_fixed(record, {"currency"})
        before, record.currency = record.currency, currency
        changes = beside_lines(work, kind, record, {"currency": (before, currency)})
        record.touch()
        work.happened_to("updated", kind.name, record, changes, record.id if kind.has_stages else None)


def _amounts(kind: Kind) -> list[Field]:
    return [field for field in kind.system_fields if field.type is FieldType.MONEY and field.by_hand]


def _figure_kept(field: Field, record: Record, currency: str) -> dict[str, Any]:
    money = system_value(record, field)
    if money is None or money.currency == currency:
        return {}
    return {field.key: {"amount": str(money.amount), "currency": currency}}
