"""Questions and small forms: a dialog over the page they are about, and without htmx a page of their own."""

from typing import Any, NamedTuple

from fastapi.responses import Response

from stepmark.catalogue.kinds import kind_of_record
from stepmark.domain.record import Record
from stepmark.platform.i18n import Text
from stepmark.web.caller import Caller
from stepmark.web.record_paths import path_of
from stepmark.web.render import dialog, page


class Place(NamedTuple):
    """Where a question is asked: the entry of the navigation, and the way back."""

    nav: str
    label: Text
    url: str


def place_of(record: Record) -> Place:
    """A question about a record is asked on its page."""
    return Place(kind_of_record(record).plural, record.label, path_of(record))


def asked(caller: Caller, place: Place, body: str, title: Text, status: int = 200, **context: Any) -> Response:
    """Ask what the template `body` says; it stands under `title`. `plain` tells it that it is a page of its own."""
    context = {"body": body, "title": title, "errors": {}, "plain": not caller.is_htmx, **context}
    if caller.is_htmx:
        return dialog(caller, "questions/dialog.html", status, **context)
    return page(caller, "questions/page.html", status, nav=place.nav, back=(place.label, place.url), **context)
