"""A record got a line of a product."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from stepmark.automation.parameters import ProductId
from stepmark.automation.triggers.base import Trigger, TriggerSettings, Woken
from stepmark.catalogue.kinds import Kind
from stepmark.conditions.check import Conditions
from stepmark.platform.i18n import Text, _


class ProductSettings(TriggerSettings):
    """Which product; none means any of the catalogue."""

    product_id: ProductId | None = None


class ProductAdded(Trigger[ProductSettings]):
    """Wakes when more lines hold the product than before; another quantity or price wakes nothing."""

    key = "product_added"
    label = _("has a product added")
    group = "data"
    icon = "box"
    help = _("Whoever or whatever adds it. Another quantity or price of what is there already wakes nothing.")
    Settings = ProductSettings

    def serves(self, kind: Kind) -> bool:
        return kind.lines

    def topics(self, settings: ProductSettings, conditions: Conditions) -> Iterable[str]:
        return ("field:lines",)

    def wakes(self, settings: ProductSettings, woken: Woken) -> bool:
        before, after = map(_products, woken.change.values["lines"])
        added = after - before
        return bool(added) if settings.product_id is None else settings.product_id in added

    def is_picky(self, settings: ProductSettings) -> bool:
        return True

    def sentence(self, settings: ProductSettings, words: Any) -> Text:
        if settings.product_id is None:
            return self.label
        return _("has the product “%(product)s” added", product=words.product(settings.product_id))


def _products(lines: Any) -> Counter[int]:
    return Counter(line["product_id"] for line in lines or () if line["product_id"])
