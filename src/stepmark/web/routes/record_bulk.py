"""One field set for the records that were picked from a list."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import select

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import DEAL, TASK, Kind
from stepmark.commands.access import not_found
from stepmark.commands.bulk_records import CHUNK, BulkOutcome, set_field
from stepmark.platform.i18n import Text, _, ngettext_lazy
from stepmark.queries.fields import fields_of
from stepmark.queries.record_lists import can_be_set
from stepmark.queries.visible import live
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.forms import Form, text_of_form
from stepmark.web.record_forms import input_options
from stepmark.web.record_paths import RECORDS, KindInPath
from stepmark.web.record_submissions import submitted
from stepmark.web.render import page, see_other

router = APIRouter()
MOST_PICKED = 200


@router.get(RECORDS + "/bulk")
def ask(caller: Salesperson, kind: KindInPath, key: str = "") -> Response:
    """Which value, and for which records: seen before anything is changed."""
    ids = _ids(caller.request.query_params.getlist("id"))
    if not ids:
        return see_other(_list_of(kind), _("Pick some rows first."), "warn")
    return _form(caller, kind, ids, key)


@router.post(RECORDS + "/bulk")
def create(caller: Salesperson, kind: KindInPath, form: Form) -> Response:
    """Set it; what was refused is listed with its reason."""
    ids, key = _ids(form.getlist("id")), text_of_form(form, "key")
    raw = submitted(caller, form, [_settable(caller, kind, key)]).get(key, "")
    outcome = BulkOutcome()
    for start in range(0, len(ids), CHUNK):
        outcome.add(caller.run(set_field, kind, ids[start : start + CHUNK], key, raw))
    if outcome.refused and not outcome.changed:
        return _form(caller, kind, ids, key, raw, outcome)
    if outcome.refused:
        return _form(caller, kind, list(outcome.refused), key, raw, outcome)
    said = ngettext_lazy("%(num)s record was changed.", "%(num)s records were changed.", outcome.changed)
    return see_other(_list_of(kind), said)


def _form(
    caller: Caller, kind: Kind, ids: list[int], key: str, value: Any = None, outcome: BulkOutcome | None = None
) -> Response:
    field = _settable(caller, kind, key)
    with caller.reading() as session:
        seen = select(kind.model).where(kind.model.id.in_(ids), live(kind, caller.actor)).order_by(kind.model.id)
        records = session.scalars(seen).all()
        options = input_options(session, caller.actor, [field], {key: value})
    context: dict[str, Any] = {"field": field, "value": value, "options": options, "records": records}
    context |= {"kind": kind, "outcome": outcome, "back": _list_of(kind), "error": _common_reason(outcome)}
    return page(caller, "records/bulk.html", 422 if outcome else 200, nav=kind.plural, **context)


def _settable(caller: Caller, kind: Kind, key: str) -> Field:
    with caller.reading() as session:
        field = fields_of(session, kind).get(key)
    if field is None or not can_be_set(field, kind):
        raise not_found()
    return field


def _common_reason(outcome: BulkOutcome | None) -> Text | None:
    """The reason, if all were refused for the same one: then it is the value that is wrong."""
    reasons = {str(reason) for reason in outcome.refused.values()} if outcome and not outcome.changed else set()
    return reasons.pop() if len(reasons) == 1 else None


def _ids(texts: list[Any]) -> list[int]:
    digits = [text for text in texts if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 19]
    return [int(text) for text in dict.fromkeys(digits)][:MOST_PICKED]


def _list_of(kind: Kind) -> str:
    return f"/{kind.plural}/list" if kind in (DEAL, TASK) else f"/{kind.plural}"
