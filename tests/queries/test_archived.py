"""What is in the archive is left out of what people work through, found by those who ask for it, and counted on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from stepmark.automation.sweep import begin_sweep, carry_on_sweep
from stepmark.catalogue.kinds import COMPANY, DEAL, TASK, Kind
from stepmark.commands.archive import archive_record, unarchive_record
from stepmark.commands.records import create_record
from stepmark.commands.tasks import add_task_to_step
from stepmark.conditions.tree import read_tree
from stepmark.platform.clock import now, today
from stepmark.queries.board import BoardFilter, board_of, card_of
from stepmark.queries.list_scope import ListQuery
from stepmark.queries.matches import matches
from stepmark.queries.names import named_exactly, suggestions
from stepmark.queries.processes import processes
from stepmark.queries.record_lists import record_list
from stepmark.queries.record_pages import linked_records, seen_details
from stepmark.queries.reports.counted import Asked
from stepmark.queries.reports.funnel import funnel
from stepmark.queries.search import search
from stepmark.queries.search_recent import recent_records
from stepmark.queries.task_lists import my_open_tasks, tasks_due
from stepmark.queries.today import day_of
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

ARCHIVED = {"field": "archived_at", "op": "filled"}
HOUR = timedelta(hours=1)


def test_a_deal_leaves_board_lists_lookups_and_the_day_and_comes_back(cast: Cast) -> None:
    deal = cast.deal(responsible_id=cast.anna.member_id, expected_close=today("UTC").isoformat())
    cast.run(add_task_to_step, deal, cast.steps[0], {"title": "Call", "due_at": now().isoformat()})
    everywhere = _seen(cast, deal)
    assert all(everywhere.values()), everywhere
    cast.run(archive_record, DEAL, deal)
    nowhere = _seen(cast, deal)
    assert not any(nowhere.values()), nowhere
    cast.run(unarchive_record, DEAL, deal)
    assert _seen(cast, deal) == everywhere


def _seen(cast: Cast, deal: int) -> dict[str, bool]:
    """Where the deal or its task is met."""
    actor = cast.anna

    def ask(session: Session) -> dict[str, bool]:
        columns = board_of(session, actor, processes(session)[0], BoardFilter()).columns
        return {
            "board": any(column.cards or column.count for column in columns),
            "card": card_of(session, actor, deal) is not None,
            "list": bool(_listed(session, cast, DEAL)),
            "tasks": bool(_listed(session, cast, TASK)),
            "my tasks": bool(my_open_tasks(session, actor)),
            "calendar": bool(tasks_due(session, actor, actor.member_id, now() - HOUR, now() + HOUR)),
            "day": bool(day_of(session, actor).next_steps),
            "first by name": bool(suggestions(session, actor, DEAL, "")),
            "lookup": bool(suggestions(session, actor, DEAL, "acme")),
            "seen lately": bool(recent_records(session, actor, [(DEAL, deal)])),
            "match list": bool(matches(session, actor, DEAL, read_tree({"all": []})).count),
        }

    return dict(_read(cast, ask))


def test_a_list_shows_what_its_filter_asks_for(cast: Cast) -> None:
    kept, away = cast.deal(), cast.deal()
    task = cast.run(create_record, TASK, {"title": "Call", "deal_id": away})
    cast.run(archive_record, DEAL, away)
    beyond = {"field": "deal.archived_at", "op": "filled"}
    found = _read(
        cast,
        lambda session: [
            _listed(session, cast, DEAL),
            _listed(session, cast, DEAL, ARCHIVED),
            _listed(session, cast, DEAL, {"any": [ARCHIVED, {"not": ARCHIVED}]}),
            _listed(session, cast, TASK),
            _listed(session, cast, TASK, beyond),
        ],
    )
    assert found == [[kept], [away], [kept, away], [], [task]]


def test_a_search_finds_it_after_all_others(cast: Cast) -> None:
    away, kept = cast.company("Budimex"), cast.company("Budimex Nieruchomości")
    cast.run(archive_record, COMPANY, away)
    (found,) = _read(cast, lambda session: search(session, cast.anna, "budimex").found)
    assert ([record.id for record in found.records], found.count) == ([kept, away], 2)


def test_its_own_page_and_the_lists_of_its_company_still_show_it(cast: Cast) -> None:
    company = cast.company()
    deal = cast.deal(company_id=company)
    cast.run(archive_record, DEAL, deal)
    cast.run(archive_record, COMPANY, company)

    def ask(session: Session) -> None:
        details = seen_details(session, cast.anna, DEAL, deal)
        assert details is not None
        assert (details.editable, details.deletable) == (False, True)
        assert "archived_at" in [field.key for field in details.shown_fields]
        about = seen_details(session, cast.anna, COMPANY, company)
        assert about is not None
        linked = {each.kind.name: each.records for each in linked_records(session, cast.anna, about.record)}
        assert [record.id for record in linked["deal"]] == [deal]
        assert named_exactly(session, cast.anna, COMPANY, "ACME Sp. z o.o.") == company

    _read(cast, ask)


def test_reports_go_on_counting_what_was_closed_and_leave_out_what_is_open(cast: Cast) -> None:
    won, open_one = cast.deal(), cast.deal()
    cast.change("deal", won, status="won")
    for deal in (won, open_one):
        cast.run(archive_record, DEAL, deal)
    assert _won_and_open(cast) == (1, 0)
    cast.run(unarchive_record, DEAL, open_one)
    assert _won_and_open(cast) == (1, 1)


def test_periodic_rules_pass_it_over_unless_they_ask_for_it(cast: Cast, rules: Rules) -> None:
    deal = cast.deal()
    cast.run(archive_record, DEAL, deal)
    day = today("UTC")
    plain = rules.make(do=set_fields(source="Swept"), mode="periodic")
    asking = rules.make(do={"do": "archive", "settings": {}}, when=[ARCHIVED], mode="periodic")
    for rule in (plain, asking):
        sweep = cast.run(begin_sweep, rule, day)
        while cast.run(carry_on_sweep, sweep):
            pass
    assert (rules.outcomes(plain), rules.outcomes(asking)) == ([], ["done"])


def _listed(session: Session, cast: Cast, kind: Kind, tree: Any = None) -> list[int]:
    asked = ListQuery(tree=read_tree(tree or {"all": []}), sort="created_at")
    return [record.id for record in record_list(session, cast.anna, kind, asked).records]


def _won_and_open(cast: Cast) -> tuple[int, int]:
    found = _read(cast, lambda session: funnel(session, cast.anna, Asked(cast.process_id)))
    return found.won, found.open


def _read(cast: Cast, ask: Callable[[Session], Any]) -> Any:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return ask(session)
