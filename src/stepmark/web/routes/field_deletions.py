"""Deleting a field, after showing what hangs on it, and bringing it back."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.usage import rules_naming
from stepmark.commands.fields import delete_field, restore_field
from stepmark.platform.i18n import _
from stepmark.queries.usage import field_use
from stepmark.web.caller import Administrator
from stepmark.web.field_parts import field_or_404, fields_changed, place_of
from stepmark.web.questions import asked

router = APIRouter()


@router.get("/fields/{field_id:id}/deletion")
def new(caller: Administrator, field_id: int) -> Response:
    """What would be missed."""
    with caller.reading() as session:
        field = field_or_404(session, field_id)
        context: dict[str, Any] = {
            "field": field,
            "use": field_use(session, field),
            "rules_naming": rules_naming(session, "field", (field.kind, f"custom.{field.key}")),
        }
    title = _("Delete “%(name)s”?", name=field.label)
    return asked(caller, place_of(field.kind), "fields/_deletion.html", title, **context)


@router.post("/fields/{field_id:id}/deletion")
def create(caller: Administrator, field_id: int) -> Response:
    """Delete it, restorably."""
    caller.run(delete_field, field_id)
    with caller.reading() as session:
        kind = field_or_404(session, field_id, deleted=True).kind
    return fields_changed(caller, kind, _("The field is deleted. Its values come back with it."))


@router.delete("/fields/{field_id:id}/deletion")
def delete(caller: Administrator, field_id: int) -> Response:
    """Bring it back with its values."""
    caller.run(restore_field, field_id)
    with caller.reading() as session:
        kind = field_or_404(session, field_id).kind
    return fields_changed(caller, kind, _("The field is back, with its values."))
