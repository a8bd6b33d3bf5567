"""What every action in the folder promises, whatever it does."""

import inspect
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from stepmark.automation.actions import actions
from stepmark.automation.actions.base import Action, Done, Outcome, Reach, Skipped
from stepmark.automation.asking import world
from stepmark.automation.context import ActionContext
from stepmark.automation.groups import GROUPS
from stepmark.automation.parameters import asked_in
from stepmark.automation.rule_sets import rules_of
from stepmark.automation.things import BY_WIDGET
from stepmark.catalogue.kinds import COMPANY, DEAL, KINDS
from stepmark.commands.records import delete_record
from stepmark.commands.savepoints import savepoint
from stepmark.commands.webhooks import create_webhook
from stepmark.commands.work import Author, Link, Work
from stepmark.domain.deals import Sale
from stepmark.domain.documents import DocumentTemplate
from stepmark.domain.projects import ProjectTemplate
from stepmark.domain.runs import Run
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.actions import SAMPLES, SILENT
from tests.support.mails import mail_template, mailbox
from tests.support.payments import payee
from tests.support.rules import Rules, faults_of, set_fields
from tests.support.sms import sms_account

pytestmark = pytest.mark.sqlite_alone
GONE = 10**12
BREAKABLE = {*BY_WIDGET, "target", "targets"}


class Stub:
    """Words for anything."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_of: f"<{name}>"


@pytest.fixture(params=actions())
def action(request: pytest.FixtureRequest) -> Action[Any]:
    return actions()[request.param]


def test_it_describes_itself(action: Action[Any]) -> None:
    assert action.key == Path(inspect.getfile(type(action))).stem
    assert str(action.label)
    assert str(action.help)
    assert action.group in GROUPS
    assert set(action.kinds) <= KINDS.keys()
    assert action.Settings.model_json_schema()["additionalProperties"] is False


def test_it_has_a_test_of_its_own(action: Action[Any]) -> None:
    assert Path(__file__).with_name(f"test_{action.key}.py").exists()


def test_it_refuses_what_it_does_not_know(action: Action[Any]) -> None:
    with pytest.raises(ValidationError):
        action.Settings.model_validate({**SAMPLES[action.key], "what": 1})


def test_its_settings_say_what_it_does(action: Action[Any]) -> None:
    settings = action.Settings.model_validate(SAMPLES[action.key])
    assert str(action.sentence(settings, Stub()))
    assert faults_of(action.key, SAMPLES[action.key]) == []
    stored = settings.model_dump(by_alias=True, mode="json", exclude_defaults=True)
    assert action.Settings.model_validate(stored) == settings


def test_it_tells_what_it_reaches(action: Action[Any]) -> None:
    settings = action.Settings.model_validate(SAMPLES[action.key])
    for kind in filter(action.serves, KINDS.values()):
        assert all(isinstance(each, Reach) and each.kind in KINDS for each in action.reach(settings, kind))


def test_it_changes_things_through_verbs_and_says_no_in_words(cast: Cast, rules: Rules, action: Action[Any]) -> None:
    rules.make("by_hand", set_fields(source="Called"))
    cast.put(DocumentTemplate(name="Contract", kind="deal", body="For {{ deal.title }}"))
    cast.put(ProjectTemplate(name="Installation", tasks=[{"title": "Measure"}]))
    cast.run(create_webhook, {"name": "Theirs", "url": "https://example.com/hook"})
    mailbox(cast)
    payee(cast)
    mail_template(cast)
    sms_account(cast)
    company = cast.company(responsible_id=None)
    new = cast.deal if action.serves(DEAL) else cast.lead
    deal = new(company_id=company, amount=1000)
    outcome, events = cast.run(try_action, action, SAMPLES[action.key], deal)
    if isinstance(outcome, Done) and action.key not in SILENT:
        assert events, "it has changed something without an event"
    if not isinstance(outcome, Done):
        assert events == []
    cast.run(delete_record, COMPANY, company)
    outcome, events = cast.run(try_action, action, SAMPLES[action.key], deal)
    if SAMPLES[action.key].get("target"):
        assert isinstance(outcome, Skipped)
        assert events == []
    for broken in broken_samples(action):
        cast.run(try_action, action, broken, deal)


def broken_samples(action: Action[Any]) -> list[dict[str, Any]]:
    """The sample with each of its ids, and its target, leading to what is gone."""
    sample = SAMPLES[action.key]
    asked = asked_in(action.Settings.model_validate(sample))
    found = [each.place for each in asked if each.widget.name in BREAKABLE and each.place[0] in sample]
    return [with_value(sample, place, "gone.gone" if place == ("target",) else GONE) for place in found]


def with_value(settings: Any, place: tuple[str, ...], value: Any) -> Any:
    if not place:
        return value
    if isinstance(settings, list):
        number = int(place[0]) - 1
        return [with_value(each, place[1:], value) if at == number else each for at, each in enumerate(settings)]
    return {**settings, place[0]: with_value(settings[place[0]], place[1:], value)}


def try_action(work: Work, action: Action[Any], settings: Any, deal_id: int) -> tuple[Outcome | Problem, list[str]]:
    """What comes of it, and the events; nothing of it stays. Anything but a Problem is let through."""
    rule = next(iter(rules_of(work).rules.values()))
    deal = work.session.get_one(Sale, deal_id)
    author, link = Author(None, ""), Link(rule.id, deal.kind, deal.id)
    asked = world(rules_of(work), None)
    context = ActionContext(work, rule, Run(id=1), KINDS[deal.kind], deal, "action/1", author, asked)
    before, seen = len(work.events), []
    outcome: Outcome | Problem
    try:
        with work.acting(rule.owner, author, (link,), kind="rule", rule=rule.id, name="A rule", run=1), savepoint(work):
            outcome = action.run(action.Settings.model_validate(settings), context)
            work.session.flush()
            seen = [event.name for event in work.events[before:]]
            raise _TakeBack
    except _TakeBack:
        pass
    except Problem as problem:
        outcome = problem
    return outcome, seen


class _TakeBack(Exception):
    pass
