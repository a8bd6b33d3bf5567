"""Converting a lead: a deal comes of it, and a contact and a company of what was text so far."""

from collections.abc import Iterable, Mapping
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, LEAD
from stepmark.catalogue.points import Point
from stepmark.catalogue.values import to_json
from stepmark.commands.access import record_to_edit
from stepmark.commands.deal_moves import set_status
from stepmark.commands.deals import create_deal
from stepmark.commands.lines import copy_lines
from stepmark.commands.people import people_of
from stepmark.commands.record_rows import update
from stepmark.commands.records import create_record
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.deals import Deal, DealStatus
from stepmark.domain.leads import Lead
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.queries.clients import clients_reached_by
from stepmark.queries.conversion import name_of_person
from stepmark.queries.exceptions import points_of
from stepmark.queries.names import named_exactly
from stepmark.queries.values import values_of

NEW = "new"
_NOT_TAKEN = frozenset({"title", "company_id", "contact_id"})


def convert_lead(work: Work, lead_id: int, raw: Mapping[str, Any]) -> int:
    """Make a deal of an open lead and close the lead as won. Returns the deal's id.

    The deal takes over amount, people, products and every field that both have. `raw` may say otherwise: `title`,
    `stage_id` or `process_id` of the deal, `company_id` and `contact_id` (an id, "new", or empty for none), and
    `override_reason`, with which a manager passes over required steps. Unless said, a lead without a client gets one:
    the company of the very name, and the contact with one of its e-mails or phones, or else new ones.
    """
    lead = record_to_edit(work, Lead, lead_id)
    if not lead.is_open:
        raise Problem("invalid", _("This lead is closed. Open it again to convert it."), field="status")
    values = {**_taken_over(work, lead), **_said(lead, raw), **_client(work, lead, raw)}
    deal_id = create_deal(work, values, lead_id=lead.id)
    copy_lines(work, DEAL, lead, deal_id)
    deal = work.session.get_one(Deal, deal_id)
    update(work, LEAD, lead, {"company_id": deal.company_id, "contact_id": deal.contact_id}, lead.id)
    set_status(work, lead, DealStatus.WON, override_reason=str(raw.get("override_reason") or ""))
    work.happened_to("converted", LEAD.name, lead, deal_id=lead.id)
    return deal_id


def _client(work: Work, lead: Lead, raw: Mapping[str, Any]) -> dict[str, Any]:
    points = points_of(work.session, LEAD.name, lead.id)
    company_id = _linked(raw, "company_id", lead.company_id)
    if company_id is None or company_id == NEW:
        company_id = _company(work, lead, anew=company_id == NEW)
    contact_id = _linked(raw, "contact_id", lead.contact_id)
    if contact_id is None or contact_id == NEW:
        contact_id = _contact(work, lead, points, company_id or None, anew=contact_id == NEW)
    return {"company_id": company_id or None, "contact_id": contact_id or None}


def _linked(raw: Mapping[str, Any], key: str, present: int | None) -> Any:
    """What was said of a client, else the one that the lead has; None where one is to be looked for, "" where not."""
    if key not in raw:
        return present
    return "" if raw[key] is None else raw[key]


def _company(work: Work, lead: Lead, *, anew: bool) -> int | None:
    if not lead.company_name:
        return None
    known = None if anew else named_exactly(work.session, work.actor, COMPANY, lead.company_name)
    values = {"name": lead.company_name, "responsible_id": lead.responsible_id}
    return known or create_record(work, COMPANY, values)


def _contact(work: Work, lead: Lead, points: list[Point], company_id: Any, *, anew: bool) -> int | None:
    known = [] if anew else clients_reached_by(work.session, work.actor, CONTACT, points)
    if known:
        return known[0]
    name = name_of_person(lead, points)
    if not name:
        return None
    values = {"name": name, "company_id": company_id, "responsible_id": lead.responsible_id}
    return create_record(work, CONTACT, values | _reached(points))


def _reached(points: Iterable[Point]) -> dict[str, list[str]]:
    keys = {FieldType.PHONE: "phones", FieldType.EMAIL: "emails"}
    return {key: [point.text for point in points if point.type == type] for type, key in keys.items()}


def _said(lead: Lead, raw: Mapping[str, Any]) -> dict[str, Any]:
    places = {key: raw[key] for key in ("stage_id", "process_id") if raw.get(key)}
    return {"title": raw.get("title") or lead.title, **places}


def _taken_over(work: Work, lead: Lead) -> dict[str, Any]:
    """The lead's values of the fields that deals have too, by the same key and of the same type."""
    fields = {
        key: field
        for key, field in fields_for(work, LEAD).items()
        if field.by_hand and key not in _NOT_TAKEN and _is_alike(field, fields_for(work, DEAL).get(key))
    }
    values = values_of(work.session, fields, [lead])[lead.id]
    taken = {key: to_json(field, values[key]) for key, field in fields.items() if values.get(key) is not None}
    return {**taken, "currency": lead.currency, **people_of(work, lead)}


def _is_alike(field: Field, other: Field | None) -> bool:
    if other is None or other.type is not field.type or other.multiple is not field.multiple:
        return False
    return {key for key, _label in field.choices} <= {key for key, _label in other.choices}
