"""The custom fields of one kind as parts of answers."""

from typing import Any

from fastapi.responses import Response
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, Kind, kind_of
from stepmark.commands.access import not_found
from stepmark.domain.attributes import FieldType
from stepmark.domain.bindings import Binding
from stepmark.domain.fields import CustomField
from stepmark.platform.i18n import Text, _
from stepmark.queries.bindings import binding_rows
from stepmark.queries.fields import custom_fields, deleted_fields
from stepmark.web.caller import Caller
from stepmark.web.questions import Place
from stepmark.web.render import fragment, see_other

TYPE_LABELS: dict[str, Text] = {
    FieldType.TEXT: _("Text"),
    FieldType.LONG_TEXT: _("Long text"),
    FieldType.NUMBER: _("Number"),
    FieldType.MONEY: _("Money"),
    FieldType.DATE: _("Date"),
    FieldType.DATETIME: _("Date and time"),
    FieldType.YES_NO: _("Yes or no"),
    FieldType.CHOICE: _("Choice"),
    FieldType.MULTI_CHOICE: _("Several choices"),
    FieldType.EMAIL: _("E-mail"),
    FieldType.PHONE: _("Phone"),
    FieldType.LINK: _("Link"),
    FieldType.USER: _("Person of the workspace"),
    FieldType.FILE: _("File"),
}


def place_of(kind: str) -> Place:
    """The list that a field of this kind stands in."""
    return Place("fields", _("Fields"), f"/fields?kind={kind}")


def list_context(caller: Caller, kind: Kind) -> dict[str, Any]:
    """What `fields/_list.html` needs."""
    with caller.reading() as session:
        return {
            "kind": kind,
            "kind_tabs": [(each.name, each.label_plural, f"/fields?kind={each.name}") for each in KINDS.values()],
            "fields": custom_fields(session, kind.name),
            "deleted": deleted_fields(session, kind.name),
            "bound": {row.binding.custom_field_id: row for row in binding_rows(session, Binding.custom_field_id > 0)},
            "types": TYPE_LABELS,
        }


def fields_changed(caller: Caller, kind: str, toast: Text = "") -> Response:
    """After a change: the list, which closes any dialog; without htmx, the page."""
    if not caller.is_htmx:
        return see_other(f"/fields?kind={kind}", toast)
    return fragment(caller, "fields/changed.html", toast_text=toast, **list_context(caller, kind_of(kind)))


def field_or_404(session: Session, field_id: int, *, deleted: bool = False) -> CustomField:
    """A live field, or a deleted one; else `not-found`."""
    field = session.get(CustomField, field_id)
    if field is None or field.is_deleted is not deleted:
        raise not_found()
    return field
