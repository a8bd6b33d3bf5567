"""A whole sale in the browser: an enquiry, its deal, quote, order and invoice, and what rules do once it is paid."""

from sqlalchemy import select

from stepmark.catalogue.kinds import LEAD, PRODUCT
from stepmark.commands.lines import set_lines
from stepmark.commands.records import create_record
from stepmark.domain.deals import Deal
from stepmark.domain.projects import ProjectTemplate
from stepmark.platform import clock
from stepmark.platform.i18n import _
from tests.automation.triggers.test_invoice_paid import track
from tests.cast import Cast
from tests.journeys.conftest import Sits
from tests.journeys.looks import Look, in_every_look
from tests.journeys.readers import Mouse
from tests.journeys.spots import box, button, checkbox, dialog, heading, link, region
from tests.support.rules import Rules

CONVERT, ISSUE, PAY = dialog(_("Convert the lead")), dialog(_("Issue this invoice?")), dialog(_("Mark as paid"))
WHY = _("by the rule “%(name)s”")


@in_every_look("sale")
def test_from_the_enquiry_to_the_started_project(sits: Sits, cast: Cast, look: Look) -> None:
    clock.set_clock("2026-11-20T09:00:00")
    lead = _furnish(cast)
    boris = sits(Mouse, cast.boris, look)
    deal = _converts(boris, cast, lead)
    _works_through_the_steps(boris, cast, deal)
    _gets_paid(boris, deal)
    _sees_what_followed(boris, cast, deal)


def _converts(boris: Mouse, cast: Cast, lead: int) -> int:
    boris.goes_to(f"/leads/{lead}")
    boris.sees(region(_("Products")), "Tiles")
    boris.clicks(link(_("Convert")))
    boris.sees(CONVERT, "ACME")
    boris.fills(box(_("Title of the deal"), CONVERT), "Roof for ACME")
    boris.clicks(button(_("Convert"), CONVERT))
    boris.sees(heading("Roof for ACME"))
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalars(select(Deal.id)).one()


def _works_through_the_steps(boris: Mouse, cast: Cast, deal: int) -> None:
    # One step by its field, one by its tasks.
    boris.clicks(link(_("Edit %(field)s", field="Budget")))
    boris.fills(box("Budget"), "5000")
    boris.presses("Enter")
    boris.sees_ticked(checkbox("Discovery 1"))
    boris.clicks(checkbox("Measure the roof"))
    boris.sees_ticked(checkbox("Discovery 2"))
    assert cast.ticked(deal) >= set(cast.steps[:2])


def _gets_paid(boris: Mouse, deal: int) -> None:
    boris.clicks(button(_("Make a quote"), region(_("Add"))))
    boris.sees(region(_("Products")), "Tiles")
    boris.clicks(button(_("Make an order")))
    boris.sees(region(_("Products")), "Tiles")
    boris.clicks(button(_("Make an invoice")))
    boris.clicks(link(_("Issue")))
    boris.clicks(button(_("Issue"), ISSUE))
    boris.sees(heading("FV 1/11/2026 · Roof for ACME"))
    boris.clicks(link(_("Mark as paid")))
    boris.clicks(button(_("Mark as paid"), PAY))
    boris.sees(button(_("Mark as unpaid")))


def _sees_what_followed(boris: Mouse, cast: Cast, deal: int) -> None:
    boris.goes_to(f"/deals/{deal}")
    timeline = region(_("Timeline"))
    for rule in ("Money is here", "A bonus", "Off we go"):
        boris.sees(timeline, _(WHY.message, name=rule))
    boris.sees(region(_("Accruals")), "For Roof for ACME")
    boris.clicks(link("Roof for ACME: installation", region(_("Projects"))))
    boris.sees(heading("Roof for ACME: installation"))
    assert cast.checklist(deal).deal.stage_id == cast.stages[2]


def _furnish(cast: Cast) -> int:
    rules = Rules(cast)
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    # The first step of every new deal has a task of its own, made by a rule.
    measure = {"title": "Measure the roof", "step_id": cast.steps[1]}
    rules.make("created", {"do": "create_task", "settings": measure}, name="Measure")
    track(cast, rules, cast.stages[2], name="Money is here")
    paid = {"on": "stage_entered", "stage_id": cast.stages[2]}
    bonus = {"to": {"who": "current"}, "percent": "5", "of": "amount", "reason": "For {{ deal.title }}"}
    rules.make(paid, {"do": "book_accrual", "settings": bonus}, name="A bonus")
    template = cast.put(ProjectTemplate(name="Installation", tasks=[{"title": "Order tiles", "type": "to_do"}]))
    start = {"template_id": template, "name": "{{ deal.title }}: installation", "responsible": {"who": "current"}}
    rules.make(paid, {"do": "start_project", "settings": start}, name="Off we go")
    cast.run(create_record, PRODUCT, {"name": "Tiles", "price": "10"})
    lead = cast.lead(
        by=cast.boris, title="A new roof", person_name="Olga Kowalska", company_name="ACME", emails=["olga@example.com"]
    )
    cast.run(set_lines, LEAD, lead, [{"name": "Tiles", "price": "10", "quantity": "200", "tax_rate": "23"}])
    return lead
