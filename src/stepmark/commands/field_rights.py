"""What a role may write: nothing into a field that is hidden from it, or read-only for it."""

from collections.abc import Iterable, Mapping
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.commands.work import Work
from stepmark.conditions.paths import no_such_field
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _


def require_editable(work: Work, kind: Kind, fields: Iterable[Field]) -> None:
    """Refuse what the actor's role may not write, by field: a hidden one as if there were none."""
    access = work.actor.access
    if access.own.get(kind.name):
        faults = {field.key: _fault(work, field) for field in fields if not access.of(kind.name, field.key).edits}
        if faults:
            raise Invalid(faults)


def without_own_defaults(kind: Kind, raw: Mapping[str, Any], member_id: int | None) -> Iterable[str]:
    """The fields that a new record is given, but for those in which it says what it would have anyway."""
    usual = {**kind.initial, "responsible_id": member_id}
    return [key for key, value in raw.items() if key not in usual or str(value) != str(usual[key])]


def _fault(work: Work, field: Field) -> Text:
    access = work.actor.access
    if not access.sees(field.kind, field.key):
        return no_such_field(field.key)
    who = access.who_may_edit(field.kind, field.key)
    return _("Your role may not change “%(field)s”. Ask one of those who may: %(who)s.", field=field.label, who=who)
