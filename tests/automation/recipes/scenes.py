"""What each recipe does in a small workspace, told as a scene: taken in with its answers, set off, and looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from stepmark.automation.advance import advance
from stepmark.automation.recipes.install import install_recipe
from stepmark.automation.rules import enable_rule
from stepmark.automation.sweep import begin_sweep, carry_on_sweep
from stepmark.catalogue.kinds import DEAL, TASK
from stepmark.commands.deal_moves import close_deal, move_deal
from stepmark.commands.groups import create_group
from stepmark.commands.notes import add_note
from stepmark.commands.payments import mark_paid
from stepmark.commands.records import create_record
from stepmark.domain.deals import Deal
from stepmark.domain.exceptions import ExceptionEntry
from stepmark.domain.notes import Notice
from stepmark.domain.projects import Project, ProjectTemplate
from stepmark.domain.tasks import Task
from stepmark.platform.clock import set_clock
from tests.cast import Cast
from tests.support.papers import INVOICE, invoice
from tests.support.rules import Rules

FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)


@dataclass
class Day:
    """A workspace on a Friday in November, with one recipe."""

    cast: Cast
    rules: Rules
    key: str
    rule: int = 0

    def install(self, **answers: Any) -> None:
        """Take the recipe in, and switch it on."""
        self.rule = self.cast.run(install_recipe, self.key, {key: str(each) for key, each in answers.items()})
        self.cast.run(enable_rule, self.rule)

    def sweep(self, day: date) -> None:
        """The day of a periodic rule, to its end."""
        set_clock(f"{day.isoformat()}T12:00:00Z")
        sweep = self.cast.run(begin_sweep, self.rule, day)
        while sweep is not None and self.cast.run(carry_on_sweep, sweep):
            pass

    def ran_for(self) -> list[int]:
        """The records for which the rule ran, each time."""
        return [run.record_id for run in self.rules.runs(self.rule)]

    def due(self) -> dict[str, date | None]:
        """The tasks, with the day on which they are due."""
        return {each.title: each.due_at.date() if each.due_at else None for each in self.rows(select(Task))}

    def told(self) -> list[tuple[int, str]]:
        """What the rule has told people."""
        found = self.rows(select(Notice).where(Notice.message == "%(text)s").order_by(Notice.member_id))
        return [(each.member_id, each.details["text"]) for each in found]

    def value(self, kind: str, record_id: int, key: str) -> Any:
        """A field of a record."""
        return self.rules.value(kind, record_id, key)

    def rows(self, query: Any) -> list[Any]:
        """What is in Anna's workspace."""
        with self.cast.database.reading(self.cast.anna.workspace_id) as session:
            return list(session.scalars(query))


def welcome_call(day: Day) -> None:
    day.install()
    day.cast.deal(title="Website", by=day.cast.boris)
    assert day.due() == {"Welcome call: Website": MONDAY}


def offer_follow_up(day: Day) -> None:
    day.install(stage=day.cast.stages[1], days=2)
    deal = day.cast.deal(title="Website")
    assert day.due() == {}
    day.cast.run(move_deal, deal, day.cast.stages[1])
    assert day.due() == {"Ask about the offer: Website": date(2026, 11, 24)}


def won_project(day: Day) -> None:
    template = ProjectTemplate(name="Installation", tasks=[{"title": "Measure"}])
    day.install(template=day.cast.put(template))
    deal = day.cast.deal(title="Website")
    day.cast.run(close_deal, deal, "won")
    assert day.due().keys() == {"Say thank you: Website", "Measure"}
    (project,) = day.rows(select(Project))
    assert (project.name, project.deal_id) == ("Carry out: Website", deal)


def lost_reason(day: Day) -> None:
    day.install()
    day.cast.run(close_deal, day.cast.deal(title="Told"), "lost", "Too dear")
    day.cast.run(close_deal, day.cast.deal(title="Silent"), "lost")
    assert day.due() == {"Note why it was lost: Silent": MONDAY}


def untouched_deal(day: Day) -> None:
    day.install(days=2)
    day.cast.deal(title="Left lying", by=day.cast.boris, responsible_id=day.cast.boris.member_id)
    touched = day.cast.deal(title="Taken up")
    day.cast.run(add_note, DEAL, touched, "They want blue ones.")
    set_clock("2026-11-24T17:00:00Z")
    for run in day.rules.runs(day.rule):
        day.cast.run(advance, run.id)
    text = "Nobody has been in touch about “Left lying” since it was created."
    assert day.told() == sorted([(day.cast.boris.member_id, text), (day.cast.magda.member_id, text)])


