"""Pages for strangers who hold an address of ours: they show whose it is, and nothing of the house besides."""

from typing import Any, NamedTuple

from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from stepmark.domain.workspace import Workspace
from stepmark.web.caller import Visitor
from stepmark.web.render import accepted_language, rendered

HEADERS = {"X-Robots-Tag": "noindex, nofollow"}


class Host(NamedTuple):
    """The workspace that a stranger deals with."""

    workspace_id: int
    name: str
    locale: str
    time_zone: str


def host_of(session: Session, workspace_id: int) -> Host:
    """A workspace as strangers see it."""
    found = session.get_one(Workspace, workspace_id)
    return Host(found.id, found.name, found.locale, found.time_zone)


def language_for(visitor: Visitor, host: Host) -> str:
    """The first of the browser's languages that we speak, else the workspace's."""
    return accepted_language(visitor.request.headers.get("Accept-Language", ""), otherwise=host.locale)


def public_page(visitor: Visitor, host: Host, template: str, /, status: int = 200, **context: Any) -> HTMLResponse:
    """A page that extends `public/_layout.html`, in the visitor's language and the workspace's zone."""
    reader = language_for(visitor, host), host.time_zone
    response = rendered(visitor, template, status, reader=reader, host=host, **context)
    response.headers.update(HEADERS)
    return response
