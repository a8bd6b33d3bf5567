"""What strangers send through a lead form: a lead is made, or turned away, and kept word for word either way."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from stepmark.catalogue.kinds import LEAD
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands.access import locked
from stepmark.commands.leads import create_lead, turn_away
from stepmark.commands.notes import add_note
from stepmark.commands.work import Author, Work
from stepmark.domain.lead_forms import EntryOutcome, FormEntry, LeadForm
from stepmark.domain.people import Member
from stepmark.domain.processes import Stage
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import Text, _
from stepmark.queries.groups import active_members_of
from stepmark.queries.lead_forms import MESSAGE_KEY, AskedField, asked_fields

CONSENT_KEY = "consent"
_LONGEST_KEPT = 5_000


def enter(work: Work, form_id: int, raw: Mapping[str, Any], *, agreed: bool, key: str | None = None) -> str:
    """Make a lead of what a form's fields hold, once only for each `key`. Returns the outcome.

    Raises Invalid by field for what the sender can mend.
    """
    form = locked(work, LeadForm, form_id)
    known = _known(work, form, key)
    if known is not None:
        return known.outcome
    asked = asked_fields(work.session, form)
    given = {each.field.key: raw[each.field.key] for each in asked if raw.get(each.field.key) not in (None, "", [])}
    missing = {
        each.field.key: _("Fill in “%(field)s”.", field=each.label)
        for each in asked
        if each.required and each.field.key not in given
    }
    if form.consent and not agreed:
        missing[CONSENT_KEY] = _("Tick that you agree.")
    if faults := missing | _unreadable(work, asked, given):
        raise Invalid(faults)
    lead_id = _made(work, form, given)
    outcome = EntryOutcome.BARRED if lead_id is None else EntryOutcome.CREATED
    _keep(work, form, given, outcome, key, lead_id)
    return outcome


def keep_spam(work: Work, form_id: int, raw: Mapping[str, Any]) -> str:
    """Keep what a program has sent, most likely, without making anything of it. Returns the outcome."""
    form = locked(work, LeadForm, form_id)
    known = {each.field.key for each in asked_fields(work.session, form)}
    _keep(work, form, {key: value for key, value in raw.items() if key in known}, EntryOutcome.SPAM, None, None)
    return EntryOutcome.SPAM


def _unreadable(work: Work, asked: Sequence[AskedField], given: Mapping[str, Any]) -> dict[str, Text]:
    """What can't be taken as it was typed, so that all of it is told at once."""
    faults: dict[str, Text] = {}
    for each in asked:
        try:
            parse(each.field, given.get(each.field.key), work.reader)
        except ValueFault as fault:
            faults[each.field.key] = fault.text
    return faults


def _known(work: Work, form: LeadForm, key: str | None) -> FormEntry | None:
    query = select(FormEntry).where(FormEntry.form_id == form.id, FormEntry.key == key)
    return work.session.scalars(query).one_or_none() if key is not None else None


def _made(work: Work, form: LeadForm, given: Mapping[str, Any]) -> int | None:
    """The id of the new lead; None for somebody on the exceptions list."""
    values = {**_beside(work, form), **{key: value for key, value in given.items() if key != MESSAGE_KEY}}
    values.setdefault(LEAD.title_key, _title(form, given))
    cause = {"kind": "form", "source": form.id, "name": form.name}
    with work.acting(work.actor, Author(None, form.name), (), **cause):
        if turn_away(work, values):
            return None
        lead_id = create_lead(work, values)
        if message := given.get(MESSAGE_KEY):
            add_note(work, LEAD, lead_id, message)
        label = work.session.get_one(LEAD.model, lead_id).label
        work.happened("form.received", LEAD.name, lead_id, label=label, payload=dict(given))
    return lead_id


def _beside(work: Work, form: LeadForm) -> dict[str, Any]:
    """Where the lead begins, whose it is and where it comes from. A stage that is gone counts as none."""
    stage = work.session.get(Stage, form.stage_id) if form.stage_id is not None else None
    values: dict[str, Any] = {"responsible_id": _next(work, form), "source": form.source or form.name[:100]}
    return values | ({"stage_id": stage.id} if stage is not None and not stage.is_deleted else {})


def _next(work: Work, form: LeadForm) -> int | None:
    order = active_members_of(work.session, form.group_id) if form.group_id is not None else []
    if not order:
        member = work.session.get(Member, form.responsible_id) if form.responsible_id is not None else None
        return member.id if member is not None and member.active else None
    first = order.index(form.last_member_id) + 1 if form.last_member_id in order else 0
    form.last_member_id = order[first % len(order)]
    return form.last_member_id


def _title(form: LeadForm, given: Mapping[str, Any]) -> str:
    who = next((given[key] for key in ("person_name", "company_name", "emails", "phones") if given.get(key)), "")
    who = who[0] if isinstance(who, list) else who
    return " ".join(f"{form.name}: {who}".split())[:300] if who else form.name


def _keep(
    work: Work, form: LeadForm, given: Mapping[str, Any], outcome: EntryOutcome, key: str | None, lead_id: int | None
) -> None:
    record = work.session.get(LEAD.model, lead_id) if lead_id is not None else None
    is_agreed = bool(form.consent) and outcome != EntryOutcome.SPAM
    entry = FormEntry(
        form_id=form.id,
        key=key,
        given={name: _cut(value) for name, value in given.items()},
        consent={"version": form.consent_version, "text": form.consent} if is_agreed else None,
        outcome=outcome,
        record_id=lead_id,
        record_label=record.label[:300] if record else "",
    )
    work.session.add(entry)
    work.session.flush()


def _cut(value: Any) -> Any:
    return [_cut(each) for each in value[:50]] if isinstance(value, list) else str(value)[:_LONGEST_KEPT]