def idle_deal(day: Day) -> None:
    day.install(days=14)
    deal = day.cast.deal(title="Website", responsible_id=day.cast.boris.member_id)
    day.cast.run(add_note, DEAL, deal, "They want blue ones.")
    won = day.cast.deal()
    day.cast.run(add_note, DEAL, won, "They have bought.")
    day.cast.run(close_deal, won, "won")
    day.sweep(date(2026, 12, 4))
    assert day.told() == []
    day.sweep(date(2026, 12, 5))
    assert {who for who, _text in day.told()} == {day.cast.boris.member_id, day.cast.magda.member_id}
    assert "“Website” was on 20 Nov 2026" in day.told()[0][1]
    day.sweep(date(2026, 12, 6))
    assert day.ran_for() == [deal]


def late_close(day: Day) -> None:
    day.install()
    late = day.cast.deal(title="Website", responsible_id=day.cast.boris.member_id, expected_close="2026-11-19")
    day.cast.deal(title="In time", expected_close="2026-11-20")
    day.sweep(FRIDAY)
    (told,) = day.told()
    assert told[0] == day.cast.boris.member_id
    assert "should have been closed on 19 Nov 2026" in told[1]
    assert day.ran_for() == [late]


def late_task(day: Day) -> None:
    day.install(days=1)
    values = {"title": "Send the offer", "due_at": "2026-11-18T10:00", "responsible_id": day.cast.boris.member_id}
    late = day.cast.run(create_record, TASK, values)
    day.cast.run(create_record, TASK, {**values, "due_at": "2026-11-19T10:00"})
    day.sweep(FRIDAY)
    assert day.ran_for() == [late]
    assert {who for who, _text in day.told()} == {day.cast.boris.member_id, day.cast.magda.member_id}


def large_deal(day: Day) -> None:
    day.install(amount="10 000,00")
    day.cast.deal(title="At the limit", amount="10000")
    large = day.cast.deal(title="Refinery", amount="10000.01", responsible_id=day.cast.boris.member_id)
    day.sweep(FRIDAY)
    day.sweep(MONDAY)
    assert day.ran_for() == [large]
    assert day.told() == [(day.cast.magda.member_id, "A large deal: Refinery, 10,000.01 EUR")]


def chief_takes_over(day: Day) -> None:
    day.install(stage=day.cast.stages[0], amount="10000", member=day.cast.magda.member_id)
    contact = day.cast.contact()
    day.cast.deal(amount="10000")
    large = day.cast.deal(amount="10000.01", contact_id=contact)
    assert day.ran_for() == [large]
    assert day.value("deal", large, "responsible_id") == day.cast.magda.member_id
    assert day.value("contact", contact, "responsible_id") == day.cast.magda.member_id


def client_follows_deal(day: Day) -> None:
    day.install()
    company = day.cast.company()
    deal = day.cast.deal(company_id=company)
    day.cast.change("deal", deal, responsible_id=day.cast.boris.member_id)
    assert day.value("company", company, "responsible_id") == day.cast.boris.member_id


def nobody_responsible(day: Day) -> None:
    group = day.cast.run(create_group, "North", [day.cast.boris.member_id, day.cast.magda.member_id])
    day.install(group=group)
    first, second = (day.cast.deal(responsible_id=None) for _ in range(2))
    day.sweep(FRIDAY)
    given = [day.value("deal", each, "responsible_id") for each in (first, second)]
    assert set(given) == {day.cast.boris.member_id, day.cast.magda.member_id}


def silent_customer(day: Day) -> None:
    day.install(days=90)
    company, other = day.cast.company("Hotel Baltica"), day.cast.company("Just met")
    deal = day.cast.deal(company_id=company)
    day.cast.run(add_note, DEAL, deal, "They want blue ones.")
    day.sweep(date(2027, 2, 18))
    assert day.ran_for() == []
    day.sweep(date(2027, 2, 19))
    assert day.due().keys() == {"Get in touch again: Hotel Baltica"}
    assert other not in day.ran_for()


def lost_again(day: Day) -> None:
    day.install(days=90)
    day.cast.run(close_deal, day.cast.deal(title="Website"), "lost")
    assert day.due() == {"Ask again: Website": date(2027, 2, 18)}


