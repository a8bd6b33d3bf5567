"""What a lead form makes of what was sent."""

from typing import Any

import pytest

from stepmark.commands.exceptions import add_exception
from stepmark.commands.form_entries import enter
from stepmark.commands.groups import create_group
from stepmark.commands.lead_forms import create_lead_form, drop_old_entries, update_lead_form
from stepmark.domain.lead_forms import FormEntry
from stepmark.domain.leads import Lead
from stepmark.domain.notes import Note, Notice
from stepmark.platform.clock import now, set_clock
from stepmark.platform.errors import Invalid
from tests.cast import Cast
from tests.support.incoming import lead_form
from tests.support.people import events, rows
from tests.support.rules import Rules, set_fields

OLGA = {"person_name": "Olga Nowak", "emails": ["olga@example.com"], "message": "Do you do roofs?"}


def sent(cast: Cast, form_id: int, key: str | None = None, *, agreed: bool = False, **more: Any) -> str:
    """The outcome of a sending of Olga's."""
    outcome: str = cast.run(enter, form_id, {**OLGA, **more}, agreed=agreed, key=key)
    return outcome


def test_a_lead_is_made_with_a_note_and_whoever_it_is_for_is_told(cast: Cast) -> None:
    stage = cast.lead_stages[1]
    form = lead_form(cast, responsible_id=cast.boris.member_id, stage_id=str(stage), source="Website")
    assert sent(cast, form) == "created"
    (lead,), (note,), (entry,) = rows(cast, Lead), rows(cast, Note), rows(cast, FormEntry)
    assert (lead.title, lead.person_name) == ("Ask us: Olga Nowak", "Olga Nowak")
    assert (lead.stage_id, lead.source, lead.responsible_id) == (stage, "Website", cast.boris.member_id)
    assert (note.record_id, note.text) == (lead.id, "Do you do roofs?")
    assert (entry.given, entry.record_label) == (OLGA, lead.title)
    assert [each.member_id for each in rows(cast, Notice)] == [cast.boris.member_id]
    created = events(cast, "lead", lead.id)[0]
    assert created.cause == {"kind": "form", "source": form, "name": "Ask us"}
    assert (created.actor_id, created.actor_name) == (None, "Ask us")


def test_leads_go_round_a_group_in_turn_and_pass_over_who_has_left(cast: Cast) -> None:
    team = [cast.boris.member_id, cast.magda.member_id, cast.anna.member_id]
    form = lead_form(cast, group_id=cast.run(create_group, "Sales", team))
    for _ in range(4):
        sent(cast, form)
    assert [each.responsible_id for each in rows(cast, Lead)] == [team[2], team[0], team[1], team[2]]


def test_a_repetition_makes_no_second_lead(cast: Cast) -> None:
    form = lead_form(cast)
    assert [sent(cast, form, "a"), sent(cast, form, "a"), sent(cast, form, "b")] == ["created"] * 3
    assert len(rows(cast, Lead)) == 2


def test_somebody_on_the_exceptions_list_makes_no_lead_and_stands_in_the_list(cast: Cast) -> None:
    cast.run(add_exception, "OLGA@example.com")
    assert sent(cast, lead_form(cast)) == "barred"
    assert rows(cast, Lead) == []
    assert rows(cast, FormEntry)[0].outcome == "barred"


def test_a_consent_is_demanded_and_kept_in_the_words_of_that_day(cast: Cast) -> None:
    form = lead_form(cast, consent="You may call me.")
    with pytest.raises(Invalid) as refused:
        sent(cast, form, person_name="")
    assert set(refused.value.errors) == {"person_name", "consent"}
    sent(cast, form, agreed=True)
    cast.run(update_lead_form, form, {"consent": "You may write to me."})
    sent(cast, form, agreed=True)
    kept = [each.consent for each in rows(cast, FormEntry)]
    assert kept == [{"version": 1, "text": "You may call me."}, {"version": 2, "text": "You may write to me."}]


def test_rules_of_that_form_wake_and_read_what_was_sent(cast: Cast) -> None:
    rules = Rules(cast)
    form, other = lead_form(cast), lead_form(cast, "Other")
    trigger = {"on": "form_received", "lead_form_id": form}
    text = {"company_name": {"text": "{{ payload.message }} {{ payload.emails.first }}"}}
    rule = rules.make(trigger, set_fields(**text), kind="lead")
    sent(cast, other)
    assert rules.runs(rule) == []
    sent(cast, form)
    assert rules.outcomes(rule) == ["done"]
    assert rows(cast, Lead)[-1].company_name == "Do you do roofs? olga@example.com"


@pytest.mark.sqlite_alone
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"fields": []}, "fields"),
        ({"fields": [{"field": "responsible_id"}]}, "fields"),
        ({"fields": [{"field": "message"}] * 2}, "fields"),
        ({"redirect_url": "javascript:alert(1)"}, "redirect_url"),
        ({"intro": "x" * 5_001}, "intro"),
        ({"consent": "\x00"}, "consent"),
        ({"stage_id": "9" * 30}, "stage_id"),
        ({"responsible_id": "77"}, "responsible_id"),
        ({"group_id": "x"}, "group_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_form_that_means_nothing_is_refused_at_its_field(cast: Cast, values: Any, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_lead_form, {"name": "Ask", "fields": [{"field": "message"}], **values})
    assert refused.value.field == field


@pytest.mark.sqlite_alone
def test_what_every_lead_must_have_is_asked_for(cast: Cast) -> None:
    cast.field("size", "text", kind="lead", required=True)
    with pytest.raises(Invalid, match="invalid: “Size” has to be filled in every lead"):
        lead_form(cast)


@pytest.mark.sqlite_alone
def test_what_was_sent_is_forgotten_after_a_year(cast: Cast) -> None:
    sent(cast, lead_form(cast))
    assert cast.run(drop_old_entries) == 0
    set_clock(f"{now().year + 2}-01-01T00:00:00")
    assert cast.run(drop_old_entries) == 1
