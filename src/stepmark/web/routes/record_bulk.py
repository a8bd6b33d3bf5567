"""One field set, the bin or the archive for the records picked from a list: asked, shown beforehand, carried out."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found
from stepmark.commands.bulk_runs import MOST_RECORDS, MOVES, BulkChange, begin_bulk
from stepmark.domain.bulk import BulkAction
from stepmark.platform.i18n import Text, _
from stepmark.queries.fields import fields_of
from stepmark.queries.record_lists import can_be_set
from stepmark.web.bulk_parts import Picked, Preview, carried_on, picked_in, preview_of
from stepmark.web.bulk_texts import done_text, move_text
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.forms import Form, text_of_form
from stepmark.web.list_addresses import Parameters
from stepmark.web.record_forms import input_options
from stepmark.web.record_paths import RECORDS, KindInPath
from stepmark.web.record_submissions import submitted
from stepmark.web.render import page, see_other

router = APIRouter()


@router.get(RECORDS + "/bulk")
def ask(caller: Salesperson, kind: KindInPath, key: str = "") -> Response:
    """Which value the field is to get."""
    picked = _picked(caller, kind, caller.request.query_params)
    return _form(caller, picked, _settable(caller, kind, key)) if _is_workable(picked) else _refused(picked)


@router.post(RECORDS + "/bulk-preview")
def preview(caller: Salesperson, kind: KindInPath, form: Form) -> Response:
    """What setting it would do, before anything is changed."""
    field = _settable(caller, kind, text_of_form(form, "key"))
    raw = submitted(caller, form, [field]).get(field.key, "")
    picked = _picked(caller, kind, form)
    if not _is_workable(picked):
        return _refused(picked)
    found = preview_of(caller, picked, BulkChange(BulkAction.SET, field.key, raw), field)
    if fault := _common_reason(found):
        return _form(caller, picked, field, raw, fault)
    return _preview(caller, picked, found, field=field, inputs=_inputs(field, raw))


@router.get(RECORDS + "/bulk-deletion")
def ask_deletion(caller: Salesperson, kind: KindInPath) -> Response:
    """What deleting them would do."""
    return _ask_move(caller, kind, BulkAction.DELETE)


@router.get(RECORDS + "/bulk-archive")
def ask_archive(caller: Salesperson, kind: KindInPath) -> Response:
    """What sending them to the archive would do."""
    return _ask_move(caller, kind, BulkAction.ARCHIVE)


@router.get(RECORDS + "/bulk-unarchive")
def ask_unarchive(caller: Salesperson, kind: KindInPath) -> Response:
    """What restoring them from the archive would do."""
    return _ask_move(caller, kind, BulkAction.UNARCHIVE)


@router.post(RECORDS + "/bulk")
def create(caller: Salesperson, kind: KindInPath, form: Form) -> Response:
    """Carry it out, as far as a moment allows; the next page goes on, and tells what was refused."""
    picked = _picked(caller, kind, form)
    if not _is_workable(picked):
        return _refused(picked)
    run = carried_on(caller, _begun(caller, picked, _confirmed(caller, kind, form), form)).run
    if not run.is_finished or run.refused:
        return see_other(f"/bulk/{run.id}")
    return see_other(picked.back, done_text(run.action, run.changed), undo=run.change_id)


def _begun(caller: Caller, picked: Picked, change: BulkChange, form: Form) -> int:
    return caller.run(begin_bulk, picked.kind, picked.ids, change, rules_asleep="rules_asleep" in form)


def _confirmed(caller: Caller, kind: Kind, form: Form) -> BulkChange:
    """What the form says is to be done."""
    action = text_of_form(form, "action")
    if action in MOVES:
        return BulkChange(BulkAction(action))
    field = _settable(caller, kind, text_of_form(form, "key"))
    return BulkChange(BulkAction.SET, field.key, submitted(caller, form, [field]).get(field.key, ""))


def _ask_move(caller: Caller, kind: Kind, action: BulkAction) -> Response:
    picked = _picked(caller, kind, caller.request.query_params)
    if not _is_workable(picked):
        return _refused(picked)
    found = preview_of(caller, picked, BulkChange(action))
    move = move_text(action, picked.count)
    return _preview(caller, picked, found, move=move, action=action, inputs=[("action", str(action))])


def _picked(caller: Caller, kind: Kind, params: Parameters) -> Picked:
    with caller.reading() as session:
        return picked_in(session, caller, kind, params)


def _is_workable(picked: Picked) -> bool:
    return 0 < picked.count <= MOST_RECORDS


def _refused(picked: Picked) -> Response:
    if not picked.count:
        return see_other(picked.back, _("Pick some rows first."), "warn")
    text = _("At most %(limit)s records can be changed at once. Narrow the list.", limit=f"{MOST_RECORDS:,}")
    return see_other(picked.back, text, "warn")


def _settable(caller: Caller, kind: Kind, key: str) -> Field:
    with caller.reading() as session:
        field = fields_of(session, kind).get(key)
    if field is None or not can_be_set(field, kind):
        raise not_found()
    return field


def _form(caller: Caller, picked: Picked, field: Field, value: Any = None, error: Text | None = None) -> Response:
    with caller.reading() as session:
        options = input_options(session, caller.actor, [field], {field.key: value})
    context: dict[str, Any] = {"field": field, "value": value, "options": options, "error": error}
    nav = picked.kind.plural
    return page(caller, "records/bulk.html", 422 if error else 200, nav=nav, kind=picked.kind, picked=picked, **context)


def _preview(caller: Caller, picked: Picked, found: Preview, **context: Any) -> Response:
    nav = picked.kind.plural
    return page(caller, "records/bulk_preview.html", nav=nav, kind=picked.kind, picked=picked, found=found, **context)


def _inputs(field: Field, raw: Any) -> list[tuple[str, str]]:
    """The value as a form sends it, so that it is sent again when it is confirmed."""
    key = field.key
    inputs = [("key", key), (f"{key}__shown", "1")]
    if isinstance(raw, dict):
        return [*inputs, (key, str(raw.get("amount") or "")), (f"{key}_currency", str(raw.get("currency") or ""))]
    return inputs + [(key, str(each)) for each in (raw if isinstance(raw, list) else [raw])]


def _common_reason(found: Preview) -> Text | None:
    """The reason, if all were refused for the same one: then it is the value that is wrong."""
    reasons = {str(reason): reason for _name, reason in found.refusals}
    return next(iter(reasons.values())) if not found.rehearsal.events and len(reasons) == 1 else None
