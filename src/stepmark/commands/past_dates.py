"""When an imported record came to be and was closed, elsewhere and before; only an import may say so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from stepmark.catalogue.kinds import DEAL
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import TYPES
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.platform.errors import Invalid

_KEYS = ("created_at", "closed_at")


class PastDates(NamedTuple):
    """Moments that have passed; None where the import does not tell."""

    created_at: datetime | None = None
    closed_at: datetime | None = None


def past_dates(work: Work, raw: Mapping[str, Any]) -> tuple[Mapping[str, Any], PastDates]:
    """The raw values without `created_at` and `closed_at`, and these; by hand, they stay among the values."""
    given = {key: raw[key] for key in _KEYS if key in raw}
    if not given or work.cause.get("kind") != "import":
        return raw, PastDates()
    rest = {key: value for key, value in raw.items() if key not in given}
    return rest, PastDates(**{key: _moment(work, key, value) for key, value in given.items()})


def _moment(work: Work, key: str, value: Any) -> datetime | None:
    field = next(each for each in DEAL.system_fields if each.key == "closed_at")
    try:
        moment: datetime | None = TYPES[FieldType.DATETIME].parse(value, field, work.reader)
    except ValueFault as fault:
        raise Invalid({key: fault.text}) from None
    return moment
