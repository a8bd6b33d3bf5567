"""Pages and fragments, in the reader's language and zone."""

import json
import re
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader

from stepmark.catalogue.kinds import KINDS
from stepmark.domain.people import Role
from stepmark.domain.rights import may_make
from stepmark.platform import i18n
from stepmark.platform.paths import templates_dir
from stepmark.platform.text import initials, is_storable
from stepmark.web import checklist_texts, formats, paper_texts, record_forms, sms_texts
from stepmark.web.caller import Caller, Visitor
from stepmark.web.formats import shown
from stepmark.web.record_paths import board_path, path_of
from stepmark.web.rules import stress
from stepmark.web.static_files import asset

_FLASH = "stepmark_flash"
_csrf_token: ContextVar[str] = ContextVar("csrf_token", default="")
_LONGEST_FLASH = 2_000
_LARGEST_COOKIE = 4_096
_LONGEST_VALUES = (300, 100, 30)
# A place that says how wide it is, as "%(name)9999999s", could be told to fill the memory.
_OTHER_PLACE = re.compile(r"%(?!\(\w+\)s|%)")


class _Templates(Environment):
    """Jinja's environment, for globals that stay as they are once the first template is used."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> dict[str, Any]:
        # Jinja's own chain of mappings was walked through for each import of a macro, a twentieth of a page's time.
        return {**self.globals, **(d or {})}


def page(visitor: Visitor, template: str, /, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page, with what was left to say after the last redirect."""
    flash = visitor.request.cookies.get(_FLASH)
    response = rendered(visitor, template, status, flashes=_flashes(flash), **context)
    # What htmx is redirected to is opened anew as a page, which then says it.
    if flash and not visitor.is_htmx:
        response.delete_cookie(_FLASH)
    return response


def fragment(visitor: Visitor, template: str, /, status: int = 200, **context: Any) -> HTMLResponse:
    """A part of a page, or several parts that name the nodes they replace; `toast_text` is said besides.

    After a change that can be undone, it is offered there.
    """
    response = rendered(visitor, template, status, **context)
    said: dict[str, Any] = {
        "undo": visitor.undo if isinstance(visitor, Caller) and visitor.is_htmx else None,
        "redo": None,
    }
    said |= {key: context[key] for key in ("toast_text", "tone", "redo") if key in context}
    if not said["undo"] and not said.get("toast_text"):
        return response
    toast = rendered(visitor, "undo/toast.html", **said)
    return HTMLResponse(bytes(response.body) + bytes(toast.body), status)


def dialog(visitor: Visitor, template: str, /, status: int = 200, **context: Any) -> HTMLResponse:
    """A dialog, wherever the request meant its answer to go."""
    response = fragment(visitor, template, status, **context)
    response.headers.update({"HX-Retarget": "#dialog", "HX-Reswap": "innerHTML"})
    return response


def see_other(
    url: str, toast: i18n.Text = "", tone: str = "good", undo: int | None = None, redo: int | None = None
) -> Response:
    """Redirect after post; the toast, which may offer to undo a change or an undo, is shown by the next page.

    `url` must be a path of our own.
    """
    response = RedirectResponse(url, 303)
    if toast:
        response.set_cookie(_FLASH, _flash(toast, tone, undo, redo), max_age=60, httponly=True, samesite="lax")
    return response


def local_path(url: str, otherwise: str = "/") -> str:
    """The url if it leads to a page of ours, never to another host."""
    is_path = url.startswith("/") and not url.startswith(("//", "/\\")) and url.isprintable()
    return url if is_path else otherwise


@cache
def environment() -> Environment:
    """The templates; they escape everything, and never render what a user wrote as a template."""
    made = _Templates(
        loader=FileSystemLoader(templates_dir()),
        autoescape=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        cache_size=-1,  # all of them stay: there are a few more than Jinja keeps by itself
        auto_reload=False,  # each use of each template asked the file system whether its file had changed
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        i18n.gettext, i18n.ngettext, newstyle=True, pgettext=lambda _context, message: i18n.gettext(message)
    )
    made.filters.update(
        formats.FILTERS
        | checklist_texts.FILTERS
        | paper_texts.FILTERS
        | record_forms.FILTERS
        | stress.FILTERS
        | sms_texts.FILTERS
        | {"initials": initials, "shown": shown}
    )
    made.globals.update(
        csrf_token=_csrf_token.get,
        asset=asset,
        languages=i18n.LOCALES,
        kinds=KINDS,
        Role=Role,
        path_of=path_of,
        board_path=board_path,
    )
    return made


