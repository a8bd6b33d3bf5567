"""From a deal to its paid invoice: made with the deal's products, issued, paid, and the deal has come to its stage."""

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.lines import set_lines
from stepmark.platform import clock
from stepmark.platform.i18n import _
from tests.automation.triggers.test_invoice_paid import track
from tests.cast import Cast
from tests.journeys.conftest import Sits
from tests.journeys.looks import Look, in_every_look
from tests.journeys.readers import Mouse
from tests.journeys.spots import alert, box, button, dialog, heading, link, region, words
from tests.support.rules import Rules

ISSUE, PAY = dialog(_("Issue this invoice?")), dialog(_("Mark as paid"))


@in_every_look("paper")
def test_an_invoice_is_made_issued_and_paid_and_the_deal_follows(sits: Sits, cast: Cast, look: Look) -> None:
    clock.set_clock("2026-11-22T09:00:00")
    deal = _furnish(cast)
    boris = sits(Mouse, cast.boris, look)
    boris.goes_to(f"/deals/{deal}")
    boris.clicks(button(_("Make an invoice"), region(_("Add"))))
    boris.sees(heading("Roof"))
    boris.sees(region(_("Products")), "Tiles")

    boris.clicks(link(_("Issue")))
    boris.sees(ISSUE)
    boris.clicks(link(_("Back"), ISSUE))
    boris.misses(ISSUE)
    boris.clicks(link(_("Issue")))
    boris.clicks(button(_("Issue"), ISSUE))
    boris.sees(heading("FV 1/11/2026 · Roof"))
    boris.misses(link(_("Delete")))

    boris.clicks(link(_("Mark as paid")))
    boris.fills(box(_("Paid on"), PAY), "2026-11-23")
    boris.clicks(button(_("Mark as paid"), PAY))
    boris.sees(alert(PAY), _("This day has not come yet."))
    boris.fills(box(_("Paid on"), PAY), "2026-11-20")
    boris.clicks(button(_("Mark as paid"), PAY))
    boris.sees(button(_("Mark as unpaid")))
    assert cast.checklist(deal).deal.stage_id == cast.stages[1]

    boris.clicks(link(_("Print")))
    boris.sees(words("Tiles"))
    boris.goes_to(f"/deals/{deal}")
    boris.sees(region(_("Details")), _("Payment of invoices"))


def _furnish(cast: Cast) -> int:
    track(cast, Rules(cast), cast.stages[1])
    deal = cast.deal(by=cast.boris, title="Roof", company_id=cast.company())
    cast.run(set_lines, DEAL, deal, [{"name": "Tiles", "price": "10", "quantity": "200", "tax_rate": "23"}])
    return deal
