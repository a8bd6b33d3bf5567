"""Whoever is made responsible by somebody else is told, once."""

from stepmark.catalogue.kinds import DEAL, TASK
from stepmark.commands.notices import shown
from stepmark.commands.records import create_record, update_record
from stepmark.commands.tasks import add_task_to_step
from stepmark.commands.work import Work
from stepmark.domain.notes import Notice
from stepmark.domain.rights import Actor
from tests.cast import Cast
from tests.support.people import rows


def test_a_deal_or_a_task_from_somebody_else_is_told(cast: Cast) -> None:
    boris = cast.boris.member_id
    deal = cast.deal(title="Roof", responsible_id=boris)
    task = cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Call"})
    assert _told(cast, cast.boris) == [
        ("Anna Maj made you responsible for the deal “Roof”.", "deal", deal),
        ("Anna Maj gave you the task “Call”.", "task", task),
    ]
    cast.change("task", task, responsible_id=cast.magda.member_id)
    cast.change("task", task, title="Call again")
    assert _told(cast, cast.magda) == [("Anna Maj gave you the task “Call”.", "task", task)]


def test_nobody_is_told_what_they_did_themselves_or_what_is_nobodys(cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    cast.change("deal", deal, by=cast.boris, responsible_id=cast.boris.member_id)
    cast.change("deal", deal, responsible_id=None)
    cast.run(create_record, TASK, {"title": "Mine"}, by=cast.boris)
    cast.company(responsible_id=cast.boris.member_id)
    assert rows(cast, Notice) == []


def test_many_at_once_are_told_once_and_an_import_not_at_all(cast: Cast) -> None:
    deals = [cast.deal() for _ in range(3)]
    cast.run(_hand_out, deals, {"kind": "bulk", "id": 1}, cast.boris)
    cast.run(_hand_out, deals, {"kind": "import", "import": 1}, cast.magda)
    assert _told(cast, cast.boris) == [("Anna Maj made you responsible for several deals at once.", "deal", None)]
    assert _told(cast, cast.magda) == []


def _hand_out(work: Work, deals: list[int], cause: dict[str, object], to: Actor) -> None:
    with work.caused_by(**cause):
        for deal in deals:
            update_record(work, DEAL, deal, {"responsible_id": to.member_id})


def _told(cast: Cast, actor: Actor) -> list[tuple[str, str | None, int | None]]:
    notices = rows(cast, Notice, Notice.member_id == actor.member_id)
    return [(str(shown(each)), each.kind, each.record_id) for each in notices]
