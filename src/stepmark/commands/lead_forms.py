"""Lead forms, which administrators keep."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import select

from stepmark.catalogue.kinds import LEAD
from stepmark.channels.http import url_fault
from stepmark.commands import inputs
from stepmark.commands.settings_rows import add, change, delete, happened, require_room, row_to_change
from stepmark.commands.stages import live_stage
from stepmark.commands.work import Work
from stepmark.domain.lead_forms import FormEntry, LeadForm
from stepmark.domain.people import Group, Member
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.platform.ids import new_token, token_hash
from stepmark.platform.text import is_storable, printable
from stepmark.queries.lead_forms import fields_to_ask

MOST_FORMS = 200
MOST_FIELDS = 30
LONGEST_TEXT = 5_000
LONGEST_LABEL = 200
ENTRIES_KEPT = timedelta(days=365)
_PORTION = 500
_EMPTY: Mapping[str, Any] = {
    "name": "", "intro": "", "fields": [], "consent": "", "thanks": "", "redirect_url": "", "source": "",
    "stage_id": None, "responsible_id": None, "group_id": None, "plain_html": False,
}  # fmt: skip


def create_lead_form(work: Work, raw: Mapping[str, Any]) -> int:
    """A form under an address of its own. It acts with its maker's rights."""
    full = _("There can be at most %(limit)s forms. Delete one first.", limit=MOST_FORMS)
    require_room(work, LeadForm, MOST_FORMS, full)
    values, token = _values(work, {**_EMPTY, **raw}), new_token()
    form = LeadForm(**values, token=token, token_hash=token_hash(token), owner_id=work.actor.member_id)
    return add(work, form, values)


def update_lead_form(work: Work, form_id: int, raw: Mapping[str, Any], *, version: int | None = None) -> None:
    """Change what is given. A consent that changes is another one from then on."""
    form = row_to_change(work, LeadForm, form_id, version)
    if "consent" in change(work, form, _values(work, raw)):
        form.consent_version += 1


def take_form_over(work: Work, form_id: int) -> None:
    """Let it act with the actor's rights, as when its owner has left."""
    change(work, row_to_change(work, LeadForm, form_id), {"owner_id": work.actor.member_id})


def renew_form_address(work: Work, form_id: int) -> None:
    """Give it another address; the one before shows nothing from now on."""
    form = row_to_change(work, LeadForm, form_id)
    form.token = new_token()
    form.token_hash = token_hash(form.token)
    form.touch()
    happened(work, "address_renewed", form)


def delete_lead_form(work: Work, form_id: int) -> None:
    """Nobody can send it any more; rules that name it say so."""
    delete(work, row_to_change(work, LeadForm, form_id))


def drop_old_entries(work: Work) -> int:
    """Forget what was sent long ago, a portion of it. Returns how many."""
    old = select(FormEntry.id).where(FormEntry.at < now() - ENTRIES_KEPT).order_by(FormEntry.id).limit(_PORTION)
    ids = work.session.scalars(old).all()
    gone = delete_rows(FormEntry).where(FormEntry.id.in_(ids))
    work.session.execute(gone, execution_options={"synchronize_session": False})
    return len(ids)


def _values(work: Work, raw: Mapping[str, Any]) -> dict[str, Any]:
    unknown = raw.keys() - _READERS.keys()
    if unknown:
        raise Invalid({printable(min(unknown), 50): _("There is no such field.")})
    return {key: read(work, raw[key]) for key, read in _READERS.items() if key in raw}


def _fields(work: Work, raw: Any) -> list[dict[str, Any]]:
    known, found = fields_to_ask(work.session), {}
    if not isinstance(raw, list) or not 0 < len(raw) <= MOST_FIELDS:
        raise Invalid({"fields": _("Ask for one to %(limit)s fields.", limit=MOST_FIELDS)})
    for each in raw:
        key, label, required = (each.get(name) for name in ("field", "label", "required"))
        if key not in known or key in found:
            raise Invalid({"fields": _("Choose each field once, from the list.")})
        told = inputs.line("fields", _("Label"), label or "", required=False, limit=LONGEST_LABEL)
        found[key] = {"field": key, "label": told, "required": bool(required)}
    missing = [each.label for key, each in known.items() if each.required and key not in (*found, LEAD.title_key)]
    if missing:
        text = _("“%(field)s” has to be filled in every lead: ask for it as well.", field=missing[0])
        raise Invalid({"fields": text})
    return list(found.values())


def _text(key: str, label: Text) -> Callable[[Work, Any], str]:
    def read(_work: Work, raw: Any) -> str:
        text = raw.strip() if isinstance(raw, str) else ""
        if len(text) > LONGEST_TEXT or not is_storable(text):
            raise Invalid(
                {key: _("“%(field)s” may have at most %(limit)s characters.", field=label, limit=LONGEST_TEXT)}
            )
        return text

    return read


def _url(_work: Work, raw: Any) -> str:
    url = raw.strip() if isinstance(raw, str) else ""
    fault = url_fault(url) if url else None
    if fault is not None:
        raise Invalid({"redirect_url": fault})
    return url


def _stage(work: Work, raw: Any) -> int | None:
    stage_id = _id("stage_id", raw)
    return live_stage(work, LEAD, stage_id).id if stage_id is not None else None


def _member(work: Work, raw: Any) -> int | None:
    member_id = _id("responsible_id", raw)
    member = work.session.get(Member, member_id) if member_id is not None else None
    if member_id is not None and (member is None or not member.active):
        raise Invalid({"responsible_id": _("Choose one from the list.")})
    return member_id


def _group(work: Work, raw: Any) -> int | None:
    group_id = _id("group_id", raw)
    if group_id is not None and work.session.get(Group, group_id) is None:
        raise Invalid({"group_id": _("Choose one from the list.")})
    return group_id


def _id(key: str, raw: Any) -> int | None:
    if raw in (None, ""):
        return None
    text = str(raw)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid({key: _("Choose one from the list.")})
    return int(text)


_READERS: Mapping[str, Callable[[Work, Any], Any]] = {
    "name": lambda _work, raw: inputs.line("name", _("Title"), raw),
    "intro": _text("intro", _("Introduction")),
    "fields": _fields,
    "consent": _text("consent", _("Consent")),
    "thanks": _text("thanks", _("Thanks")),
    "redirect_url": _url,
    "source": lambda _work, raw: inputs.line("source", _("Source"), raw, required=False, limit=100),
    "stage_id": _stage,
    "responsible_id": _member,
    "group_id": _group,
    "plain_html": lambda _work, raw: inputs.yes_no("plain_html", raw),
    "active": lambda _work, raw: inputs.yes_no("active", raw),
}
