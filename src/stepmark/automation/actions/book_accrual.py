"""Book a bonus for an employee."""

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Annotated, Any

from pydantic import Field, StrictStr

from stepmark.automation.actions.base import Action, Done, Failed, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import FieldPath, MemberId, Responsible, Settings, TextTemplate
from stepmark.automation.people import resolve
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.types.numbers import decimal_in
from stepmark.catalogue.values import parse
from stepmark.commands.accruals import ACCRUAL, Origin, book_accrual
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import Text, _
from stepmark.platform.money import Money, precision

MOST_PERCENT = 1_000
_AMOUNT = next(field for field in ACCRUAL.system_fields if field.key == "amount")
_EXACT = Context(prec=100)


class BookAccrualSettings(Settings):
    """Either a fixed `amount`, as "500" or "500 PLN", or so much `percent` of a field. Without a reason the accrual is
    called after the record. `once`: not again for the same record while what this action booked for it stands.
    """

    to: Responsible = Responsible()
    amount: Annotated[StrictStr, Field(max_length=40)] = ""
    percent: Annotated[StrictStr, Field(max_length=30)] = ""
    of: FieldPath | None = None
    reason: TextTemplate = ""
    once: bool = True
    on_behalf: MemberId | None = None


class BookAccrual(Action[BookAccrualSettings]):
    """A percentage is rounded to two decimals, half up. Nothing is taken back of itself: see the deal's page."""

    key = "book_accrual"
    label = _("Book a bonus")
    group = "payments"
    icon = "coin"
    help = _("A fixed amount, or a percentage of an amount or number, booked as an accrual for an employee.")
    Settings = BookAccrualSettings

    def sentence(self, settings: BookAccrualSettings, words: Any) -> Text:
        who = words.responsible(settings.to)
        if settings.of is None:
            return _("book a bonus of %(amount)s for %(who)s", amount=settings.amount, who=who)
        text = _("book a bonus of %(percent)s%% of %(field)s for %(who)s")
        return _(text.message, percent=settings.percent, field=words.field(settings.of), who=who)

    def run(self, settings: BookAccrualSettings, context: ActionContext) -> Outcome:
        if context.kind is ACCRUAL and context.made_by_this_rule:
            return Skipped(_("This rule has booked this accrual itself, and books no further one for it."))
        try:
            amount = _amount(settings, context)
        except (ValueFault, ValueError):
            return Failed(_("This comes to more than can be booked."))
        if amount is None or amount.amount <= 0:
            return Skipped(_("There is nothing to book, as the amount is empty or not above zero."))
        member_id = resolve(context, settings.to, self.key)
        if member_id is None:
            return Skipped(_("There is nobody to book it for."))
        with context.on_behalf(settings.on_behalf):
            made = book_accrual(context.work, member_id, amount, _reason(settings, context), _origin(settings, context))
        return Done() if made else Skipped(_("This bonus is booked already. Reverse it first to book it anew."))

    def reach(self, settings: BookAccrualSettings, kind: Kind) -> Collection[Reach]:
        return (Reach("accrual", topics=("created",)),)

    def check(self, settings: BookAccrualSettings, check: SettingsCheck) -> None:
        is_share = bool(settings.percent or settings.of)
        if is_share is bool(settings.amount):
            check.fault("amount", _("Give either a fixed amount, or a percentage and the field that it is of."))
        elif settings.amount:
            _check_amount(settings.amount, check)
        else:
            _check_percent(settings.percent, check)
            _check_field(settings.of, check)


def _amount(settings: BookAccrualSettings, context: ActionContext) -> Money | None:
    if settings.of is None:
        return _fixed(settings.amount, context.work.reader)
    _path, whole = context.value(settings.of)
    if whole is None:
        return None
    money = whole if isinstance(whole, Money) else Money(whole, context.work.actor.currency)
    share = _EXACT.multiply(money.amount, decimal_in(settings.percent) or Decimal(0)) / 100
    decimals = Decimal(1).scaleb(-min(2, precision(money.currency)))
    rounded = Money(share.quantize(decimals, ROUND_HALF_UP, _EXACT), money.currency)
    return rounded if rounded.minor else None


def _fixed(text: str, reader: Reader) -> Money | None:
    found: Money | None = parse(_AMOUNT, text, reader)
    return found


def _reason(settings: BookAccrualSettings, context: ActionContext) -> str:
    named = _("Bonus for “%(record)s”", record=context.record.label[:250])
    return context.line(settings.reason) or str(named)


def _origin(settings: BookAccrualSettings, context: ActionContext) -> Origin:
    kind, record = context.kind, context.record
    once = f"rule {context.rule.id}, {context.place}, {kind.name} {record.id}"
    key = once if settings.once else f"run {context.run.id}, {context.place}"
    return Origin(kind, record, context.rule.id, context.run.id, key)


def _check_amount(text: str, check: SettingsCheck) -> None:
    try:
        amount = _fixed(text, check.reader)
    except ValueFault as fault:
        check.fault("amount", fault.text)
        return
    if amount is None or amount.amount <= 0:
        check.fault("amount", _("Enter an amount above zero."))


def _check_percent(text: str, check: SettingsCheck) -> None:
    try:
        percent = decimal_in(text)
    except ValueFault as fault:
        check.fault("percent", fault.text)
        return
    if percent is None or not 0 < percent <= MOST_PERCENT:
        check.fault("percent", _("Enter a percentage above 0 and up to %(most)s.", most=MOST_PERCENT))


def _check_field(key: str | None, check: SettingsCheck) -> None:
    if key is None:
        check.fault("of", _("Choose the field that it is a percentage of."))
    elif (path := check.path("of", key)) and path.field.type not in (FieldType.MONEY, FieldType.NUMBER):
        check.fault("of", _("“%(field)s” holds no amount and no number.", field=path.name))
