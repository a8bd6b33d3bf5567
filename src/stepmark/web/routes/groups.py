"""Groups of members."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.usage import rules_naming
from stepmark.commands.access import not_found
from stepmark.commands.groups import create_group, delete_group, update_group
from stepmark.domain.people import Group
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.groups import active_members_by_group, groups
from stepmark.queries.people import members
from stepmark.web.caller import Administrator, Caller
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import Place, asked
from stepmark.web.render import page, see_other

router = APIRouter()
GROUPS = Place("members", _("Groups"), "/groups")


@router.get("/groups")
def index(caller: Administrator) -> Response:
    """All groups with their members."""
    with caller.reading() as session:
        found, by_group = groups(session), active_members_by_group(session)
    return page(caller, "groups/index.html", nav="members", groups=found, members_by_group=by_group)


@router.get("/groups/new")
def new(caller: Administrator) -> Response:
    """An empty form."""
    return _form(caller, None)


@router.post("/groups")
def create(caller: Administrator, form: Form) -> Response:
    """Add a group."""
    name, ids = text_of_form(form, "name"), _member_ids(form)
    try:
        caller.run(create_group, name, ids)
    except Problem as problem:
        return _form(caller, None, problem.status, field_errors(problem), (name, ids))
    return see_other("/groups", _("The group is added."))


@router.get("/groups/{group_id:id}/edit")
def edit(caller: Administrator, group_id: int) -> Response:
    """The form."""
    return _form(caller, group_id)


@router.put("/groups/{group_id:id}")
def update(caller: Administrator, group_id: int, form: Form) -> Response:
    """Save the name and the members."""
    name, ids = text_of_form(form, "name"), _member_ids(form)
    try:
        caller.run(update_group, group_id, name, ids)
    except Problem as problem:
        return _form(caller, group_id, problem.status, field_errors(problem), (name, ids))
    return see_other("/groups", _("Saved"))


@router.get("/groups/{group_id:id}/deletion")
def ask(caller: Administrator, group_id: int) -> Response:
    """What dissolving it means."""
    with caller.reading() as session:
        group = session.get(Group, group_id)
        if group is None:
            raise not_found()
        rules = rules_naming(session, "group", group_id)
    title = _("Dissolve “%(name)s”?", name=group.name)
    return asked(caller, GROUPS, "groups/_deletion.html", title, group=group, rules_naming=rules)


@router.delete("/groups/{group_id:id}")
def delete(caller: Administrator, group_id: int) -> Response:
    """Dissolve a group."""
    caller.run(delete_group, group_id)
    return see_other("/groups", _("The group is dissolved. Its members stay."))


def _form(
    caller: Caller,
    group_id: int | None,
    status: int = 200,
    errors: dict[str, Text] | None = None,
    given: tuple[str, list[str]] | None = None,
) -> Response:
    with caller.reading() as session:
        group = session.get(Group, group_id) if group_id else None
        if group_id and group is None:
            raise not_found()
        everyone = members(session)
        own = [str(member.id) for member in active_members_by_group(session)[group.id]] if group else []
    name, ids = given or (group.name if group else "", own)
    options = [(str(member.id), member.name) for member in everyone]
    context = {"group": group, "name": name, "ids": ids, "options": options, "errors": errors or {}}
    return page(caller, "groups/edit.html", status, nav="members", **context)


def _member_ids(form: Form) -> list[str]:
    return [value for value in form.getlist("member_ids") if isinstance(value, str)]
