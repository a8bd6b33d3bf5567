"""What a day holds: what waits, the next steps, and what others did; constant statements."""

from datetime import timedelta

from sqlalchemy import update

from stepmark.commands.tasks import add_task_to_step, finish_task
from stepmark.commands.ticks import tick_step, untick_step
from stepmark.domain.history import History
from stepmark.domain.processes import Step
from stepmark.domain.rights import Actor
from stepmark.platform.clock import now, today
from stepmark.queries.happenings import text_of_event
from stepmark.queries.today import Day, day_of
from tests.cast import Cast
from tests.support.statements import statements_of


def test_the_first_open_step_of_each_deals_stage_comes_next_with_what_it_waits_for(cast: Cast) -> None:
    cast.field("budget", label="Budget")
    cast.bind("custom.budget", cast.steps[0])
    cast.bind("company", cast.steps[3])
    late = cast.deal(by=cast.boris, title="Late", expected_close=today("UTC").isoformat(), company_id=cast.company())
    filled = cast.deal(by=cast.boris, title="Filled", custom__budget="5")
    far = cast.deal(by=cast.boris, title="Far", stage_id=cast.stages[1])
    done = cast.deal(by=cast.boris, title="Done", stage_id=cast.stages[2])
    for step in cast.steps[6:]:
        cast.run(tick_step, done, step)
    cast.deal(title="Anna's")
    cast.change("deal", cast.deal(by=cast.boris, title="Won"), status="won")
    steps = [(row.deal.id, row.step.step.name if row.step else "") for row in _day(cast).next_steps]
    assert steps == [(late, "Discovery 1"), (filled, "Discovery 2"), (far, "Proposal 1"), (done, "")]
    waits = {row.deal.id: row.step.waits_for for row in _day(cast).next_steps if row.step}
    assert waits == {late: ["field:budget"], filled: [], far: ["field:company"]}
    cast.change("deal", far, company_id=cast.company())
    assert {row.deal.id: row.step.step.name for row in _day(cast).next_steps if row.step}[far] == "Proposal 2"


def test_a_step_whose_tasks_are_done_waits_for_me_until_it_is_ticked(cast: Cast) -> None:
    _needs_note(cast, cast.steps[0], cast.steps[8])
    deal = cast.deal(by=cast.boris)
    for step in (cast.steps[0], cast.steps[4], cast.steps[8]):
        cast.run(finish_task, cast.run(add_task_to_step, deal, step, {"title": "Call"}))
    other = cast.run(add_task_to_step, deal, cast.steps[8], {"title": "Call again"})
    day = _day(cast)
    assert [(row.step.step.id, row.step.waits_for) for row in day.waiting if row.step] == [(cast.steps[0], ["note"])]
    assert day.next_steps == []
    cast.run(finish_task, other)
    assert len(_day(cast).waiting) == 2
    cast.run(tick_step, deal, cast.steps[0], note="They pay")
    assert [row.step.step.id for row in _day(cast).waiting if row.step] == [cast.steps[8]]
    cast.run(untick_step, deal, cast.steps[4])
    assert len(_day(cast).waiting) == 1


def test_what_others_did_since_yesterday_is_news(cast: Cast) -> None:
    deal, old = cast.deal(by=cast.boris, title="Roof"), cast.deal(by=cast.boris)
    cast.change("deal", old, amount="5")
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(History).values(at=now() - timedelta(days=3)))
        session.commit()
    cast.run(tick_step, deal, cast.steps[0])
    cast.run(tick_step, deal, cast.steps[1], by=cast.boris)
    cast.run(tick_step, cast.deal(), cast.steps[0])
    (news,) = _day(cast).news
    assert (str(text_of_event(news.event, "deal")), news.deal.id) == ("Anna Maj ticked “Discovery 1”", deal)


def test_a_day_costs_the_same_for_one_deal_and_for_many(cast: Cast) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    cast.bind("company", cast.steps[1])
    cast.bind("contact", cast.steps[2])
    _needs_note(cast, cast.steps[0], cast.steps[1], cast.steps[2])
    counts = []
    for _round in range(2):
        for number in range(3):
            deal = cast.deal(by=cast.boris, company_id=cast.company(), contact_id=cast.contact())
            task = cast.run(add_task_to_step, deal, cast.steps[4 + number], {"title": "Call"}, by=cast.boris)
            cast.run(finish_task, task, by=cast.boris)
            cast.run(tick_step, deal, cast.steps[8])
        with statements_of(cast.database) as sent:
            _day(cast)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 9


def test_strangers_and_those_with_nothing_have_an_empty_day(cast: Cast) -> None:
    cast.deal(by=cast.boris)
    assert _day(cast, cast.clara) == _day(cast, cast.magda) == Day([], [], [])


def _day(cast: Cast, actor: Actor | None = None) -> Day:
    actor = actor or cast.boris
    with cast.database.reading(actor.workspace_id) as session:
        return day_of(session, actor)


def _needs_note(cast: Cast, *steps: int) -> None:
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.execute(update(Step).where(Step.id.in_(steps)).values(needs_note=True))
        session.commit()
