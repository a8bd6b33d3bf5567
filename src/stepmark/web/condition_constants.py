"""Constants in the condition editor: which of them a comparison may be made with."""

from collections.abc import Mapping
from dataclasses import replace

from stepmark.automation.copying import fits
from stepmark.catalogue.constants import KnownConstant, key_in
from stepmark.catalogue.fields import Field
from stepmark.conditions.operators.base import Operator, Takes
from stepmark.domain.attributes import FieldType

# A constant stands for one value, or for a number of days.
NAMED = (Takes.VALUE, Takes.DAYS)
_DAYS = Field("constant", "days", "", FieldType.NUMBER)


def constants_for(
    known: Mapping[str, KnownConstant], field: Field, operator: Operator, value: object
) -> list[tuple[str, str]]:
    """Those that fit, by key and name; and the one that the value is, though it be gone."""
    if operator.takes not in NAMED:
        return []
    wanted = _DAYS if operator.takes is Takes.DAYS else replace(field, multiple=False)
    found = {each.key: each.name for each in known.values() if fits(each.field, wanted)}
    own = key_in(value)
    return list((found if not own or own in found else {**found, own: own}).items())
