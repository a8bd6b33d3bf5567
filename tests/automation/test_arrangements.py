"""A rule that arranges what follows a deal: a call, a meeting, a document, and a word to the staff."""

from datetime import date

import pytest
from sqlalchemy import select

from stepmark.automation.document_templates import create_document_template
from stepmark.commands.deal_moves import move_deal
from stepmark.domain.documents import Document
from stepmark.domain.notes import Notice
from stepmark.domain.tasks import Task
from stepmark.platform.clock import set_clock
from tests.cast import Cast
from tests.support.people import rows
from tests.support.rules import Rules

pytestmark = pytest.mark.sqlite_alone


@pytest.mark.row("B1")
@pytest.mark.row("C1")
def test_on_a_stage_a_call_a_meeting_a_document_and_a_notice_are_arranged(cast: Cast, rules: Rules) -> None:
    set_clock("2026-11-20T10:00:00Z")
    template = cast.run(create_document_template, {"name": "Offer", "kind": "deal", "body": "For {{ deal.title }}."})
    rules.make(
        {"on": "stage_entered", "stage_id": cast.stages[1]},
        [
            {"do": "create_task", "settings": {"title": "Call them", "type": "call", "due": {"amount": 1}}},
            {"do": "create_task", "settings": {"title": "Meet them", "type": "meeting", "due": {"amount": 3}}},
            {"do": "create_document", "settings": {"template_id": template}},
            {"do": "message_people", "settings": {"to": [{"who": "current"}], "text": "Off to {{ deal.title }}!"}},
        ],
        stage_id=cast.stages[1],
    )
    deal = cast.deal(title="Website", responsible_id=cast.boris.member_id)
    cast.run(move_deal, deal, cast.stages[1])
    tasks = {(each.type, each.title, each.due_at.date(), each.deal_id) for each in rows(cast, Task) if each.due_at}
    assert tasks == {
        ("call", "Call them", date(2026, 11, 21), deal),
        ("meeting", "Meet them", date(2026, 11, 23), deal),
    }
    assert [(each.title, each.deal_id) for each in rows(cast, Document)] == [("Offer – Website", deal)]
    with cast.database.reading(cast.anna.workspace_id) as session:
        told = session.scalars(select(Notice).where(Notice.message == "%(text)s")).all()
    assert [(each.member_id, each.details["text"]) for each in told] == [(cast.boris.member_id, "Off to Website!")]
