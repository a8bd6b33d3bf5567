"""Saved views: what a list shows, kept under a name, for oneself or for everybody."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import DEAL, KINDS, Kind
from stepmark.commands.access import not_found
from stepmark.commands.inputs import one_of
from stepmark.commands.views import (
    ViewContent,
    change_view,
    create_view,
    delete_view,
    open_with_view,
    open_without_view,
)
from stepmark.conditions.tree import ALWAYS, Node, read_tree
from stepmark.domain.views import SavedView
from stepmark.platform.errors import placed
from stepmark.queries.list_fields import MOST_COLUMNS
from stepmark.queries.views import default_view, seen_view, views_of
from stepmark.web.api._answers import json_answer
from stepmark.web.api._bodies import PathId, RowId
from stepmark.web.api._caller import ApiCaller, ApiViewer
from stepmark.web.api._models import page_model
from stepmark.web.api._openapi import REFUSALS
from stepmark.web.api._pages import page_shape
from stepmark.web.api._process_bodies import Body

router = APIRouter(prefix="/api/v1/views", tags=["views"], responses=REFUSALS)
_FILTER = Field(description='A tree of conditions, `{"all": […]}`, see filters of records; empty: everything.')
_Key = Annotated[str, Field(max_length=200)]


class ViewShape(BaseModel):
    """A view. Those of others are here if they are shared."""

    id: RowId
    kind: str
    name: str
    author_id: RowId | None
    shared: bool
    filter: dict[str, Any] = _FILTER
    q: str = Field(description="A text to find.")
    columns: list[str] = Field(description="Fields by their keys, in order; none: the usual ones.")
    sort: str = Field(description="A field's key, with a minus before it when it runs downwards.")
    opens_first: bool = Field(description="Whether your own list opens with it.")
    version: int


class ViewChange(Body):
    """What is to change; the rest stays. Only managers and administrators share a view."""

    name: str | None = None
    shared: bool | None = None
    filter: dict[str, Any] | None = None
    q: str | None = Field(None, max_length=300)
    columns: list[_Key] | None = Field(None, max_length=MOST_COLUMNS)
    sort: _Key | None = None


class NewView(ViewChange):
    """A view to make."""

    kind: str = DEAL.name
    name: str


@router.get("", response_model=page_model("Views", ViewShape))
def index(caller: ApiViewer, kind: Annotated[str, Query(description="deal, company …")] = DEAL.name) -> Response:
    """List your views of a kind and those that others share, all at once, by name."""
    of_kind = _kind(kind)
    with caller.reading() as session:
        found = views_of(session, caller.actor, of_kind)
    return json_answer(page_shape([_shape(each, found.default_id) for each in found.views], None))


@router.post("", status_code=201, response_model=ViewShape)
def make(caller: ApiViewer, body: NewView) -> Response:
    """Save a view. What is wrong with its filter is named by its place, such as `filter/all/1/value`."""
    content = ViewContent(_tree(body.filter), body.q or "", body.columns or (), body.sort or "")
    return caller.created(_shown(caller), create_view, _kind(body.kind), body.name, content, shared=bool(body.shared))


@router.get("/{view_id}", response_model=ViewShape)
def show(caller: ApiViewer, view_id: PathId) -> Response:
    """Read a view."""
    return caller.answer(lambda session: _shown(caller)(session, view_id))


@router.patch("/{view_id}", response_model=ViewShape)
def change_one(caller: ApiViewer, view_id: PathId, body: ViewChange) -> Response:
    """Rename a view, share it, or let it show something else."""
    said = body.raw()
    if "filter" in said:
        said["tree"] = _tree(said.pop("filter"))
    caller.run(change_view, view_id, said)
    return show(caller, view_id)


@router.delete("/{view_id}", status_code=204)
def delete(caller: ApiViewer, view_id: PathId) -> None:
    """Delete a view; lists that open with it open without one."""
    caller.run(delete_view, view_id)


@router.post("/{view_id}/opening", response_model=ViewShape)
def open_first(caller: ApiViewer, view_id: PathId) -> Response:
    """Let your list open with it."""
    return caller.done(lambda session, _none: _shown(caller)(session, view_id), open_with_view, view_id)


@router.delete("/{view_id}/opening", status_code=204)
def open_plain(caller: ApiViewer, view_id: PathId) -> None:
    """Let your list open without a view."""
    caller.run(open_without_view, view_id)


def _kind(name: str) -> Kind:
    return KINDS[one_of("kind", name, KINDS)]


def _tree(raw: dict[str, Any] | None) -> Node:
    with placed("filter"):
        return read_tree(raw) if raw else ALWAYS


def _shown(caller: ApiCaller) -> Callable[[Session, int], ViewShape]:
    def shown(session: Session, view_id: int) -> ViewShape:
        view = seen_view(session, caller.actor, view_id)
        if view is None:
            raise not_found()
        return _shape(view, default_view(session, caller.actor, view.kind))

    return shown


def _shape(view: SavedView, default_id: int | None) -> ViewShape:
    return ViewShape(
        id=view.id,
        kind=view.kind,
        name=view.name,
        author_id=view.author_id,
        shared=view.shared,
        filter=view.filter,
        q=view.q,
        columns=view.columns,
        sort=view.sort,
        opens_first=view.id == default_id,
        version=view.version,
    )
