"""The panels of a record that answer for themselves: its notes and its files, each after a change."""

from collections.abc import Callable
from typing import Any, NamedTuple

from fastapi.responses import Response

from stepmark.catalogue.kinds import Kind
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Text, _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.files import files_of
from stepmark.queries.notes import notes_of
from stepmark.web.caller import Caller
from stepmark.web.record_parts import details_for
from stepmark.web.render import fragment, page, see_other
from stepmark.web.requisite_parts import filled_requisites


class Panel(NamedTuple):
    """One of them: `name` is both its template's folder and what its rows are called there."""

    name: str
    title: Text
    rows: Callable[[ScopedSession, Actor, Kind, int], Any]


NOTES = Panel("notes", _("Notes"), notes_of)
FILES = Panel("files", _("Files"), files_of)
REQUISITES = Panel("requisites", _("Requisites"), filled_requisites)


def panel_changed(caller: Caller, panel: Panel, kind: Kind, record_id: int, toast: Text) -> Response:
    """After a change: the panel anew, which closes any dialog; without htmx the record's page."""
    if not caller.is_htmx:
        return see_other(f"/{kind.plural}/{record_id}", toast, undo=caller.undo)
    return panel_shown(caller, panel, kind, record_id, toast_text=toast)


def panel_shown(
    caller: Caller, panel: Panel, kind: Kind, record_id: int, status: int = 200, **context: Any
) -> Response:
    """The panel, perhaps with what is wrong; without htmx on a page of its own."""
    with caller.reading() as session:
        details = details_for(session, caller, kind, record_id)
        context[panel.name] = panel.rows(session, caller.actor, kind, record_id)
    context |= {"kind": kind, "record_id": record_id, "may_edit": details.editable}
    context |= {"panel": f"{panel.name}/_panel.html", "max_upload_mb": caller.settings.max_upload_mb}
    if caller.is_htmx:
        return fragment(caller, "records/panel_changed.html", status, **context)
    context |= {"nav": kind.plural, "details": details, "title": panel.title}
    return page(caller, "records/panel.html", status, **context)
