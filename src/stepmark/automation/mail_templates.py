"""Templates of mails, which administrators keep."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from stepmark.automation.placeholders.check import check_template
from stepmark.automation.placeholders.names import constant_names
from stepmark.catalogue.kinds import KINDS
from stepmark.catalogue.types.base import ValueFault, text_in
from stepmark.commands import inputs
from stepmark.commands.settings_rows import add, change, delete, require_room, row_to_change
from stepmark.commands.work import Work
from stepmark.domain.mail_templates import MailTemplate
from stepmark.domain.workspace import Workspace
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.platform.text import printable
from stepmark.queries.list_fields import readable_fields

MOST_TEMPLATES = 200
SUBJECT_LIMIT = 300
BODY_LIMIT = 20_000
# The kinds that a mail can be about.
ABOUT = tuple(KINDS[name] for name in ("deal", "lead", "company", "contact", "quote", "order", "invoice"))
_TEXTS = ("subject", "body", "html")
Raw = Mapping[str, Any]


def create_mail_template(work: Work, raw: Raw) -> int:
    """A template with a name, a kind of record, a subject and a text; perhaps with HTML of its own. Returns its id."""
    full = _("There can be at most %(limit)s templates. Delete one first.", limit=MOST_TEMPLATES)
    require_room(work, MailTemplate, MOST_TEMPLATES, full)
    values = _values(work, {"name": "", "kind": "", "subject": "", "body": "", "html": "", **raw})
    return add(work, MailTemplate(**values), values)


def update_mail_template(work: Work, template_id: int, raw: Raw, *, version: int | None = None) -> None:
    """Change what is given; mails that wait to be sent stay as they were written."""
    template = row_to_change(work, MailTemplate, template_id, version)
    kept = {key: getattr(template, key) for key in _READERS}
    change(work, template, _values(work, {**kept, **raw}))


def delete_mail_template(work: Work, template_id: int) -> None:
    """No mail is written by it any more; rules that name it say so."""
    delete(work, row_to_change(work, MailTemplate, template_id))


def _values(work: Work, raw: Raw) -> dict[str, Any]:
    if unknown := raw.keys() - _READERS.keys():
        raise Invalid({printable(min(unknown), 50): _("There is no such field.")})
    values = inputs.read_all({key: partial(_READERS[key], value) for key, value in raw.items()})
    constants = constant_names(work.session.get_one(Workspace, work.actor.workspace_id).constants)
    fields, faults = readable_fields(work.session), {}
    for key in _TEXTS:
        try:
            check_template(values[key], KINDS[values["kind"]], fields, constants)
        except ValueFault as fault:
            faults[key] = fault.text
    if faults:
        raise Invalid(faults)
    return values


def _name(raw: Any) -> str:
    return inputs.line("name", _("Name"), raw)


def _kind(raw: Any) -> str:
    return inputs.one_of("kind", raw, [kind.name for kind in ABOUT])


def _subject(raw: Any) -> str:
    return inputs.line("subject", _("Subject"), raw, limit=SUBJECT_LIMIT)


def _body(raw: Any) -> str:
    text = _long("body", raw)
    if not text:
        raise Invalid({"body": _("Write the text of the mail.")})
    return text


def _html(raw: Any) -> str:
    return _long("html", raw)


def _long(key: str, raw: Any) -> str:
    try:
        return text_in(raw, BODY_LIMIT, lines=True)
    except ValueFault as fault:
        raise Invalid({key: fault.text}) from None


_READERS: Mapping[str, Callable[[Any], str]] = {
    "name": _name,
    "kind": _kind,
    "subject": _subject,
    "body": _body,
    "html": _html,
}
