"""The editor of rules: opened, shown again after each of its buttons, and saved as a whole or not at all."""

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from stepmark.automation.drafts import draft_in
from stepmark.automation.rules import change_rule, create_rule
from stepmark.catalogue.kinds import DEAL, KINDS
from stepmark.domain.processes import Process
from stepmark.domain.rules import Mode
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.processes import live_stage
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.render import fragment, page, see_other
from stepmark.web.rules.editor import RuleEditor
from stepmark.web.rules.reading import EditorReader
from stepmark.web.rules.showing import rule_or_404

router = APIRouter()


@router.get("/rules/new")
def new(caller: Administrator, mode: str = "", kind: str = "", stage: str = "", pulls: str = "") -> Response:
    """A rule to begin; on a stage, or with a trigger or an action, if the address names one."""
    asked = caller.request.query_params
    with caller.reading() as session:
        found = live_stage(session, int(stage)) if _id(stage) else None
        of_mode = Mode.PERIODIC if mode == Mode.PERIODIC and not found else Mode.INSTANT
        of_kind = KINDS[session.get_one(Process, found.process_id).kind] if found else KINDS.get(kind, DEAL)
        reader = EditorReader(session, caller.actor)
        editor = reader.blank(
            of_mode,
            of_kind,
            found.id if found else None,
            pulls=bool(pulls),
            begun=(asked.get("on", ""), asked.get("do", "")),
        )
        return _shown(caller, editor)


@router.get("/rules/{rule_id:id}/edit")
def edit(caller: Administrator, rule_id: int) -> Response:
    """A stored rule's editor."""
    with caller.reading() as session:
        return _shown(caller, EditorReader(session, caller.actor).of_rule(rule_or_404(session, rule_id)))


# A stored rule's form says in a hidden input that it is a PATCH, whichever of its buttons sends it.
@router.patch("/rules/editor")
@router.post("/rules/editor")
def again(caller: Administrator, form: Form) -> Response:
    """The editor after a change of its form; nothing is saved."""
    with caller.reading() as session:
        editor = _editor(caller, session, form)
        return fragment(caller, "rules/_editor.html", rule=editor)


@router.patch("/rules/editor/conditions")
@router.post("/rules/editor/conditions")
def again_conditions(caller: Administrator, form: Form) -> Response:
    """Its conditions alone, and what follows from them for a cycle."""
    with caller.reading() as session:
        return fragment(caller, "rules/conditions_changed.html", rule=_editor(caller, session, form))


@router.post("/rules")
def create(caller: Administrator, form: Form) -> Response:
    """Save a new rule."""
    return _saved(caller, form, None)


@router.patch("/rules/{rule_id:id}")
def update(caller: Administrator, rule_id: int, form: Form) -> Response:
    """Save a rule as its next version."""
    return _saved(caller, form, rule_id)


def _saved(caller: Caller, form: Form, rule_id: int | None) -> Response:
    with caller.reading() as session:
        editor = _editor(caller, session, form, rule_id)
        if "do" in form:
            return _shown(caller, editor)
    try:
        saved_id = _save(caller, editor)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        editor.blame(field_errors(problem))
        with caller.reading() as session:
            editor.choices.session = session
            return _shown(caller, editor, problem.status)
    return see_other(f"/rules/{saved_id}", _("Saved"))


def _save(caller: Caller, editor: RuleEditor) -> int:
    editor.require_answers()
    draft = draft_in(editor.draft())
    if editor.rule_id is None:
        given = {"enabled": editor.enabled, "allow_rings": editor.allow_rings}
        return caller.run(create_rule, draft, owner_id=editor.owner_id, **given)
    content = {**draft.model_dump(by_alias=True), "owner_id": editor.owner_id, "allow_rings": editor.allow_rings}
    caller.run(change_rule, editor.rule_id, content, version=editor.version)
    return editor.rule_id


def _editor(caller: Caller, session: Session, form: Form, rule_id: int | None = None) -> RuleEditor:
    stored_id = rule_id or _id(text_of_form(form, "rule_id"))
    rule = rule_or_404(session, stored_id) if stored_id else None
    return EditorReader(session, caller.actor).of_form(form, rule)


def _shown(caller: Caller, editor: RuleEditor, status: int = 200) -> Response:
    return page(caller, "rules/edit.html", status, nav="rules", rule=editor)


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
