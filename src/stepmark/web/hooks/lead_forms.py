"""Lead forms as strangers see them: opened, sent, thanked for; alone or inside another site's page."""

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from stepmark.commands.access import not_found
from stepmark.commands.form_entries import CONSENT_KEY, enter, keep_spam
from stepmark.domain.lead_forms import LeadForm
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import Text, _, speaking
from stepmark.platform.ids import token_hash
from stepmark.queries.lead_forms import MESSAGE_KEY, AskedField, asked_fields, open_form
from stepmark.web.caller import Public, Visitor
from stepmark.web.form_stamps import age_of, new_stamp
from stepmark.web.forms import Form, raw_values, text_of_form
from stepmark.web.headers import content_policy
from stepmark.web.public_pages import Host, host_of, language_for, public_page
from stepmark.web.sign_in import address_of

router = APIRouter()
_FORM = "/forms/{token}"
# Nobody sees this field; what fills it in is a program.
_TRAP = "website"
_QUICKEST, _LONGEST = 2.0, 24 * 3600.0
_PLAIN_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_MENDABLE = {"invalid", "field-required", "barred"}


class _Opened:
    """A form with what its page shows."""

    def __init__(self, visitor: Visitor, token: str) -> None:
        with visitor.database.reading(None) as session:
            opened = open_form(session, token)
        if opened is None:
            raise not_found()
        self.visitor, self.token, self.opened = visitor, token, opened
        with visitor.database.reading(opened.form.workspace_id) as session:
            self.host: Host = host_of(session, opened.form.workspace_id)
            self.asked: list[AskedField] = asked_fields(session, opened.form)

    @property
    def form(self) -> LeadForm:
        return self.opened.form

    @property
    def key(self) -> bytes:
        return self.visitor.settings.signing_key

    def page(self, raw: dict[str, Any], errors: dict[str, Text], stamp: str = "", status: int = 200) -> Response:
        stamp = stamp or new_stamp(self.key, self.token)
        context = {"form": self.form, "asked": self.asked, "raw": raw, "errors": errors, "stamp": stamp}
        return self.shown("public/lead_form.html", status, token=self.token, **context)

    def shown(self, template: str, status: int = 200, **context: Any) -> Response:
        response = public_page(self.visitor, self.host, template, status, **context)
        response.headers["Content-Security-Policy"] = _policy(self.form)
        return response


@router.get(_FORM, include_in_schema=False)
def show(visitor: Public, token: str) -> Response:
    """The empty form."""
    return _Opened(visitor, token).page({}, {})


@router.get(_FORM + "/thanks", include_in_schema=False)
def thank(visitor: Public, token: str) -> Response:
    """What is said after sending, to everybody alike."""
    opened = _Opened(visitor, token)
    return opened.shown("public/lead_form_thanks.html", form=opened.form)


@router.post(_FORM, include_in_schema=False)
def create(visitor: Public, token: str, form: Form) -> Response:
    """Take what was sent, and thank for it whatever became of it."""
    visitor.request.app.state.throttle.count_entry(address_of(visitor), token)
    opened = _Opened(visitor, token)
    raw = raw_values(form, [each.field for each in opened.asked])
    stamp = text_of_form(form, "stamp")
    age = age_of(opened.key, token, stamp)
    if text_of_form(form, _TRAP) or (age is None and not (opened.form.plain_html and not stamp)):
        visitor.edge.run(opened.opened.actor, keep_spam, opened.form.id, raw)
        return _thanked(opened)
    if age is not None and not _QUICKEST <= age <= _LONGEST:
        return _once_more(opened, raw, stamp, age)
    try:
        _enter(opened, raw, agreed=CONSENT_KEY in form, stamp=stamp)
    except Problem as problem:
        if problem.type not in _MENDABLE and problem.status not in (404, 403):
            raise
        return opened.page({**raw, CONSENT_KEY: CONSENT_KEY in form}, _told(opened, problem), stamp, 422)
    return _thanked(opened)


def _enter(opened: _Opened, raw: dict[str, Any], *, agreed: bool, stamp: str) -> None:
    language = language_for(opened.visitor, opened.host)
    actor = replace(opened.opened.actor, locale=language)
    key = token_hash(json.dumps([stamp, raw], sort_keys=True)) if stamp else None
    with speaking(language, opened.host.time_zone):
        opened.visitor.edge.run(actor, enter, opened.form.id, raw, agreed=agreed, key=key)


def _once_more(opened: _Opened, raw: dict[str, Any], stamp: str, age: float) -> Response:
    if age > _LONGEST:
        text = _("This page was open for very long. Send it once more.")
        return opened.page(raw, {"": text}, status=422)
    return opened.page(raw, {"": _("That was very quick. Look at it again, then send it once more.")}, stamp, 422)


def _told(opened: _Opened, problem: Problem) -> dict[str, Text]:
    """What the sender can mend, by field; for the rest they can do nothing but write by another way."""
    known = {each.field.key for each in opened.asked} | {CONSENT_KEY}
    found = problem.errors if isinstance(problem, Invalid) else {problem.field or "": problem.detail}
    found = {MESSAGE_KEY if key == "text" else key: text for key, text in found.items()}
    mendable = {key: text for key, text in found.items() if key in known}
    return mendable or {"": _("This can't be taken at the moment. Please reach us in another way.")}


def _thanked(opened: _Opened) -> Response:
    if opened.form.redirect_url:
        return RedirectResponse(opened.form.redirect_url, 303)
    return RedirectResponse(f"/forms/{opened.token}/thanks", 303)


def _policy(form: LeadForm) -> str:
    """Any site may show it; where sending leads on to another address, browsers must be told."""
    if not form.redirect_url:
        return content_policy(framed_by="*")
    parts = urlsplit(form.redirect_url)
    is_plain = _PLAIN_HOST.fullmatch(parts.netloc) is not None
    onward = [f"{parts.scheme}://{parts.netloc}"] if is_plain else ["https:", "http:"]
    return content_policy(*onward, framed_by="*")
