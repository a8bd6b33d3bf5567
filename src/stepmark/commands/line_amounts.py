"""A record's amount and its lines: which of them follows the other."""

from decimal import Decimal
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.commands.work import Changes, Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.record import Record
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.money import from_minor, to_minor
from stepmark.queries.lines import line_rows


def amount_field(kind: Kind) -> Field:
    """The field of a kind with lines that their total goes into."""
    return next(field for field in kind.system_fields if field.type is FieldType.MONEY)


def beside_lines(work: Work, kind: Kind, record: Record, changes: Changes) -> Changes:
    """After a change of a record's own values: a typed amount stays as typed, and prices follow the currency.

    Returns the changes with what they brought about.
    """
    if not kind.lines or not changes:
        return changes
    if "currency" in changes:
        _reprice(work, kind, record, changes["currency"][0])
    of: Any = record
    if of.amount_from_lines and _is_other_figure(changes.get(amount_field(kind).key)):
        of.amount_from_lines = False
        return {**changes, "amount_from_lines": (True, False)}
    return changes


def _is_other_figure(pair: tuple[Any, Any] | None) -> bool:
    if pair is None:
        return False
    before, after = ((each or {}).get("amount") for each in pair)
    return before is None or after is None or Decimal(before) != Decimal(after)


def _reprice(work: Work, kind: Kind, record: Any, before: str) -> None:
    """The prices keep their figures in the new currency, as the amount does."""
    for line in line_rows(work.session, kind, record.id):
        try:
            line.price = to_minor(from_minor(line.price, before), record.currency)
        except ValueError:
            text = _("The prices of the products have more decimals than %(currency)s has. Change them first.")
            raise Invalid({"currency": _(text.message, currency=record.currency)}) from None
