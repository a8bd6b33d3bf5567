"""A saved view with a filter of two levels, put together by keyboard on a phone; and many records changed at once."""

from playwright.sync_api import expect

from stepmark.domain.deals import Deal
from stepmark.platform.i18n import _
from tests.cast import Cast
from tests.journeys.conftest import Seat, Sits
from tests.journeys.looks import Look, in_every_look
from tests.journeys.readers import Keyboard
from tests.journeys.spots import box, button, combobox, dialog, group, heading, link, numbered
from tests.support.accessibility import assert_accessible
from tests.support.people import rows


@in_every_look("view")
def test_a_filter_of_two_levels_is_put_together_by_keyboard_and_kept_as_a_view(
    sits: Sits, cast: Cast, look: Look
) -> None:
    partner, client = cast.company("Partner Ltd", type="Partner"), cast.company("Client Ltd", type="Client")
    cast.deal(title="Large partner", amount="90000", company_id=partner, by=cast.boris)
    cast.deal(title="Small partner", amount="10", company_id=partner, by=cast.boris)
    cast.deal(title="Large client", amount="90000", company_id=client, by=cast.boris)
    boris = sits(Keyboard, cast.boris, look)
    boris.goes_to("/deals/list?view=0")
    boris.presses("Enter", link(_("Filter")))
    _filters(boris)
    boris.sees(link("Large client"))
    boris.misses(link("Large partner"))
    boris.presses("Enter", button(_("All: %(records)s", records=_("Deals"))))
    boris.presses("Enter", link(_("Save as a view")))
    boris.sees(dialog(_("Save as a view")))
    boris.types("Large ones")
    boris.presses("Enter")
    boris.sees(button("Large ones"))
    boris.presses("Enter", button("Large ones"))
    boris.presses("Enter", button(_("Open with this view")))
    boris.sees(heading(_("Deals")))
    boris.goes_to("/deals/list")
    boris.sees(button("Large ones"))
    boris.sees(link("Large client"))
    boris.misses(link("Small partner"))


def _filters(boris: Keyboard) -> None:
    """More than 1000, and not of a partner."""
    first = group(numbered("Condition %(number)s", 1))
    boris.chooses(combobox(_("Field"), first), _("Amount"))
    boris.is_at(combobox(_("Field"), first))
    boris.chooses(combobox(_("Comparison"), first), _("is greater than"))
    boris.is_at(combobox(_("Comparison"), first))
    boris.types("1000", box(_("Value"), first))
    boris.presses("Enter", button(_("Add a group")))
    inner = group(numbered("Group %(number)s of conditions", 1))
    boris.is_at(combobox(_("Field"), inner))
    boris.chooses(combobox(_("How these conditions are joined"), inner), _("None of these holds"))
    boris.chooses(combobox(_("Field"), inner), boris.look.say(_("Company")) + " › " + boris.look.say(_("Type")))
    boris.is_at(combobox(_("Field"), inner))
    boris.types("partner", box(_("Value"), inner))
    boris.presses("Enter", button(_("Add a condition"), inner))
    boris.is_at(combobox(_("Field"), group(numbered("Condition %(number)s", 2), inner)))
    boris.presses("Enter", button(numbered("Remove condition %(number)s", 2), inner))
    boris.is_at(button(numbered("Remove condition %(number)s", 1), inner))
    boris.types("partner", box(_("Value"), inner))
    boris.presses("Enter")


def test_columns_are_put_in_order_by_keyboard(seat: Seat, cast: Cast) -> None:
    cast.deal(company_id=cast.company("Partner Ltd", type="Partner"))
    page = seat(cast.anna)
    page.goto("/deals/list?view=0")
    page.get_by_role("link", name="Columns").press("Enter")
    page.get_by_label("Another column").select_option("company.type")
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    page.get_by_role("button", name="Company › Type: earlier").press("Enter")
    expect(page.get_by_role("button", name="Company › Type: earlier")).to_be_focused()
    assert_accessible(page)
    page.get_by_role("button", name="Use these columns").press("Enter")
    expect(page.get_by_role("columnheader", name="Company › Type")).to_be_visible()
    expect(page.get_by_role("cell", name="Partner", exact=True)).to_be_visible()


def test_many_deals_are_changed_at_once_after_a_look_at_what_changes(seat: Seat, cast: Cast) -> None:
    cast.bind("source", cast.steps[0])
    for number in range(3):
        cast.deal(title=f"Deal {number}", by=cast.boris)
    cast.deal(title="Anna's own")
    page = seat(cast.boris)
    page.goto("/deals/list?view=0")
    page.get_by_role("checkbox", name="Pick all on this page").check()
    page.get_by_label("set", exact=True).select_option("source")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("combobox", name="Source").fill("Referral")
    page.get_by_role("button", name="Look at what changes").click()
    expect(page.get_by_text("“Discovery 1” will be ticked in 3 deals.")).to_be_visible()
    expect(page.get_by_text("Anna's own: Your role does not allow this.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Change them").click()
    expect(page.get_by_text("3 records were changed.")).to_be_visible()
    assert_accessible(page)
    assert sorted(deal.source or "" for deal in rows(cast, Deal)) == ["", "Referral", "Referral", "Referral"]
