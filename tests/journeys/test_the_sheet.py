"""A card that may not leave its stage yet: the sheet on the board asks for what is missing and saves it at once."""

from sqlalchemy import update

from stepmark.domain.processes import Step
from stepmark.platform.i18n import _
from tests.cast import Cast
from tests.journeys.conftest import Sits
from tests.journeys.looks import Look, in_every_look
from tests.journeys.readers import Mouse
from tests.journeys.spots import alert, box, button, checkbox, combobox, dialog, link, region

SHEET = dialog(_("Something is missing"))


@in_every_look("sheet")
def test_the_sheet_on_the_board_asks_for_what_is_missing_and_moves_the_card(sits: Sits, cast: Cast, look: Look) -> None:
    deal = _furnish(cast)
    boris = sits(Mouse, cast.boris, look)
    boris.goes_to("/deals")
    _moves(boris, "Proposal")
    boris.sees(SHEET, "Discovery 3")
    boris.clicks(link(_("Cancel"), SHEET))
    boris.misses(SHEET)
    boris.sees(link("Roof", region("Discovery")))

    _moves(boris, "Proposal")
    boris.fills(box("Budget", SHEET), "lots")
    boris.clicks(button(_("Save and move"), SHEET))
    boris.sees(alert(SHEET), _("Enter a number."))
    boris.sees(link(_("Enter a number."), SHEET))
    assert cast.ticked(deal) == set()

    boris.fills(box("Budget", SHEET), "5")
    boris.fills(box(_("Note"), SHEET), "Ольга согласна")
    boris.clicks(checkbox(_("Done: %(step)s", step="Discovery 3"), SHEET))
    boris.clicks(button(_("Save and move"), SHEET))
    boris.misses(SHEET)
    boris.sees(link("Roof", region("Proposal")))
    assert cast.ticked(deal) == set(cast.steps[:3])


def _moves(boris: Mouse, stage: str) -> None:
    boris.clicks(link(_("Move “%(deal)s”", deal="Roof")))
    boris.chooses(combobox(_("Stage"), dialog(_("Move “%(deal)s”", deal="Roof"))), stage)
    boris.clicks(button(_("Move")))


def _furnish(cast: Cast) -> int:
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Step).where(Step.id.in_(cast.steps[:3])).values(required=True))
        session.execute(update(Step).where(Step.id == cast.steps[1]).values(needs_note=True))
        session.commit()
    return cast.deal(by=cast.boris, title="Roof")
