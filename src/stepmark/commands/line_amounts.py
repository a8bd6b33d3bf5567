"""A record's amount and its lines: which of them follows the other."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.values import to_json
from stepmark.commands.work import Changes, Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.papers import Paper
from stepmark.domain.record import Record
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.money import Money, from_minor, to_minor
from stepmark.queries.lines import Lines, line_rows, lines_of
from stepmark.queries.values import system_value


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
        if isinstance(of, Paper):
            raise Invalid({"amount": _("This amount is the total of the products. Change those instead.")})
        of.amount_from_lines = False
        return {**changes, "amount_from_lines": (True, False)}
    return {**changes, **gross_followed(work, kind, record)}


def gross_followed(work: Work, kind: Kind, record: Record, lines: Lines | None = None) -> Changes:
    """Keep what a paper comes to with tax: the total of its lines, else the amount as typed. Returns the change."""
    if not isinstance(record, Paper):
        return {}
    lines = lines or lines_of(work.session, kind, record)
    field = next(field for field in kind.system_fields if field.key == "gross")
    before, after = system_value(record, field), _gross(record, lines)
    record.gross_minor = None if after is None else after.minor
    return {} if before == after else {"gross": (to_json(field, before), to_json(field, after))}


def refuse_fixed(record: Record, keys: Iterable[str]) -> None:
    """Refuse a change of what can't be changed as the record stands now."""
    if found := [key for key in keys if key in record.fixed_keys]:
        raise Invalid(dict.fromkeys(found, record.why_fixed))


def require_keepable(money: Money) -> Money:
    """An amount that lines come to, if it is not beyond what can be kept."""
    try:
        money.minor  # noqa: B018 - asked whether it can be kept
    except ValueError:
        raise Invalid({"lines": _("All this comes to more than can be kept. Check prices and quantities.")}) from None
    return money


def _gross(paper: Paper, lines: Lines) -> Money | None:
    if lines.lines:
        return require_keepable(Money(lines.totals.gross, paper.currency))
    return None if paper.amount_minor is None else Money(from_minor(paper.amount_minor, paper.currency), paper.currency)


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
