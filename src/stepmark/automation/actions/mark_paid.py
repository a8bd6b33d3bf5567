"""Mark an invoice or an order as paid."""

from collections.abc import Collection
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import MemberId, Settings
from stepmark.catalogue.kinds import SALE_NAMES, Kind
from stepmark.commands.deal_payments import PAYMENT_KEYS
from stepmark.commands.payments import mark_paid
from stepmark.platform.i18n import Text, _


class MarkPaidSettings(Settings):
    """As of today."""

    on_behalf: MemberId | None = None


class MarkPaid(Action[MarkPaidSettings]):
    """The same as by hand: whoever is responsible is told, and the deal knows of it."""

    key = "mark_paid"
    label = _("Mark as paid")
    icon = "coin"
    group = "payments"
    help = _("As of today. A draft has to be issued first.")
    kinds = ("invoice", "order")
    Settings = MarkPaidSettings

    def sentence(self, settings: MarkPaidSettings, words: Any) -> Text:
        return _("mark it as paid")

    def run(self, settings: MarkPaidSettings, context: ActionContext) -> Outcome:
        paper: Any = context.record
        if not context.kind.is_paid:
            return Skipped(_("Only invoices and orders are paid."))
        if paper.paid:
            return Skipped(_("It is paid already."))
        with context.on_behalf(settings.on_behalf):
            mark_paid(context.work, context.kind, paper.id)
        return Done()

    def reach(self, settings: MarkPaidSettings, kind: Kind) -> Collection[Reach]:
        topic = f"{kind.name}.paid"
        own = Reach(kind.name, fields=("status", "paid", "paid_on"), topics=(topic,))
        key = PAYMENT_KEYS.get(kind.name)
        return (own, *(Reach(each, fields=(key,), topics=(topic,)) for each in SALE_NAMES if key))
