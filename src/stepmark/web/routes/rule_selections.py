"""What is done with the rules ticked in the list: one is copied, any number deleted after a question."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.rules import copy_rule, delete_rules
from stepmark.domain.rules import Mode
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _, ngettext_lazy
from stepmark.queries.rules import rules_with_ids
from stepmark.web.caller import Administrator, Caller
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import see_other
from stepmark.web.rules.showing import rule_or_404

router = APIRouter()
LIST = Place("rules", _("Automation rules"), "/rules")


@router.post("/rules/selection")
def choose(caller: Administrator, form: Form) -> Response:
    """Copy the one that is ticked, or ask whether to delete those that are."""
    ids = _ids(form)
    if not ids:
        raise Problem("invalid", _("Tick a rule first."), field="id")
    if text_of_form(form, "do") != "copy":
        return _question(caller, ids)
    if len(ids) > 1:
        raise Problem("invalid", _("Tick only the one rule that is to be copied."), field="id")
    return see_other(f"/rules/{caller.run(copy_rule, ids[0])}/edit", _("This is the copy. It is off."))


@router.post("/rules/{rule_id:id}/copies")
def copy(caller: Administrator, rule_id: int) -> Response:
    """Copy a rule, and go on with the copy."""
    return see_other(f"/rules/{caller.run(copy_rule, rule_id)}/edit", _("This is the copy. It is off."))


@router.get("/rules/{rule_id:id}/deletion")
def question(caller: Administrator, rule_id: int) -> Response:
    """What deleting one means."""
    with caller.reading() as session:
        rule_or_404(session, rule_id)
    return _question(caller, [rule_id])


@router.post("/rules/deletions")
def delete(caller: Administrator, form: Form) -> Response:
    """Delete them. Their runs stay to be read."""
    mode = Mode.PERIODIC if text_of_form(form, "mode") == Mode.PERIODIC else Mode.INSTANT
    deleted = caller.run(delete_rules, _ids(form))
    toast = ngettext_lazy("%(num)s rule is deleted.", "%(num)s rules are deleted.", deleted)
    return see_other("/rules" if mode is Mode.INSTANT else "/rules?mode=periodic", toast)


def _question(caller: Caller, ids: list[int]) -> Response:
    with caller.reading() as session:
        rules = rules_with_ids(session, ids)
    if not rules:
        raise Problem("not-found", _("This page does not exist, or not any more."))
    title = ngettext_lazy("Delete %(num)s rule?", "Delete %(num)s rules?", len(rules))
    return asked(caller, LIST, "rules/_deletion.html", title, rules=rules)


def _ids(form: Form) -> list[int]:
    texts = [each for each in form.getlist("id") if isinstance(each, str)]
    return [int(each) for each in texts if each.isascii() and each.isdigit() and len(each) < 19]
