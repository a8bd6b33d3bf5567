"""The people of the workspace: listed, changed, leaving and coming back."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.usage import owned_rules, rules_naming
from stepmark.commands.access import not_found
from stepmark.commands.leaving import activate_member, deactivate_member
from stepmark.commands.members import update_member
from stepmark.domain.people import ROLE_LABELS, Member
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.dependents import dependents_of
from stepmark.queries.groups import groups, groups_by_member
from stepmark.queries.member_list import list_members
from stepmark.queries.people import members, team_of
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, int_of_form, text_of_form
from stepmark.web.render import page, see_other

router = APIRouter()


@router.get("/members")
def index(caller: Administrator) -> Response:
    """Who works here."""
    return _list(caller, active=True)


@router.get("/members/left")
def index_left(caller: Administrator) -> Response:
    """Who has left."""
    return _list(caller, active=False)


@router.get("/members/{member_id:id}/edit")
def edit(caller: Administrator, member_id: int) -> Response:
    """The form."""
    return _form(caller, member_id)


@router.patch("/members/{member_id:id}")
def update(caller: Administrator, member_id: int, form: Form) -> Response:
    """Save what the form sends."""
    raw: dict[str, Any] = {
        key: text_of_form(form, key) for key in ("name", "role", "job_title", "phone", "superior_id") if key in form
    }
    if "group_ids__shown" in form:
        raw["group_ids"] = [value for value in form.getlist("group_ids") if isinstance(value, str)]
    try:
        caller.run(update_member, member_id, raw, version=int_of_form(form, "version"))
    except Problem as problem:
        return _form(caller, member_id, problem.status, field_errors(problem), raw)
    return see_other("/members", _("Saved"))


@router.get("/members/{member_id:id}/leaving")
def new_leaving(caller: Administrator, member_id: int) -> Response:
    """What depends on the member, and who may take it over."""
    return _leaving(caller, member_id)


@router.post("/members/{member_id:id}/leaving")
def create_leaving(caller: Administrator, member_id: int, form: Form) -> Response:
    """Let the member leave."""
    try:
        caller.run(deactivate_member, member_id, int_of_form(form, "heir_id"))
    except Problem as problem:
        return _leaving(caller, member_id, problem.status, field_errors(problem))
    return see_other("/members", _("They have left. Their sign-ins are ended."))


@router.delete("/members/{member_id:id}/leaving")
def delete_leaving(caller: Administrator, member_id: int) -> Response:
    """Let the member come back."""
    caller.run(activate_member, member_id)
    return see_other("/members", _("They can sign in again."))


def _list(caller: Caller, *, active: bool) -> Response:
    with caller.reading() as session:
        rows = list_members(session, active=active)
    return page(caller, "members/index.html", nav="members", rows=rows, active=active, roles=ROLE_LABELS)


def _form(
    caller: Caller,
    member_id: int,
    status: int = 200,
    errors: dict[str, Text] | None = None,
    given: dict[str, Any] | None = None,
) -> Response:
    with caller.reading() as session:
        member = _found(session.get(Member, member_id))
        below = team_of(session, member.id) | {member.id}
        superiors = [each for each in members(session, active_only=False) if each.id not in below]
        context = {
            "superiors": [each for each in superiors if each.active or each.id == member.superior_id],
            "groups": groups(session),
            "own_groups": [group.id for group in groups_by_member(session)[member.id]],
        }
    context |= {"errors": errors or {}, "given": given or {}, "roles": ROLE_LABELS}
    return page(caller, "members/edit.html", status, nav="members", member=member, **context)


def _leaving(caller: Caller, member_id: int, status: int = 200, errors: dict[str, Text] | None = None) -> Response:
    with caller.reading() as session:
        member = _found(session.get(Member, member_id))
        dependents = dependents_of(session, member.id)
        heirs = [each for each in members(session) if each.id != member.id]
        rules = {
            "rules_naming": rules_naming(session, "user", member.id),
            "rules_owned": owned_rules(session, member.id),
        }
    context = {"member": member, "dependents": dependents, "heirs": heirs, "errors": errors or {}, **rules}
    return page(caller, "members/leaving.html", status, nav="members", **context)


def _found(member: Member | None) -> Member:
    if member is None:
        raise not_found()
    return member
