"""More, less, and in between, for numbers and money."""

from stepmark.conditions.claims import Claim, Has
from stepmark.conditions.operators.amounts import above, below, from_to, measured
from stepmark.conditions.operators.base import Asked, Operator, Takes
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import _

AMOUNTS = frozenset({FieldType.NUMBER, FieldType.MONEY})


class Greater(Operator):
    """More than this."""

    name = "greater"
    label = _("is greater than")
    sentence = _("%(field)s is greater than %(value)s")
    types = AMOUNTS

    def claim(self, asked: Asked) -> Claim:
        return Has(measured(asked.field, [asked.operand], asked.context, above))


class Less(Operator):
    """Less than this."""

    name = "less"
    label = _("is less than")
    sentence = _("%(field)s is less than %(value)s")
    types = AMOUNTS

    def claim(self, asked: Asked) -> Claim:
        return Has(measured(asked.field, [asked.operand], asked.context, below))


class Between(Operator):
    """From the first to the last, both included."""

    name = "between"
    label = _("is between")
    sentence = _("%(field)s is between %(value)s")
    types = AMOUNTS
    takes = Takes.RANGE

    def claim(self, asked: Asked) -> Claim:
        return Has(measured(asked.field, asked.operand, asked.context, from_to))
