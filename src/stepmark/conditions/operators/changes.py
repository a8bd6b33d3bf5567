"""What a change did to a field. Where nothing says that it changed, none of these holds."""

from stepmark.catalogue.values import from_cells
from stepmark.conditions.claims import NEVER, Both, Claim, Differs, Has
from stepmark.conditions.operators.amounts import above, measured
from stepmark.conditions.operators.base import Asked, Operator, Takes
from stepmark.conditions.operators.equality import COMPARABLE, alike
from stepmark.conditions.operators.order import AMOUNTS
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import _


class Changed(Operator):
    """The field's values are others than before; letter case counts, order does not."""

    name = "changed"
    label = _("has changed")
    sentence = _("%(field)s has changed")
    types = frozenset(FieldType)
    takes = Takes.NOTHING
    is_about_change = True

    def claim(self, asked: Asked) -> Claim:
        return NEVER if asked.before is None else Differs(asked.before)


class ChangedTo(Operator):
    """The field has changed, and one of its values now is this one."""

    name = "changed_to"
    label = _("has changed to")
    sentence = _("%(field)s has changed to %(value)s")
    types = COMPARABLE
    is_about_change = True

    def claim(self, asked: Asked) -> Claim:
        if asked.before is None:
            return NEVER
        return Both(Differs(asked.before), Has(alike(asked.field, [asked.operand], asked.context)))


class Increased(Operator):
    """The amount is more than before; neither may be empty."""

    name = "increased"
    label = _("has increased")
    sentence = _("%(field)s has increased")
    types = AMOUNTS
    takes = Takes.NOTHING
    is_about_change = True

    def claim(self, asked: Asked) -> Claim:
        if not asked.before:
            return NEVER
        return Has(measured(asked.field, [from_cells(asked.field, asked.before)], asked.context, above))
