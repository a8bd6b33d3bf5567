"""Saved views: made, renamed, saved anew, deleted, and chosen to open with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, delete, select

from stepmark.catalogue.kinds import Kind, kind_of
from stepmark.catalogue.types.base import ValueFault
from stepmark.commands import inputs
from stepmark.commands.access import locked, not_found
from stepmark.commands.work import Work
from stepmark.conditions.tree import Node, dump_tree, read_tree
from stepmark.domain.rights import require
from stepmark.domain.views import DefaultView, SavedView, may_share
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, placed
from stepmark.platform.i18n import _
from stepmark.queries.condition_context import asking
from stepmark.queries.list_fields import readable_fields, readable_path
from stepmark.queries.list_filters import list_filter

MOST_VIEWS = 200


@dataclass(frozen=True)
class ViewContent:
    """What a view shows; see SavedView."""

    tree: Node
    q: str = ""
    columns: Sequence[str] = ()
    sort: str = ""


def create_view(work: Work, kind: Kind, name: str, content: ViewContent, *, shared: bool = False) -> int:
    """A view of one's own, or for managers and above one for everybody. Returns its id."""
    require(work.actor.member_id is not None and (not shared or may_share(work.actor)))
    _require_few(work, kind)
    view = SavedView(kind=kind.name, name=_free_name(work, kind, name), author_id=work.actor.member_id, shared=shared)
    _write(view, _checked(work, kind, content))
    work.session.add(view)
    work.session.flush()
    work.happened("view.created", "view", view.id, _as_changes(view), label=view.name, version=view.version)
    return view.id


def rename_view(work: Work, view_id: int, name: str, *, shared: bool) -> None:
    """Give a view another name, and show it to everybody or to its author alone."""
    view = _view_to_change(work, view_id)
    require(not shared or view.shared or may_share(work.actor))
    before = {"name": view.name, "shared": view.shared}
    view.name, view.shared = _free_name(work, kind_of(view.kind), name, view), shared
    _happened(work, view, {key: (value, getattr(view, key)) for key, value in before.items()})


def change_view(work: Work, view_id: int, said: Mapping[str, Any]) -> None:
    """Change what is said of `name`, `shared` and the parts of a ViewContent; the rest stays."""
    view = _view_to_change(work, view_id)
    if {"name", "shared"} & said.keys():
        rename_view(work, view_id, said.get("name", view.name), shared=said.get("shared", view.shared))
    parts = {key: value for key, value in said.items() if key not in ("name", "shared")}
    if parts:
        before = ViewContent(read_tree(view.filter), view.q, view.columns, view.sort)
        save_view(work, view_id, replace(before, **parts))


def save_view(work: Work, view_id: int, content: ViewContent) -> None:
    """Let a view show something else from now on."""
    view = _view_to_change(work, view_id)
    before = _as_changes(view)
    _write(view, _checked(work, kind_of(view.kind), content))
    _happened(work, view, {key: (before[key][1], after) for key, (_none, after) in _as_changes(view).items()})


def delete_view(work: Work, view_id: int) -> None:
    """Delete a view; lists that open with it open without one."""
    view = _view_to_change(work, view_id)
    view.deleted_at = now()
    view.touch()
    work.happened("view.deleted", "view", view.id, label=view.name, version=view.version)


def open_with_view(work: Work, view_id: int) -> None:
    """Let the actor's list open with this view."""
    view = _seen_view(work, view_id)
    before = _drop_default(work, view.kind)
    work.session.add(DefaultView(member_id=work.actor.member_id, kind=view.kind, view_id=view.id))
    if before != view.id:
        work.happened("view.made-default", "view", view.id, {"default": (before, view.id)}, label=view.name)


def open_without_view(work: Work, view_id: int) -> None:
    """Let the actor's list open with no view any more."""
    view = _seen_view(work, view_id)
    if _drop_default(work, view.kind) is not None:
        work.happened("view.unmade-default", "view", view.id, {"default": (view.id, None)}, label=view.name)


def _drop_default(work: Work, kind: str) -> int | None:
    """The view that the list opened with until now."""
    own = (DefaultView.member_id == work.actor.member_id, DefaultView.kind == kind)
    before = work.session.scalars(select(DefaultView.view_id).where(*own)).one_or_none()
    work.session.execute(delete(DefaultView).where(*own), execution_options={"synchronize_session": False})
    return before


def _view_to_change(work: Work, view_id: int) -> SavedView:
    view = _seen_view(work, view_id)
    require(view.may_change(work.actor))
    return view


def _seen_view(work: Work, view_id: int) -> SavedView:
    view = locked(work, SavedView, view_id)
    if not view.may_see(work.actor):
        raise not_found()
    return view


def _checked(work: Work, kind: Kind, content: ViewContent) -> ViewContent:
    """The content, if it means something now: raises Invalid by the place of what does not."""
    fields = readable_fields(work.session)
    with placed("filter"):
        list_filter(work.actor, kind, content.tree, fields, asking(work.session, work.actor), strict=True)
    sort = content.sort.removeprefix("-")
    for part, key in [*(("columns", key) for key in content.columns), *([("sort", sort)] if sort else [])]:
        try:
            readable_path(work.actor, kind, key, fields)
        except ValueFault as fault:
            raise Invalid({part: fault.text}) from None
    return content


def _write(view: SavedView, content: ViewContent) -> None:
    view.filter, view.q = dump_tree(content.tree), content.q
    view.columns, view.sort = list(content.columns), content.sort


def _as_changes(view: SavedView) -> dict[str, tuple[object, object]]:
    keys = ("name", "shared", "filter", "q", "columns", "sort")
    return {key: (None, getattr(view, key)) for key in keys}


def _happened(work: Work, view: SavedView, changes: dict[str, tuple[object, object]]) -> None:
    real = {key: pair for key, pair in changes.items() if pair[0] != pair[1]}
    if real:
        view.touch()
        work.happened("view.updated", "view", view.id, real, label=view.name, version=view.version)


def _free_name(work: Work, kind: Kind, raw: str, own: SavedView | None = None) -> str:
    name = inputs.line("name", _("Name"), raw)
    author_id, own_id = (own.author_id, own.id) if own else (work.actor.member_id, 0)
    if work.session.scalars(_by(author_id, kind).where(SavedView.name == name, SavedView.id != own_id)).first():
        raise Invalid({"name": _("There is a view of this name already. Choose another name.")})
    return name


def _require_few(work: Work, kind: Kind) -> None:
    if len(work.session.scalars(_by(work.actor.member_id, kind).limit(MOST_VIEWS)).all()) == MOST_VIEWS:
        raise Invalid({"name": _("You have %(limit)s views already. Delete one first.", limit=MOST_VIEWS)})


def _by(author_id: int | None, kind: Kind) -> Select[int]:
    own = (SavedView.kind == kind.name, SavedView.author_id == author_id, SavedView.deleted_at.is_(None))
    return select(SavedView.id).where(*own)
