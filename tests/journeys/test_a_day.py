"""A salesperson's whole day without touching the mouse, from signing in to signing out."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from stepmark.catalogue.kinds import TASK
from stepmark.commands.records import create_record
from stepmark.domain.processes import Step
from stepmark.platform.clock import set_clock
from stepmark.platform.i18n import _, speaking
from stepmark.platform.i18n import ngettext_lazy as plural
from stepmark.web.formats import weekday
from tests.cast import Cast
from tests.journeys.conftest import Sits
from tests.journeys.looks import Look, in_every_look
from tests.journeys.readers import Keyboard
from tests.journeys.spots import (
    Spot,
    alert,
    box,
    button,
    checkbox,
    combobox,
    dialog,
    group,
    heading,
    link,
    option,
    region,
    words,
)
from tests.support.people import PASSWORD, with_password

MORNING = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)  # a Wednesday, so that tomorrow is still this week
PALETTE = combobox(_("Name, phone, e-mail or command"))
STEP = checkbox("Discovery 1")
GIVEN = _("%(who)s made you responsible for the deal “%(what)s”.", who="Anna Maj", what="Door")


@pytest.mark.first
@in_every_look("day")
def test_a_whole_day_without_the_mouse(sits: Sits, cast: Cast, look: Look) -> None:
    set_clock(MORNING.isoformat())
    _furnish(cast)
    boris = sits(Keyboard, cast.boris, look, signed_in=False)
    _signs_in(boris)
    _looks_at_today(boris)
    _reads_a_notice(boris)
    _finds_a_deal(boris)
    _ticks_and_undoes(boris)
    _writes_a_note(boris)
    _makes_a_task(boris)
    _moves_cards(boris)
    _keeps_a_view(boris)
    _plans(boris)
    _takes_on_a_company(boris)
    assert "Olga Kowalska" in _exports(boris)
    _signs_out(boris)


def _signs_in(boris: Keyboard) -> None:
    boris.goes_to("/")
    boris.sees(heading(_("Sign in")))
    boris.types("boris@example.com")
    boris.presses("Tab")
    boris.types(PASSWORD)
    boris.presses("Enter")
    boris.sees(heading(_("Today")))


def _looks_at_today(boris: Keyboard) -> None:
    boris.presses("Space", checkbox("Call Olga"))
    boris.sees_ticked(checkbox("Call Olga"))
    boris.is_at(checkbox("Call Olga"))
    boris.presses("Enter", link(_("Another day for “%(task)s”", task="Write the offer")))
    asked = dialog(_("When is it due?"))
    boris.is_at(button(_("Today"), asked))
    boris.presses("Enter", button(_("Tomorrow"), asked))
    boris.misses(asked)
    boris.sees(link("Write the offer", region(_("Tomorrow"))))
    boris.is_in(region(_("Tomorrow")))


def _reads_a_notice(boris: Keyboard) -> None:
    boris.presses("Enter", link(plural("%(num)s unread notice", "%(num)s unread notices", 1)))
    boris.sees(heading(_("Notices")))
    boris.presses("Enter", link(GIVEN))
    boris.sees(heading("Door"))
    boris.sees(link(_("Notices")))


def _finds_a_deal(boris: Keyboard) -> None:
    """By the palette, despite a slip."""
    boris.presses("/")
    boris.is_at(PALETTE)
    boris.types("kowlaski")
    boris.sees(Spot("option", selected=True), "Kowalski Transport")
    boris.presses("Enter")
    boris.sees(heading("Kowalski Transport"))
    boris.presses("Enter", link("Roof"))
    boris.sees(heading("Roof"))


def _ticks_and_undoes(boris: Keyboard) -> None:
    boris.presses("Space", STEP)
    asked = dialog("Discovery 1")
    boris.is_at(box("Budget", asked))
    boris.types("5")
    boris.presses("Enter")
    boris.sees_ticked(STEP)
    boris.is_at(STEP)
    for ticked in (False, True):
        boris.presses("z")
        boris.sees_ticked(STEP, ticked=ticked)
        boris.is_at(STEP)


def _writes_a_note(boris: Keyboard) -> None:
    boris.types("Ask @mag", box(_("New note")))
    boris.sees(option("Magda Nowak"))
    boris.presses("Enter")
    boris.presses("Enter", button(_("Add note")))
    boris.sees(region(_("Notes")), "Ask @Magda Nowak")
    boris.reads(box(_("New note")), "")


def _makes_a_task(boris: Keyboard) -> None:
    boris.presses("Enter", button(_("More for %(step)s", step="Discovery 3")))
    boris.presses("Enter", link(_("Add activity")))
    boris.sees(dialog(_("New task for “%(step)s”", step="Discovery 3")))
    boris.types("Measure")
    boris.presses("Enter")
    boris.misses(dialog(_("New task for “%(step)s”", step="Discovery 3")))
    boris.presses("Space", checkbox("Measure", region(_("Checklist"))))
    boris.sees_ticked(checkbox("Discovery 3"))


def _moves_cards(boris: Keyboard) -> None:
    """One stage on through the sheet, which asks for the note of a required step; and one more by name."""
    boris.presses_in_turn("g", "d")
    boris.sees(heading(_("Deals")))
    card, sheet = link("Kowalski Transport"), dialog(_("Something is missing"))
    boris.presses("Shift+ArrowRight", card)
    boris.is_at(box(_("Note"), sheet))
    boris.presses("Enter", button(_("Save and move"), sheet))
    boris.sees(alert(sheet))
    boris.types("x", box(_("Note"), sheet))
    boris.presses("Enter", button(_("Save and move"), sheet))
    boris.misses(sheet)
    boris.sees(link("Kowalski Transport", region("Proposal")))
    boris.sees(words(_("“%(deal)s” now stands on top of “%(stage)s”.", deal="Roof", stage="Proposal")))
    boris.is_at(card)
    boris.presses("m")
    asked = dialog(_("Move “%(deal)s”", deal="Roof"))
    boris.is_at(combobox(_("Stage"), asked))
    boris.chooses(combobox(_("Stage"), asked), "Contract")
    boris.presses("Enter", button(_("Move"), asked))
    boris.sees(link("Kowalski Transport", region("Contract")))
    boris.is_at(link(_("Move “%(deal)s”", deal="Roof")))


def _keeps_a_view(boris: Keyboard) -> None:
    boris.presses("Enter", link(_("List")))
    boris.sees(link(_("Filter")))
    boris.presses("Enter", link(_("Filter")))
    first = group(_("Conditions"))
    boris.chooses(combobox(_("Field"), first), _("Amount"))
    boris.chooses(combobox(_("Comparison"), first), _("is greater than"))
    boris.types("1000", box(_("Value"), first))
    boris.presses("Enter")
    boris.sees(link("Roof"))
    boris.misses(link("Door"))
    boris.presses("Enter", button(_("All: %(records)s", records=_("Deals"))))
    boris.presses("Enter", link(_("Save as a view")))
    boris.sees(dialog(_("Save as a view")))
    boris.types("Large ones")
    boris.presses("Enter")
    boris.sees(button("Large ones"))


def _plans(boris: Keyboard) -> None:
    """A task to another day, and a new one for today, which is done on time."""
    boris.presses_in_turn("g", "k")
    boris.sees(heading(_("Calendar")))
    boris.presses("Shift+ArrowLeft", link("Visit the site"))
    boris.sees(Spot("cell", "19", exact=False), "Visit the site")
    boris.is_at(link("Visit the site"))
    with speaking(boris.look.language):
        today = weekday(MORNING.date())
    boris.presses("Enter", link(_("New task on %(day)s", day=today)))
    boris.sees(heading(_("New task")))
    boris.types("Send the plan", box(_("Title")))
    boris.presses("Enter")
    boris.sees(heading(_("Calendar")))
    boris.presses_in_turn("g", "y")
    boris.sees(heading(_("Today")))
    boris.presses("Space", checkbox("Send the plan"))
    boris.sees_ticked(checkbox("Send the plan"))


def _takes_on_a_company(boris: Keyboard) -> None:
    """And whom to talk to there."""
    boris.presses_in_turn("g", "c")
    boris.sees(heading(_("Companies")))
    boris.presses("n")
    boris.sees(heading(_("New company")))
    boris.types("Żółta Łódź", box(_("Name")))
    boris.presses("Enter")
    boris.sees(heading("Żółta Łódź"))
    boris.presses("Enter", link(_("New contact")))
    boris.sees(heading(_("New contact")))
    boris.types("Olga Kowalska", box(_("Full name")))
    boris.presses("Enter")
    boris.sees(heading("Olga Kowalska"))
    boris.sees(link("Żółta Łódź"))


def _exports(boris: Keyboard) -> str:
    boris.presses_in_turn("g", "p")
    boris.sees(heading(_("Contacts")))
    boris.presses("Enter", button(_("Export")))
    return boris.gets(lambda: boris.presses("Enter", link(_("As CSV"))))


def _signs_out(boris: Keyboard) -> None:
    boris.presses("Enter", button(_("Profile of %(name)s", name="Boris Lem"), exact=False))
    boris.presses("Enter", button(_("Sign out")))
    boris.sees(heading(_("Sign in")))


def _furnish(cast: Cast) -> None:
    with_password(cast, cast.boris)
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Step).where(Step.id.in_(cast.steps[:2])).values(required=True))
        session.execute(update(Step).where(Step.id == cast.steps[1]).values(needs_note=True))
        session.commit()
    company = cast.company("Kowalski Transport")
    cast.deal(by=cast.boris, title="Roof", company_id=company, amount="90000")
    cast.deal(title="Door", amount="10", responsible_id=cast.boris.member_id)
    for title, due_at in (
        ("Call Olga", MORNING.replace(day=17)),
        ("Write the offer", MORNING.replace(hour=7)),
        ("Ask for the plan", MORNING.replace(hour=12)),
        ("Visit the site", MORNING.replace(day=20)),
    ):
        cast.run(create_record, TASK, {"title": title, "due_at": due_at.isoformat()}, by=cast.boris)
