"""The sheet on which a list's columns are chosen and put in order. Using them leads to the list's new address."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from stepmark.platform.i18n import _
from stepmark.queries.list_fields import MOST_COLUMNS, columns_for, readable_fields
from stepmark.queries.views import views_of
from stepmark.web.caller import Caller, Viewer
from stepmark.web.condition_forms import offers_for
from stepmark.web.forms import Form, text_of_form
from stepmark.web.list_addresses import Address, address_in
from stepmark.web.questions import Place, asked
from stepmark.web.record_paths import RECORDS, KindInPath
from stepmark.web.render import see_other

router = APIRouter()


@router.get(RECORDS + "/columns")
def edit(caller: Viewer, kind: KindInPath) -> Response:
    """The columns of the list that the address names."""
    with caller.reading() as session:
        address = address_in(kind, caller.request.query_params, views_of(session, caller.actor, kind))
        return _sheet(caller, session, address, address.asked.columns)


@router.post(RECORDS + "/columns")
def apply(caller: Viewer, kind: KindInPath, form: Form) -> Response:
    """Open the list with these columns, or show the sheet again after one was moved, added or taken away."""
    keys = [key for key in form.getlist("column") if isinstance(key, str)][:MOST_COLUMNS]
    with caller.reading() as session:
        address = address_in(kind, form, views_of(session, caller.actor, kind))
        if "do" in form:
            keys, focus = _moved(keys, text_of_form(form, "do"), text_of_form(form, "more"))
            return _sheet(caller, session, address, keys, focus)
        columns, _lost = columns_for(caller.actor, kind, keys, readable_fields(session))
    return see_other(address.with_asked(columns=tuple(path.key for path in columns)).url)


def _moved(keys: list[str], do: str, more: str) -> tuple[list[str], str]:
    """The keys after what a button says ("up:2", "down:2", "remove:2", "add"), and the button to go on at."""
    verb, _colon, text = do.partition(":")
    place = int(text) if text.isdecimal() and len(text) < 4 else -1
    if verb == "add" and more and more not in keys:
        return [*keys, more][:MOST_COLUMNS], "more"
    if not 0 <= place < len(keys):
        return keys, "more"
    key = keys.pop(place)
    if verb == "remove":
        return keys, f"remove-{min(place, len(keys) - 1)}" if keys else "more"
    to = max(place - 1, 0) if verb == "up" else min(place + 1, len(keys))
    return [*keys[:to], key, *keys[to:]], f"{verb}-{to}"


def _sheet(caller: Caller, session: Session, address: Address, keys: Sequence[str], focus: str = "") -> Response:
    kind = address.kind
    fields = readable_fields(session)
    columns, _lost = columns_for(caller.actor, kind, keys, fields)
    chosen = {path.key for path in columns}
    offers = [
        each._replace(fields=[pair for pair in each.fields if pair[0] not in chosen])
        for each in offers_for(caller.actor, kind, fields)
    ]
    place = Place(kind.plural, kind.label_plural, kind.list_path)
    context: dict[str, Any] = {"kind": kind, "to": address, "columns": columns, "offers": offers, "focus": focus}
    return asked(caller, place, "records/_columns_sheet.html", _("Columns"), **context)