def won_referral(day: Day) -> None:
    day.install(days=30)
    day.cast.run(close_deal, day.cast.deal(title="Website"), "won")
    assert day.due() == {"Ask for a referral: Website": date(2026, 12, 20)}


def contract_ends(day: Day) -> None:
    day.cast.field("contract_until", "date")
    day.install(date="custom.contract_until", days=60)
    deal = day.cast.deal(title="Website", custom__contract_until="2027-01-19")
    day.cast.deal(title="Still open", custom__contract_until="2027-01-19")
    day.cast.run(close_deal, deal, "won")
    day.sweep(FRIDAY)
    assert day.due().keys() == {"Renew the contract: Website"}


def birthday(day: Day) -> None:
    day.cast.field("birthday", "date", kind="contact")
    day.install(date="custom.birthday")
    olga = day.cast.contact("Olga Kowalska", custom__birthday="1980-11-20")
    day.cast.contact("Newly born", custom__birthday="2026-11-20")
    day.cast.contact("Jan Nowak", custom__birthday="1980-11-21")
    day.sweep(FRIDAY)
    assert day.due() == {"Congratulate Olga Kowalska": FRIDAY}
    day.sweep(date(2026, 11, 22))
    day.sweep(date(2027, 11, 20))
    assert day.ran_for().count(olga) == 2


def won_client(day: Day) -> None:
    day.install()
    company = day.cast.company(status="Potential")
    day.cast.run(close_deal, day.cast.deal(company_id=company), "won")
    assert day.value("company", company, "status") == "Client"


def vip_client(day: Day) -> None:
    day.install(amount="10000")
    large, small = day.cast.company("Refinery"), day.cast.company("Kiosk")
    day.cast.run(close_deal, day.cast.deal(company_id=large, amount="10000.01"), "won")
    day.cast.run(close_deal, day.cast.deal(company_id=small, amount="10000"), "won")
    assert [day.value("company", each, "type") for each in (large, small)] == ["VIP client", None]


def spam(day: Day) -> None:
    day.install(stage=day.cast.stages[2])
    contact = day.cast.contact("Spammer", emails=["win@example.com"])
    deal = day.cast.deal(contact_id=contact)
    day.cast.run(move_deal, deal, day.cast.stages[2])
    assert [each.text for each in day.rows(select(ExceptionEntry))] == ["win@example.com"]
    assert [each.id for each in day.rows(select(Deal).where(Deal.deleted_at.is_not(None)))] == [deal]


def old_lost_deals(day: Day) -> None:
    day.install(days=180)
    lost, won = day.cast.deal(), day.cast.deal()
    day.cast.run(close_deal, lost, "lost")
    day.cast.run(close_deal, won, "won")
    day.sweep(date(2027, 5, 19))
    assert day.ran_for() == []
    day.sweep(date(2027, 5, 20))
    assert [each.id for each in day.rows(select(Deal).where(Deal.archived_at.is_not(None)))] == [lost]


def overdue_invoice(day: Day) -> None:
    day.install(days=3)
    late = invoice(day.cast, issued=True, due_on="2026-11-21", responsible_id=day.cast.boris.member_id)
    paid = invoice(day.cast, issued=True, due_on="2026-11-21")
    day.cast.run(mark_paid, INVOICE, paid)
    day.sweep(date(2026, 11, 24))
    assert day.ran_for() == []
    day.sweep(date(2026, 11, 25))
    assert day.ran_for() == [late]
    (title,) = day.due()
    assert title.startswith("Ask for payment of ")


def paid_invoice(day: Day) -> None:
    day.install(stage=day.cast.stages[2])
    deal = day.cast.deal()
    day.cast.run(mark_paid, INVOICE, invoice(day.cast, deal_id=deal, issued=True))
    assert day.value("deal", deal, "stage_id") == day.cast.stages[2]


SCENES: dict[str, Callable[[Day], None]] = {
    each.__name__: each
    for each in (
        welcome_call, offer_follow_up, won_project, lost_reason, untouched_deal, idle_deal, late_close, late_task,
        large_deal, chief_takes_over, client_follows_deal, nobody_responsible, silent_customer, lost_again,
        won_referral, contract_ends, birthday, won_client, vip_client, spam, old_lost_deals,
        overdue_invoice, paid_invoice,
    )
}  # fmt: skip
