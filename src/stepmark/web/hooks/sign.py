"""The page where a client reads a document, and signs or refuses it."""

from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import FileResponse, RedirectResponse, Response

from stepmark.commands.access import not_found
from stepmark.commands.signing_links import Visit, note_opening, refuse_by_link, sign_by_link, signer_name
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.queries.signing_links import Asked, asked_behind, seen_pdf, standing_of
from stepmark.web.caller import Public, Visitor
from stepmark.web.downloads import inline_as
from stepmark.web.forms import Form, text_of_form
from stepmark.web.public_pages import HEADERS, Host, host_of, public_page
from stepmark.web.sign_in import address_of
from stepmark.web.signing_parts import kept, pdf_to_sign, signed_pdf
from stepmark.web.uploads import file_store

router = APIRouter()
_ONE = "/sign/{sign_token}"


class Page(NamedTuple):
    """A link with the workspace that asks."""

    asked: Asked
    host: Host


@router.get(_ONE, include_in_schema=False)
def show(visitor: Public, sign_token: str) -> Response:
    """The document and the form; afterwards, what was answered."""
    found = _found(visitor, sign_token)
    if found.asked.is_open and found.asked.link.opened_at is None:
        found = _opened(visitor, found, sign_token)
    return _page(visitor, found, sign_token)


@router.get(_ONE + "/pdf", include_in_schema=False)
def show_pdf(visitor: Public, sign_token: str) -> Response:
    """What is to be signed, once the page was opened; what was signed, with the record of the signature."""
    asked = _found(visitor, sign_token).asked
    with visitor.database.reading(asked.link.workspace_id) as session:
        sha256 = seen_pdf(session, asked)
    path = file_store(visitor.settings).path(sha256) if sha256 else None
    if path is None or not path.is_file():
        raise not_found()
    headers = {**HEADERS, **inline_as(f"{asked.document.title}.pdf"), "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type="application/pdf", headers=headers)


@router.post(_ONE + "/signature", include_in_schema=False)
def sign(visitor: Public, sign_token: str, form: Form) -> Response:
    """Sign under the typed name."""
    found = _found(visitor, sign_token)
    if not found.asked.is_open or found.asked.link.opened_at is None:
        return _back(sign_token)
    given, visit = text_of_form(form, "name"), _visit(visitor)
    name, errors = _name(given)
    if text_of_form(form, "agreed") != "1":
        errors["agreed"] = _("Tick this to sign.")
    if errors:
        return _page(visitor, found, sign_token, errors=errors, given=given)
    pdf = signed_pdf(visitor, found.host, found.asked, name, visit)
    visitor.edge.run(_signer(found, name), sign_by_link, found.asked.link.id, name, pdf, visit)
    return _back(sign_token)


@router.post(_ONE + "/refusal", include_in_schema=False)
def refuse(visitor: Public, sign_token: str, form: Form) -> Response:
    """Refuse to sign."""
    found = _found(visitor, sign_token)
    if not found.asked.is_open:
        return _back(sign_token)
    actor, link = _signer(found, found.asked.link.signer), found.asked.link
    try:
        visitor.edge.run(actor, refuse_by_link, link.id, text_of_form(form, "reason"), _visit(visitor))
    except Invalid as invalid:
        return _page(visitor, found, sign_token, errors=invalid.errors)
    return _back(sign_token)


def _name(given: str) -> tuple[str, dict[str, Text]]:
    try:
        return signer_name(given), {}
    except Invalid as invalid:
        return "", dict(invalid.errors)


def _found(visitor: Visitor, token: str) -> Page:
    visitor.request.app.state.throttle.count_token("sign", address_of(visitor), token)
    with visitor.database.reading(None) as session:
        asked = asked_behind(session, token)
        if asked is None:
            raise not_found()
        return Page(asked, host_of(session, asked.link.workspace_id))


def _opened(visitor: Visitor, found: Page, token: str) -> Page:
    pdf = kept(visitor, found.asked.document.title, pdf_to_sign(visitor, found.asked))
    actor, link = _signer(found, found.asked.link.signer), found.asked.link
    visitor.edge.run(actor, note_opening, link.id, pdf.sha256, address_of(visitor))
    return _found(visitor, token)


def _page(
    visitor: Visitor, found: Page, token: str, *, errors: dict[str, Text] | None = None, given: str | None = None
) -> Response:
    asked = found.asked
    context = {
        "asked": asked,
        "path": f"/sign/{token}",
        "standing": standing_of(asked.link, asked.document, asked.newest, now()),
        "errors": errors or {},
        "given": asked.link.signer if given is None else given,
    }
    return public_page(visitor, found.host, "sign/show.html", 422 if errors else 200, **context)


def _back(token: str) -> Response:
    return RedirectResponse(f"/sign/{token}", 303, headers=HEADERS)


def _visit(visitor: Visitor) -> Visit:
    browser = visitor.request.headers.get("User-Agent", "")
    return Visit(now(), address_of(visitor), "".join(filter(str.isprintable, browser))[:300])


def _signer(found: Page, name: str) -> Actor:
    """Whoever holds the link acts for the house, as the link allows, under their own name."""
    host = found.host
    return Actor(host.workspace_id, None, name[:200], Role.ADMINISTRATOR, locale=host.locale, time_zone=host.time_zone)
