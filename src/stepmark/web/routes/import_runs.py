"""An import before and when it begins: what would happen, texts that need telling, the start."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.waking import woken_by_import
from stepmark.catalogue.kinds import KINDS
from stepmark.commands.import_drafts import already_in, begin_import, go_on, save_mapping
from stepmark.domain.imports import ImportRun, ImportState
from stepmark.importing.mapping import as_json
from stepmark.importing.preview import MOST_UNKNOWN, preview_of
from stepmark.importing.stored import mapping_of
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, speaking
from stepmark.queries.import_names import told_by_name
from stepmark.queries.imports import brought_in_before
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.import_parts import IMPORT, background_of, import_or_404, plan_of
from stepmark.web.render import page, see_other
from stepmark.web.routes.import_mappings import MENDABLE, mapping_page

router = APIRouter()


@router.get(IMPORT + "/preview")
def preview(caller: Salesperson, import_id: int) -> Response:
    """The first rows as they will be read, and what would happen to all."""
    run = import_or_404(caller, import_id)
    if run.state != ImportState.DRAFT:
        return see_other(f"/imports/{run.id}")
    return _preview(caller, run)


@router.patch(IMPORT + "/values")
def tell(caller: Salesperson, import_id: int, form: Form) -> Response:
    """What texts mean that name nothing there is; then the preview again."""
    run = import_or_404(caller, import_id)
    said = mapping_of(run)
    for key, text, means in _told(form):
        said.values.setdefault(key, {})[text] = means
    caller.run(save_mapping, import_id, as_json(said))
    return see_other(f"/imports/{import_id}/preview")


@router.post(IMPORT + "/run")
def create(caller: Salesperson, import_id: int, form: Form) -> Response:
    """Begin; or go on with one that has stopped."""
    run = import_or_404(caller, import_id)
    try:
        _begin(caller, run, again="again" in form, rules_asleep="rules_asleep" in form)
    except Problem as problem:
        if problem.type == "in-use":
            return _preview(caller, run, problem.status, field_errors(problem))
        if problem.type not in MENDABLE:
            raise
        return mapping_page(caller, run, None, problem.status, field_errors(problem))
    background_of(caller).start(run.workspace_id, run.id)
    return see_other(f"/imports/{run.id}")


def _begin(caller: Caller, run: ImportRun, *, again: bool, rules_asleep: bool) -> None:
    if run.state != ImportState.DRAFT:
        caller.run(go_on, run.id)
        return
    plan = plan_of(caller, run)
    caller.run(begin_import, run.id, plan.file, plan.header_faults(), again=again, rules_asleep=rules_asleep)


def _preview(caller: Caller, run: ImportRun, status: int = 200, errors: dict[str, Text] | None = None) -> Response:
    try:
        plan = plan_of(caller, run)
    except Problem as problem:
        if problem.type not in MENDABLE:
            raise
        return mapping_page(caller, run, None, problem.status, field_errors(problem))
    with speaking(caller.actor.locale, caller.actor.time_zone):
        looked = preview_of(caller.database, caller.actor, plan)
    with caller.reading() as session:
        earlier = brought_in_before(session, run)
        options = {field: told_by_name(session, field) for field in {each.field for each in looked.unknown}}
        woken = woken_by_import(session, caller.actor, plan.kinds)
    context: dict[str, Any] = {"run": run, "run_kind": KINDS[run.kind], "plan": plan, "preview": looked}
    context |= {
        "woken": woken,
        "options": options,
        "earlier": already_in(earlier) if earlier else None,
        "errors": errors or {},
    }
    return page(caller, "imports/preview.html", status, nav="imports", **context)


def _told(form: Form) -> Iterator[tuple[str, str, str]]:
    for at in range(MOST_UNKNOWN):
        key, text, means = (text_of_form(form, f"{part}-{at}") for part in ("field", "text", "means"))
        if key and text and means:
            yield key[:200], text[:1000], means[:300]
