"""What was noted and done before there was a last contact counts for it."""

from datetime import datetime, timedelta

from alembic import command

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, TASK
from stepmark.commands.notes import add_note
from stepmark.commands.records import create_record
from stepmark.commands.tasks import finish_task
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Deal
from tests.cast import Cast
from tests.migrations.test_migrations import migrate
from tests.support.people import row


def test_the_newest_note_or_talk_is_found_through_deals_too(cast: Cast) -> None:
    contacts = [cast.contact(name) for name in ("Noted", "Called", "Quiet")]
    companies = [cast.company(name) for name in ("Noted", "Around", "Quiet")]
    deals = [cast.deal(contact_id=contacts[1], company_id=companies[1]), cast.deal()]
    cast.run(add_note, CONTACT, contacts[0], "Met")
    cast.run(add_note, COMPANY, companies[0], "Met")
    cast.run(add_note, DEAL, deals[0], "Met")
    for kind in ("call", "to_do"):
        cast.run(finish_task, cast.run(create_record, TASK, {"title": "Ask", "type": kind, "deal_id": deals[0]}))
    before = _moments(cast, contacts, companies, deals)
    assert [at is None for at in before] == [False, False, True, False, False, True, False, True]
    with cast.database.engine.execution_options(writing=True).connect() as connection:
        migrate(connection, command.downgrade, "0019")
        migrate(connection, command.upgrade, "head")
    after = _moments(cast, contacts, companies, deals)
    assert [at is None for at in after] == [at is None for at in before]
    # A note was written a moment before the change that it came in ended.
    assert all(abs(at - there) < timedelta(seconds=2) for at, there in zip(after, before, strict=True) if at and there)


def _moments(cast: Cast, contacts: list[int], companies: list[int], deals: list[int]) -> list[datetime | None]:
    wanted = ((Contact, contacts), (Company, companies), (Deal, deals))
    return [row(cast, model, row_id).last_contact_at for model, ids in wanted for row_id in ids]  # type: ignore[attr-defined]  # each has one
