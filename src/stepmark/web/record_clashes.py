"""Two people changed the same fields: both values side by side, and a form that starts from the newest record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Reader
from stepmark.catalogue.values import parse
from stepmark.platform.errors import Problem
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.history import values_at
from stepmark.queries.labels import Labels, labels_for
from stepmark.queries.record_pages import Details
from stepmark.web.caller import Caller


@dataclass(frozen=True)
class Clash:
    """One field with the value that was sent and the one that somebody else has saved meanwhile."""

    field: Field
    yours: Any
    theirs: Any


def clashes_of(problem: Problem, fields: Mapping[str, Field]) -> list[Clash]:
    """The clashes of fields that a `conflict` names; none for other problems."""
    return [_clash(fields[each["field"]], each) for each in problem.more.get("clashes", []) if each["field"] in fields]


def clash_labels(session: ScopedSession, caller: Caller, clashes: list[Clash]) -> Labels:
    """The names of what both values point at."""
    values = [{clash.field.key: value} for clash in clashes for value in (clash.yours, clash.theirs)]
    return labels_for(session, caller.actor, [clash.field for clash in clashes], values)


def changed_by_others(session: ScopedSession, details: Details, version: int, clashes: list[Clash]) -> dict[str, Any]:
    """What stands now in the fields that only others have changed since `version`: the form must not undo it."""
    clashing = {clash.field.key for clash in clashes}
    then = values_at(session, details.kind.name, details.record.id, version)
    return {key: details.values[key] for key in then if key in details.values and key not in clashing}


def _clash(field: Field, clash: Mapping[str, Any]) -> Clash:
    return Clash(field, parse(field, clash["yours"], Reader()), parse(field, clash["theirs"], Reader()))
