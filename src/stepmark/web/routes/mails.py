"""A mail about a record, written by hand."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.automation.hand_mails import MailDraft, draft_about, send_by_hand, sender_for
from stepmark.automation.mail_templates import ABOUT
from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.files import files_of
from stepmark.queries.mail_templates import mail_template, mail_templates
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.mail_warnings import on_its_way, warnings_about
from stepmark.web.paths import id_in
from stepmark.web.questions import Place, asked
from stepmark.web.record_parts import details_for
from stepmark.web.record_paths import RECORD, KindInPath
from stepmark.web.render import see_other

router = APIRouter()
_KEYS = ("recipient", "subject", "text")


@router.get(RECORD + "/mails/new")
def new(caller: Salesperson, kind: KindInPath, record_id: int, template_id: str = "") -> Response:
    """The form, with what a template says of the record."""
    return _form(caller, kind, record_id, template_id=id_in(template_id))


@router.post(RECORD + "/mails")
def create(caller: Salesperson, kind: KindInPath, record_id: int, form: Form) -> Response:
    """Leave it to be sent."""
    given: dict[str, Any] = {key: text_of_form(form, key) for key in _KEYS}
    given["file_ids"] = [each for each in form.getlist("file_ids") if isinstance(each, str)]
    if kind not in ABOUT:
        raise not_found()
    try:
        caller.run(send_by_hand, kind, record_id, given)
    except Invalid as invalid:
        return _form(caller, kind, record_id, given=given, problem=invalid)
    usual = _("The mail is on its way. It is shown here once it is taken.")
    return see_other(f"/{kind.plural}/{record_id}", on_its_way(caller, given["recipient"].strip(), usual))


def _form(
    caller: Caller,
    kind: Kind,
    record_id: int,
    *,
    template_id: int | None = None,
    given: dict[str, Any] | None = None,
    problem: Problem | None = None,
) -> Response:
    if kind not in ABOUT:
        raise not_found()
    with caller.reading() as session:
        details = details_for(session, caller, kind, record_id)
        template = mail_template(session, template_id) if template_id else None
        try:
            draft = draft_about(session, caller.actor, kind, details.record, template)
        except Invalid as invalid:
            draft, problem = MailDraft(""), invalid
        shown = {**draft._asdict(), **(given or {})}
        context: dict[str, Any] = {
            "details": details,
            "templates": [(each.id, each.name) for each in mail_templates(session, kind.name)],
            "template_id": template_id,
            "files": [(str(each.file.id), each.file.name) for each in files_of(session, caller.actor, kind, record_id)],
            "given": shown,
            "came_back": warnings_about(session, shown["recipient"].strip()),
            "mailbox": sender_for(session, caller.actor),
            "errors": field_errors(problem) if problem else {},
        }
    place = Place(kind.plural, details.record.label, details.url)
    return asked(caller, place, "mails/_form.html", _("Write a mail"), problem.status if problem else 200, **context)