def rendered(
    visitor: Visitor, template: str, /, status: int = 200, *, reader: tuple[str, str] | None = None, **context: Any
) -> HTMLResponse:
    """What a template says, for a reader's language and zone: the visitor's own unless told."""
    language, zone = reader or _reader(visitor)
    with i18n.speaking(language, zone), _answering(visitor):
        html = environment().get_template(template).render(me=_me(visitor), locale=language, **context)
    return HTMLResponse(html, status)


@contextmanager
def _answering(visitor: Visitor) -> Iterator[None]:
    """The forms inside the block get the visitor's token."""
    # Not among a template's values: then each import of the forms' macros would make them anew.
    before = _csrf_token.set(visitor.csrf_token)
    try:
        yield
    finally:
        _csrf_token.reset(before)


def _reader(visitor: Visitor) -> tuple[str, str]:
    if isinstance(visitor, Caller):
        return visitor.actor.locale, visitor.actor.time_zone
    # A fault of ours is told without the member's menu, which may be what failed, but in their language.
    known = getattr(visitor.request.state, "locale", None)
    return known or accepted_language(visitor.request.headers.get("Accept-Language", "")), "UTC"


def accepted_language(header: str, otherwise: str = "en") -> str:
    """The first of our languages that a browser's header names; English, or what else is said, if none."""
    wanted = [part.split(";")[0].split("-")[0].strip().lower() for part in header[:200].split(",")]
    return next((each for each in wanted if each in i18n.LOCALES), otherwise)


def _me(visitor: Visitor) -> dict[str, Any] | None:
    if not isinstance(visitor, Caller):
        return None
    actor, identity = visitor.actor, visitor.identity
    return {
        "id": actor.member_id,
        "name": actor.name,
        "email": identity.email,
        "initials": initials(actor.name),
        "role": actor.role,
        "is_admin": actor.is_admin,
        "can_create": actor.can_create,
        "may_make": lambda kind: may_make(actor, personal=kind.personal),
        "unread": identity.unread,
        "currency": actor.currency,
        "workspace": {"name": identity.workspace_name},
        "workspaces": identity.workspaces,
        "tour_due": identity.tour_due,
        "working_since": identity.working_since,
        "told_by": identity.told_by,
    }


def _flash(toast: i18n.Text, *said: Any) -> str:
    """The cookie's content, with long values cut until it is short enough for browsers and proxies."""
    for longest in _LONGEST_VALUES:
        cookie = quote(json.dumps([_keep(toast, longest), *said], ensure_ascii=False), errors="replace")
        if len(cookie) <= _LONGEST_FLASH:
            break
    return cookie


def _keep(text: i18n.Text, longest: int) -> Any:
    if isinstance(text, i18n.Lazy):
        kept = {name: _cut(str(value), longest) for name, value in text.values.items()}
        return {"message": text.message, "plural": text.plural, "number": text.number, "values": kept}
    return _cut(text, longest)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _flashes(cookie: str | None) -> list[tuple[Any, str, int | None, int | None]]:
    """What the cookie says, whoever wrote it: its places must be filled before a page relies on it."""
    if len(cookie or "") > _LARGEST_COOKIE:
        return []
    try:
        said, tone, *changes = json.loads(unquote(cookie or ""))
        if isinstance(said, dict):
            said = _lazy(**said)
        undo, redo = (change if isinstance(change, int) else None for change in changes)
        return [(said, str(tone), undo, redo)] if str(said) and is_storable(f"{said}{tone}") else []
    except (ValueError, KeyError, TypeError, RecursionError):
        return []


def _lazy(message: str, plural: str, number: int | None, values: dict[str, str]) -> i18n.Lazy:
    if not isinstance(number, int | None) or _OTHER_PLACE.search(message + plural):
        raise ValueError(number, message, plural)
    return i18n.Lazy(message, plural, number, **values)
