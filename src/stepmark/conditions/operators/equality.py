"""The same value or another one. Texts compare folded, phones by their digits, money by its worth."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.values import to_cells
from stepmark.conditions.claims import Claim, Has, HasNone
from stepmark.conditions.context import Context
from stepmark.conditions.demands import Demand, Numbers, Texts
from stepmark.conditions.operators.amounts import from_to, measured
from stepmark.conditions.operators.base import ME, Asked, Operator, Takes
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import _

COMPARABLE = frozenset(FieldType) - {FieldType.LONG_TEXT, FieldType.FILE, FieldType.DATE, FieldType.DATETIME}


class Equal(Operator):
    """One of the field's values is this one."""

    name = "equal"
    label = _("is")
    sentence = _("%(field)s is %(value)s")
    types = COMPARABLE

    def claim(self, asked: Asked) -> Claim:
        return Has(alike(asked.field, [asked.operand], asked.context))


class NotEqual(Operator):
    """None of the field's values is this one, so an empty field holds; an amount that can't be compared does not."""

    name = "not_equal"
    label = _("is not")
    sentence = _("%(field)s is not %(value)s")
    types = COMPARABLE

    def claim(self, asked: Asked) -> Claim:
        return HasNone(alike(asked.field, [asked.operand], asked.context, otherwise=True))


class OneOf(Operator):
    """One of the field's values is one of these."""

    name = "one_of"
    label = _("is one of")
    sentence = _("%(field)s is one of %(value)s")
    types = COMPARABLE - {FieldType.MONEY, FieldType.YES_NO}
    takes = Takes.VALUES

    def claim(self, asked: Asked) -> Claim:
        return Has(alike(asked.field, asked.operand, asked.context))


def alike(field: Field, values: Sequence[Any], context: Context, *, otherwise: bool = False) -> Demand:
    """A value that is one of these; `otherwise` says what an amount is that can't be compared. Money comes alone."""
    if field.type is FieldType.MONEY:
        return measured(field, [*values, *values], context, from_to, otherwise=otherwise)
    meant = [context.member_id if value == ME and field.type is FieldType.USER else value for value in values]
    single = replace(field, multiple=False)
    cells = [cell for value in meant for cell in to_cells(single, value)]
    folded = frozenset(cell.folded for cell in cells if cell.folded is not None)
    return Texts(folded) if folded else Numbers(frozenset(cell.number for cell in cells if cell.number is not None))
