"""The worked examples of the requirements, named by their rows. Those of periodic rules stand with the sweeps."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.automation.drafts import RuleDraft
from stepmark.automation.rules import update_rule
from stepmark.catalogue.kinds import TASK
from stepmark.commands.groups import create_group
from stepmark.commands.members import update_member
from stepmark.commands.notices import shown
from stepmark.commands.records import create_record
from stepmark.commands.tasks import finish_task
from stepmark.commands.work_sessions import end_work_session, start_work_session
from stepmark.commands.workspaces import update_workspace
from stepmark.domain.deals import Deal
from stepmark.domain.rights import Actor
from stepmark.queries.notices import notices_of
from tests.cast import Cast
from tests.support.rules import Rules, set_fields

ABOVE = {"field": "amount", "op": "greater", "value": {"amount": "10000", "currency": "PLN"}}
COPY = {"copy": "responsible_id"}


def assign(target: str = "", **to: Any) -> dict[str, Any]:
    return {"do": "assign_responsible", "settings": {"to": to, "target": target}}


def new_deal(cast: Cast) -> dict[str, Any]:
    """A rule on the stage "New deal"."""
    return {"trigger": {"on": "stage_entered", "stage_id": cast.stages[0]}, "stage_id": cast.stages[0]}


def test_f25_a_potential_company_gets_a_deal_and_a_client_none(cast: Cast, rules: Rules) -> None:
    potential = {"field": "status", "op": "equal", "value": "Potential"}
    action = {"do": "create_deal", "settings": {"title": "Opportunity for {{ company.name }}"}}
    rules.make("created", action, when=[potential], kind="company")
    company = cast.company("ACME", status="Potential")
    cast.company("Other", status="Client")
    with cast.database.reading(cast.anna.workspace_id) as session:
        (deal,) = session.scalars(select(Deal))
    assert (deal.title, deal.company_id, deal.responsible_id) == ("Opportunity for ACME", company, cast.anna.member_id)


@pytest.mark.parametrize(("amount", "is_above"), [("10000.00", False), ("10000.01", True)])
def test_c5_above_10000_the_chief_manager_takes_the_deal_and_its_contact(
    cast: Cast, rules: Rules, amount: str, is_above: bool
) -> None:
    chief: dict[str, Any] = {"who": "member", "member_id": cast.magda.member_id}
    rules.make(do=[assign(**chief), assign("contact", **chief)], when=[ABOVE], **new_deal(cast))
    contact = cast.contact(responsible_id=cast.boris.member_id)
    money = {"amount": amount, "currency": "PLN"}
    deal = cast.deal(by=cast.boris, contact_id=contact, amount=money)
    owner = cast.magda if is_above else cast.boris
    assert rules.value("deal", deal, "responsible_id") == owner.member_id
    assert rules.value("contact", contact, "responsible_id") == owner.member_id


@pytest.mark.sqlite_alone
def test_c5_an_amount_without_a_rate_does_not_hold_and_says_why(cast: Cast, rules: Rules) -> None:
    rules.make(do=assign(who="member", member_id=cast.magda.member_id), when=[ABOVE], **new_deal(cast))
    deal = cast.deal(amount={"amount": "99999", "currency": "USD"})
    assert rules.value("deal", deal, "responsible_id") == cast.anna.member_id
    (row,) = rules.unmet()
    assert row.saw == {"amount": {"amount": "99999.00", "currency": "USD"}}


@pytest.mark.sqlite_alone
def test_c6_two_actions_of_one_stage_rule_run_in_their_order(cast: Cast, rules: Rules) -> None:
    chief: dict[str, Any] = {"who": "member", "member_id": cast.magda.member_id}
    modify = {"do": "set_fields", "settings": {"target": "contact", "values": {"responsible_id": COPY}}}
    rules.make(do=[assign(**chief), modify], **new_deal(cast))
    contact = cast.contact(responsible_id=None)
    cast.deal(contact_id=contact)
    assert rules.value("contact", contact, "responsible_id") == cast.magda.member_id
    assert [entry["path"] for entry in rules.runs()[0].trace] == ["action/1", "action/2"]


@pytest.mark.sqlite_alone
def test_c7_the_responsible_person_of_a_deal_is_changed(cast: Cast, rules: Rules) -> None:
    rules.make(do=assign(who="member", member_id=cast.magda.member_id), **new_deal(cast))
    deal = cast.deal(by=cast.boris)
    changed = rules.history("deal", deal)[-1]
    assert changed.changes == {"responsible_id": [cast.boris.member_id, cast.magda.member_id]}


@pytest.mark.sqlite_alone
def test_c8_a_false_condition_of_the_first_action_does_not_stop_the_second(cast: Cast, rules: Rules) -> None:
    first = {**assign(who="member", member_id=cast.magda.member_id), "if": {"all": [ABOVE]}}
    second = {**set_fields(source="Small"), "if": {"not": ABOVE}}
    rules.make(do=[first, second], **new_deal(cast))
    deal = cast.deal(by=cast.boris, amount={"amount": "5", "currency": "PLN"})
    assert rules.value("deal", deal, "responsible_id") == cast.boris.member_id
    assert rules.value("deal", deal, "source") == "Small"


@pytest.mark.sqlite_alone
def test_c15_a_large_new_deal_makes_its_company_a_vip(cast: Cast, rules: Rules) -> None:
    action = {"do": "set_fields", "settings": {"target": "company", "values": {"type": "VIP client"}}}
    rules.make(do=action, when=[ABOVE], **new_deal(cast))
    large, small = cast.company("Large"), cast.company("Small")
    cast.deal(company_id=large, amount={"amount": "10000.01", "currency": "PLN"})
    cast.deal(company_id=small, amount={"amount": "10000.00", "currency": "PLN"})
    assert [rules.value("company", each, "type") for each in (large, small)] == ["VIP client", None]


@pytest.mark.sqlite_alone
@pytest.mark.parametrize("allowed", [False, True])
def test_b15_a_trigger_moves_back_only_where_that_is_allowed(cast: Cast, rules: Rules, allowed: bool) -> None:
    stage_trigger(cast, rules, cast.stages[1], {"on": "task_done"}, allow_back=allowed)
    deal = cast.deal(stage_id=cast.stages[2])
    finish_one_task(cast, deal)
    assert rules.value("deal", deal, "stage_id") == cast.stages[1 if allowed else 2]


@pytest.mark.sqlite_alone
def test_b19_a_finished_task_pulls_the_deal_and_both_stand_on_the_timeline(cast: Cast, rules: Rules) -> None:
    stage_trigger(cast, rules, cast.stages[1], {"on": "task_done"})
    deal = cast.deal()
    task = finish_one_task(cast, deal)
    assert rules.value("deal", deal, "stage_id") == cast.stages[1]
    assert rules.history("task", task)[-1].name == "task.finished"
    moved = rules.history("deal", deal)[-1]
    assert (moved.name, moved.changes["stage_id"]) == ("deal.moved", [cast.stages[0], cast.stages[1]])
    assert moved.cause["name"] == "Order picking"


@pytest.mark.sqlite_alone
def test_s5_three_firings_give_a_b_c_and_then_a(cast: Cast, rules: Rules) -> None:
    members = [each.member_id for each in (cast.anna, cast.boris, cast.magda)]
    rules.make("created", assign(who="group", group_id=cast.run(create_group, "Sales", members)))
    assert [rules.value("deal", cast.deal(), "responsible_id") for _ in range(4)] == [*members, members[0]]


@pytest.mark.sqlite_alone
def test_s6_a_reordered_list_changes_the_order(cast: Cast, rules: Rules) -> None:
    anna, boris, magda = (each.member_id for each in (cast.anna, cast.boris, cast.magda))
    rule = rules.make("created", assign(who="list", member_ids=[anna, boris, magda]))
    assert rules.value("deal", cast.deal(), "responsible_id") == anna
    reordered = [assign(who="list", member_ids=[anna, magda, boris])]
    content = {"name": "A rule", "kind": "deal", "trigger": {"on": "created"}, "actions": reordered}
    cast.run(update_rule, rule, RuleDraft.model_validate(content))
    assert [rules.value("deal", cast.deal(), "responsible_id") for _ in range(2)] == [magda, boris]


@pytest.mark.sqlite_alone
def test_s7_whoever_has_stopped_working_is_passed_over(cast: Cast, rules: Rules) -> None:
    people = (cast.anna, cast.boris, cast.magda)
    rules.make("created", assign(who="list", member_ids=[each.member_id for each in people], in_session=True))
    for each in people:
        cast.run(start_work_session, by=each)
    cast.run(end_work_session, by=cast.boris)
    expected = [cast.anna.member_id, cast.magda.member_id, cast.anna.member_id]
    assert [rules.value("deal", cast.deal(), "responsible_id") for _ in range(3)] == expected
    for each in (cast.anna, cast.magda):
        cast.run(end_work_session, by=each)
    assert rules.value("deal", cast.deal(), "responsible_id") is None
    assert told(cast, cast.anna) == ["The rule “A rule” found nobody whose turn it could be, so it chose nobody."]


@pytest.mark.sqlite_alone
def test_s20_the_superior_and_without_one_the_current_responsible_with_a_warning(cast: Cast, rules: Rules) -> None:
    rules.make("created", assign(who="superior"))
    assert rules.value("deal", cast.deal(by=cast.boris), "responsible_id") == cast.magda.member_id
    assert rules.value("deal", cast.deal(by=cast.magda), "responsible_id") == cast.magda.member_id
    assert ["warnings" in run.trace[0] for run in rules.runs()] == [False, True]


@pytest.mark.sqlite_alone
def test_s30_placeholders_come_out_as_exact_strings(cast: Cast, rules: Rules) -> None:
    cast.run(update_workspace, {"locale": "ru", "time_zone": "Europe/Moscow"})
    cast.run(update_member, cast.boris.member_id, {"name": "Михаил Лем"})
    cast.field("order_date", "date")
    order = "{{ deal.contact }}, ваш заказ от {{ deal.custom.order_date }} готов!"
    report = "{{ deal.responsible }}, подготовьте отчет по сделке «{{ deal.title }}», объект «{{ deal.company }}»."
    tell = {"do": "message_people", "settings": {"to": [{"who": "current"}], "text": report}}
    rules.make("created", [set_fields(source={"text": order}), tell])
    deal = cast.deal(
        title="Установка окон",
        company_id=cast.company("Элит-Пласт"),
        contact_id=cast.contact("Светлана Орлова"),
        responsible_id=cast.boris.member_id,
        custom__order_date="2015-07-05",
    )
    assert rules.value("deal", deal, "source") == "Светлана, ваш заказ от 05.07.2015 готов!"
    whole = "Михаил, подготовьте отчет по сделке «Установка окон», объект «Элит-Пласт»."
    assert told(cast, cast.boris)[0] == whole


def stage_trigger(cast: Cast, rules: Rules, stage_id: int, trigger: dict[str, Any], **settings: Any) -> int:
    """A stage trigger: its one action brings the deal to the stage that it stands on."""
    action = {"do": "move_to_stage", "settings": {"stage_id": stage_id, **settings}}
    return rules.make(trigger, action, name="Order picking", stage_id=stage_id, pulls=True)


def finish_one_task(cast: Cast, deal: int) -> int:
    task = int(cast.run(create_record, TASK, {"title": "Pick", "deal_id": deal}))
    cast.run(finish_task, task)
    return task


def told(cast: Cast, actor: Actor) -> list[str]:
    with cast.database.reading(actor.workspace_id) as session:
        return [str(shown(each)) for each in notices_of(session, actor.member_id)]
