"""Saved views: made of what a list shows, renamed, saved anew, deleted, and opened first."""

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import Kind, kind_of
from stepmark.commands.access import not_found
from stepmark.commands.views import (
    ViewContent,
    create_view,
    delete_view,
    open_with_view,
    open_without_view,
    rename_view,
    save_view,
)
from stepmark.domain.rights import require
from stepmark.domain.views import SavedView, may_share
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.views import seen_view, views_of
from stepmark.web.caller import Caller, Viewer
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.list_addresses import Address, Parameters, address_in, sort_text
from stepmark.web.questions import Place, asked
from stepmark.web.record_paths import RECORDS, KindInPath
from stepmark.web.render import see_other

router = APIRouter()


@router.get(RECORDS + "/views/new")
def new(caller: Viewer, kind: KindInPath) -> Response:
    """A form for the name of what the list shows now."""
    return _naming(caller, _address(caller, kind, caller.request.query_params), "", shared=False)


@router.post(RECORDS + "/views")
def create(caller: Viewer, kind: KindInPath, form: Form) -> Response:
    """Save it under a name."""
    address = _address(caller, kind, form)
    name, shared = text_of_form(form, "name"), "shared" in form
    try:
        view_id = caller.run(create_view, kind, name, content_of(address), shared=shared)
    except Problem as problem:
        return _naming(caller, address, name, shared=shared, refused=problem)
    return see_other(address.of_view(view_id), _("The view is saved."))


@router.get("/views/{view_id:id}/edit")
def edit(caller: Viewer, view_id: int) -> Response:
    """Its name, and who sees it."""
    view = _view(caller, view_id)
    return _renaming(caller, view, view.name, shared=view.shared)


@router.put("/views/{view_id:id}")
def update(caller: Viewer, view_id: int, form: Form) -> Response:
    """Rename it, share it, or keep it to oneself again."""
    view, name, shared = _view(caller, view_id), text_of_form(form, "name"), "shared" in form
    try:
        caller.run(rename_view, view_id, name, shared=shared)
    except Problem as problem:
        return _renaming(caller, view, name, shared=shared, refused=problem)
    return see_other(_place_of(view), _("Saved"))


@router.put("/views/{view_id:id}/content")
def save(caller: Viewer, view_id: int, form: Form) -> Response:
    """Let it show what the list shows now."""
    view = _view(caller, view_id)
    caller.run(save_view, view_id, content_of(_address(caller, kind_of(view.kind), form)))
    return see_other(_place_of(view), _("The view is saved."))


@router.get("/views/{view_id:id}/deletion")
def ask(caller: Viewer, view_id: int) -> Response:
    """Whether it may go."""
    view = _view(caller, view_id)
    require(view.may_change(caller.actor))
    return asked(caller, _home(view), "views/_deletion.html", _("Delete “%(name)s”?", name=view.name), view=view)


@router.delete("/views/{view_id:id}")
def delete(caller: Viewer, view_id: int) -> Response:
    """Delete it."""
    view = _view(caller, view_id)
    caller.run(delete_view, view_id)
    return see_other(f"{kind_of(view.kind).list_path}?view=0", _("The view is deleted."))


@router.post("/views/{view_id:id}/opening")
def open_first(caller: Viewer, view_id: int) -> Response:
    """Let one's list open with it."""
    view = _view(caller, view_id)
    caller.run(open_with_view, view_id)
    return see_other(_place_of(view), _("Your list opens with this view now."))


@router.delete("/views/{view_id:id}/opening")
def open_plain(caller: Viewer, view_id: int) -> Response:
    """Let one's list open without a view."""
    view = _view(caller, view_id)
    caller.run(open_without_view, view_id)
    return see_other(_place_of(view), _("Your list opens without a view now."))


def content_of(address: Address) -> ViewContent:
    """What the list at an address shows, as a view keeps it."""
    asked = address.asked
    return ViewContent(asked.tree, asked.q, asked.columns, sort_text(asked))


def _address(caller: Caller, kind: Kind, params: Parameters) -> Address:
    with caller.reading() as session:
        return address_in(kind, params, views_of(session, caller.actor, kind))


def _view(caller: Caller, view_id: int) -> SavedView:
    with caller.reading() as session:
        view = seen_view(session, caller.actor, view_id)
    if view is None:
        raise not_found()
    return view


def _naming(caller: Caller, address: Address, name: str, *, shared: bool, refused: Problem | None = None) -> Response:
    kind = address.kind
    place = Place(kind.plural, kind.label_plural, address.url)
    context = {"action": f"/{kind.plural}/views", "hidden": address.values, "verb": "POST", "back": address.url}
    return _form(caller, place, _("Save as a view"), name, shared, refused, **context)


def _renaming(caller: Caller, view: SavedView, name: str, *, shared: bool, refused: Problem | None = None) -> Response:
    require(view.may_change(caller.actor))
    context = {"action": f"/views/{view.id}", "hidden": {}, "verb": "PUT", "back": _place_of(view)}
    return _form(caller, _home(view), _("Rename or share"), name, shared, refused, **context)


def _form(
    caller: Caller, place: Place, title: Text, name: str, shared: bool, refused: Problem | None, **context: object
) -> Response:
    errors = field_errors(refused) if refused else {}
    context |= {"name": name, "shared": shared, "errors": errors, "may_share": may_share(caller.actor)}
    back = context.pop("back")
    return asked(caller, place, "views/_form.html", title, refused.status if refused else 200, leave=back, **context)


def _home(view: SavedView) -> Place:
    kind = kind_of(view.kind)
    return Place(kind.plural, kind.label_plural, _place_of(view))


def _place_of(view: SavedView) -> str:
    return f"{kind_of(view.kind).list_path}?view={view.id}"
