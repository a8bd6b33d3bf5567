"""What a rule refers to must be there: stages, steps, members, groups and rules, each named where it is missing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.automation.drafts import Checked, RuleDraft
from stepmark.automation.references import Reference, compared_in, references_in
from stepmark.domain.people import Group, Member
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.products import Product
from stepmark.domain.rules import Rule
from stepmark.platform.i18n import Lazy, Text, _
from stepmark.queries.list_fields import readable_fields

_MODELS: Mapping[str, Any] = {
    "stage": Stage, "step": Step, "process": Process, "user": Member, "group": Group, "rule": Rule,
    "product": Product,
}  # fmt: skip
_MISSING: Mapping[str, Text] = {
    "stage": _("This stage is not there."),
    "step": _("This step is not there."),
    "process": _("This process is not there."),
    "user": _("This member is not there."),
    "group": _("This group is not there."),
    "rule": _("This rule is not there."),
    "product": _("This product is not there."),
}
_GONE: Mapping[str, Lazy] = {
    "stage": _("The stage “%(name)s” was deleted. Choose another."),
    "step": _("The step “%(name)s” was deleted. Choose another."),
    "process": _("The process “%(name)s” was deleted. Choose another."),
    "user": _("“%(name)s” has left. Choose somebody else."),
    "group": _("The group “%(name)s” was deleted. Choose another."),
    "rule": _("The rule “%(name)s” was deleted. Choose another."),
    "product": _("The product “%(name)s” was deleted. Choose another."),
}


def check_references(session: Session, draft: RuleDraft, found: Checked) -> None:
    """Add a fault for each thing that the draft names and that is not there."""
    references = list(_references(session, found))
    if draft.stage_id is not None:
        references.append(Reference("stage_id", "stage", draft.stage_id))
    for each, fault in missing(session, references):
        found.faults.setdefault(each.place, fault)


def missing(session: Session, references: Iterable[Reference]) -> Iterator[tuple[Reference, Text]]:
    """Those of the references that lead nowhere, fields left out: one statement for each kind of thing."""
    wanted: dict[str, list[Reference]] = defaultdict(list)
    for each in references:
        if each.what in _MODELS:
            wanted[each.what].append(each)
    for what, named in wanted.items():
        rows = _rows(session, what, {each.key for each in named})
        for each in named:
            fault = _fault(what, rows.get(each.key), compared=each.compared)
            if fault is not None:
                yield each, fault


def _references(session: Session, found: Checked) -> Iterator[Reference]:
    yield from references_in(found.kind, readable_fields(session), found.trigger, found.actions)
    yield from compared_in("conditions", found.conditions)


def _rows(session: Session, what: str, ids: set[int]) -> dict[int, Any]:
    model = _MODELS[what]
    return {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids)))}


def _fault(what: str, row: Any, *, compared: bool) -> Text | None:
    """What is wrong with the thing. A condition may compare with somebody who has left."""
    if row is None:
        return _MISSING[what]
    is_gone = (not row.active and not compared) if what == "user" else getattr(row, "deleted_at", None) is not None
    return _(_GONE[what].message, name=row.name) if is_gone else None
