"""The conversion of a lead into a deal: what comes of it is asked, then made in one go."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from stepmark.catalogue.kinds import DEAL, KINDS, LEAD
from stepmark.commands.access import not_found
from stepmark.commands.conversion import convert_lead
from stepmark.domain.people import Role
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import Text, _
from stepmark.queries.conversion import Proposal, proposal_for
from stepmark.queries.processes import processes
from stepmark.queries.record_page import seen_record
from stepmark.web.caller import Caller, Salesperson
from stepmark.web.errors import field_errors
from stepmark.web.forms import Form, text_of_form
from stepmark.web.questions import asked, place_of
from stepmark.web.render import see_other

router = APIRouter()
CONVERSION = "/leads/{lead_id:id}/conversion"
_SAID = ("title", "process_id", "override_reason")


@router.get(CONVERSION + "/new")
def new(caller: Salesperson, lead_id: int) -> Response:
    """What the deal is called, and which company and contact it gets."""
    return _form(caller, lead_id, {}, {})


@router.post(CONVERSION)
def create(caller: Salesperson, lead_id: int, form: Form) -> Response:
    """The deal's page; the form again with what stands in the way."""
    said = {key: text_of_form(form, key) for key in _SAID}
    clients = {key: text_of_form(form, key) for key in ("company_id", "contact_id") if key in form}
    try:
        deal_id = caller.run(convert_lead, lead_id, said | clients)
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        return _form(caller, lead_id, said | clients, field_errors(problem), problem)
    return see_other(f"/{DEAL.plural}/{deal_id}", _("Converted."), undo=caller.undo)


def _form(
    caller: Caller, lead_id: int, said: dict[str, str], errors: dict[str, Text], problem: Problem | None = None
) -> Response:
    with caller.reading() as session:
        lead: Any = seen_record(session, LEAD, caller.actor, lead_id)
        if lead is None:
            raise not_found()
        proposal = proposal_for(session, caller.actor, lead)
        context = {
            "lead": lead,
            "said": {"title": lead.title, **said},
            "clients": _clients(proposal),
            "processes": [(each.id, each.name) for each in processes(session, DEAL.name)],
            "may_override": problem is not None
            and problem.type == "steps-open"
            and caller.actor.role.rank >= Role.MANAGER.rank,
        }
    status = problem.status if problem else 200
    return asked(
        caller, place_of(lead), "leads/_conversion.html", _("Convert the lead"), status, errors=errors, **context
    )


def _clients(proposal: Proposal) -> list[tuple[str, Text, list[tuple[str, Text]]]]:
    """For the company and the contact, unless the lead has one: the key, its name, and what may be chosen."""
    return [
        (
            f"{name}_id",
            KINDS[name].label,
            [
                *((str(each.id), each.label) for each in client.known),
                *([("new", _("New: %(name)s", name=client.new))] if client.new else []),
                ("", _("None")),
            ],
        )
        for name, client in (("company", proposal.company), ("contact", proposal.contact))
        if client is not None
    ]
