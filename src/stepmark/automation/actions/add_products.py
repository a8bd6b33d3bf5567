"""Add products to the record."""

from collections.abc import Collection
from typing import Any

from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import MemberId, ProductAmount, ProductAmounts, Settings
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.types.numbers import decimal_in
from stepmark.catalogue.values import parse
from stepmark.commands.line_amounts import amount_field
from stepmark.commands.line_input import FIELDS
from stepmark.commands.lines import add_lines
from stepmark.platform.i18n import Text, _
from stepmark.queries.lines import lines_of


class AddProductsSettings(Settings):
    """Which products, and how much of each."""

    products: ProductAmounts
    on_behalf: MemberId | None = None


class AddProducts(Action[AddProductsSettings]):
    """A product that this rule has added before, and that is still there, is not added twice."""

    key = "add_products"
    label = _("Add products")
    group = "data"
    icon = "box"
    help = _("At the catalogue's price unless another is given. What this rule has added before is not added twice.")
    Settings = AddProductsSettings

    def serves(self, kind: Kind) -> bool:
        return kind.lines

    def sentence(self, settings: AddProductsSettings, words: Any) -> Text:
        amounts = (f"{each.quantity} × {words.product(each.product_id)}" for each in settings.products)
        return _("add the products %(products)s", products=", ".join(amounts))

    def run(self, settings: AddProductsSettings, context: ActionContext) -> Outcome:
        work, kind, record = context.work, context.kind, context.record
        work.session.flush()
        there = {
            line.product_id for line in lines_of(work.session, kind, record).lines if line.rule_id == context.rule.id
        }
        new = [_line(each) for each in settings.products if each.product_id not in there]
        if not new:
            return Skipped(_("This rule has added all of these products before."))
        with context.on_behalf(settings.on_behalf):
            add_lines(work, kind, record.id, new)
        return Done()

    def reach(self, settings: AddProductsSettings, kind: Kind) -> Collection[Reach]:
        return (Reach(kind.name, fields=("lines", amount_field(kind).key)),) if kind.lines else ()

    def check(self, settings: AddProductsSettings, check: SettingsCheck) -> None:
        for number, each in enumerate(settings.products, 1):
            try:
                parse(FIELDS["quantity"], each.quantity, check.reader)
                decimal_in(each.price)
            except ValueFault as fault:
                check.fault(f"products/{number}", fault.text)


def _line(amount: ProductAmount) -> dict[str, Any]:
    price = {"price": amount.price} if amount.price else {}
    return {"product_id": amount.product_id, "quantity": amount.quantity, **price}
