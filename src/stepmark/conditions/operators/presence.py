"""Whether there is a value at all. 0 and "no" count as filled."""

from stepmark.conditions.claims import Claim, Has, HasNone
from stepmark.conditions.demands import Anything
from stepmark.conditions.operators.base import Asked, Operator, Takes
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import _


class Filled(Operator):
    """Any value."""

    name = "filled"
    label = _("is filled")
    sentence = _("%(field)s is filled")
    types = frozenset(FieldType)
    takes = Takes.NOTHING

    def claim(self, asked: Asked) -> Claim:
        return Has(Anything())


class Empty(Operator):
    """No value; a link to a deleted record is empty too."""

    name = "empty"
    label = _("is empty")
    sentence = _("%(field)s is empty")
    types = frozenset(FieldType)
    takes = Takes.NOTHING

    def claim(self, asked: Asked) -> Claim:
        return HasNone(Anything())
