"""Links must lead somewhere: to a live row of this workspace that the actor sees."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.notes import File
from stepmark.domain.people import Member
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.text import fold
from stepmark.queries.files import readable
from stepmark.queries.prices import price_lists
from stepmark.queries.visible import live


def check_references(work: Work, fields: Mapping[str, Field], *records: Mapping[str, Any]) -> None:
    """Refuse the first link among the values of records that leads nowhere with `broken-reference`, naming its field.

    One statement for each kind that they point at, however many records there are.
    """
    wanted: dict[str, dict[int, Field]] = defaultdict(dict)
    for values in records:
        for key, value in values.items():
            field = fields[key]
            if value is not None and (target := _target(field)):
                wanted[target][value] = field
        _check_names(work, fields, values)
    for target, by_id in wanted.items():
        known: set[int] = work.remember(("found", target), set)
        if unknown := by_id.keys() - known:
            known |= _found(work, target, unknown)
        for row_id in by_id.keys() - known:
            raise broken(by_id[row_id])


def _check_names(work: Work, fields: Mapping[str, Field], values: Mapping[str, Any]) -> None:
    named = {key: value for key, value in values.items() if fields[key].names and value is not None}
    known = {fold(each.name) for each in price_lists(work.session)} if named else set()
    for key, value in named.items():
        if fold(value) not in known:
            text = _("There is no price list “%(name)s”. Choose one that there is.", name=value)
            raise Problem("broken-reference", text, field=key)


def broken(field: Field) -> Problem:
    """What a link that leads nowhere is answered with."""
    text = _("What “%(field)s” points at does not exist any more. Choose another.", field=field.label)
    return Problem("broken-reference", text, field=field.key)


def _target(field: Field) -> str:
    if field.type is FieldType.RECORD:
        return field.related if field.related in KINDS else ""
    return str(field.type) if field.type in (FieldType.USER, FieldType.FILE) else ""


def _found(work: Work, target: str, ids: Iterable[int]) -> set[int]:
    if target == FieldType.USER:
        query = select(Member.id).where(Member.id.in_(ids), Member.active.is_(True))
    elif target == FieldType.FILE:
        # Held, as no foreign key does it: so a file can't go between this look and the tick that it is worth.
        openable = select(File.id).where(File.id.in_(ids), File.deleted_at.is_(None), readable(work.actor))
        query = openable.with_for_update(read=True)
    else:
        model = KINDS[target].linked_model
        # Held likewise: what is linked here can't be deleted before those who delete it see this link.
        query = select(model.id).where(model.id.in_(ids), live(model, work.actor)).with_for_update(read=True)
    return set(work.session.scalars(query))
