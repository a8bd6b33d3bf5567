"""The lists of rules, their pages and their editor."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from stepmark.automation.actions import actions
from stepmark.automation.triggers import triggers
from stepmark.domain.rules import Rule
from tests.cast import Cast
from tests.commands.test_bindings import put_on_plan
from tests.support.pages import form_values
from tests.support.rules import Rules, set_fields
from tests.support.statements import statements_of
from tests.support.web import signed_in

HTMX = {"HX-Request": "true"}
LARGE = {"field": "amount", "op": "greater", "value": "10000"}
# What the editor's form sends for the rule "when a company is created, if its type is Partner, set its status".
FORM: Mapping[str, Any] = {
    "mode": "instant",
    "kind": "company",
    "kind_was": "company",
    "name": "Partners are clients",
    "t.on": "created",
    "c.mode": "all",
    "c.0.field": "type",
    "c.0.op": "equal",
    "c.0.value": "Partner",
    "a0.do": "set_fields",
    "a0.target": "",
    "a0.values.0.field": "status",
    "a0.values.0.how": "fixed",
    "a0.values.0.value": "Client",
    "a0.on_failure": "stop",
}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


@pytest.fixture
def rules(cast: Cast) -> Rules:
    """Rules in Anna's workspace."""
    return Rules(cast)


@pytest.mark.row("F3", "F5", "F35")
def test_each_tab_lists_its_rules_in_words(anna: TestClient, rules: Rules) -> None:
    rules.make("created", set_fields(source="Referral"), when=[LARGE], name="Large ones", label="Sales")
    overdue = {"field": "expected_close", "op": "days_after", "value": 2}
    rules.make({}, set_fields(source=""), when=[overdue], mode="periodic", name="Overdue", cyclic=True)
    instant, periodic = anna.get("/rules").text, anna.get("/rules?mode=periodic").text
    assert "When a <strong>deal</strong> is created" in instant
    assert "change <strong>Source</strong> to “<strong>Referral</strong>”" in instant
    assert ("Overdue" in instant, "Large ones" in periodic) == (False, False)
    assert re.findall(r'<th scope="col">([A-Z][^<]*)</th>', periodic) == [
        "Name", "Record", "Conditions", "Actions", "Cyclic", "Runs today", "Enabled",
    ]  # fmt: skip
    assert re.findall(r'aria-checked="(true|false)"\s+aria-label="Enabled: (.*?)"', instant) == [("true", "Large ones")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=company", {"B"}),
        ("field=amount", {"A"}),
        ("field=source", {"A"}),
        ("label=Sales", {"B"}),
        ("q=b", {"B"}),
        ("q=SALES", {"B"}),
        ("kind=task", set()),
        ("kind=nonsense&start=x&field=%00", set()),
    ],
)
def test_the_list_is_narrowed(anna: TestClient, rules: Rules, query: str, found: set[str]) -> None:
    rules.make("created", set_fields(source="x"), when=[LARGE], name="A")
    rules.make("created", set_fields(status="Client"), kind="company", name="B", label="Sales")
    page = anna.get(f"/rules?{query}")
    assert page.status_code == 200
    assert set(re.findall(r'aria-label="Pick (\w)"', page.text)) == found


def test_a_list_of_many_costs_as_many_statements_as_one_of_one(anna: TestClient, cast: Cast, rules: Rules) -> None:
    rules.make("created", set_fields(source="x"), name="Rule")
    anna.get("/rules")
    with statements_of(cast.database) as one:
        anna.get("/rules")
    for _ in range(4):
        rules.make("created", set_fields(source="x"), name="Rule", when=[LARGE])
    with statements_of(cast.database) as many:
        assert anna.get("/rules").text.count("<strong>10") or True
    assert len(many) == len(one)


def test_a_rule_is_switched_where_it_stands_as_far_as_the_plan_allows(
    anna: TestClient, cast: Cast, rules: Rules
) -> None:
    ids = [rules.make("created", set_fields(source="x"), name=f"Rule {n}", enabled=n < 3) for n in range(4)]
    put_on_plan(cast, "free")
    refused = anna.post(f"/rules/{ids[3]}/activation", headers=HTMX)
    assert (refused.status_code, refused.headers["hx-retarget"]) == (422, "#toasts")
    assert "allows 3 active rules" in refused.text
    off = anna.post(f"/rules/{ids[0]}/activation", data={"_method": "DELETE", "back": "/rules?q=x"}, headers=HTMX)
    assert 'aria-checked="false"' in off.text
    assert "2 of 3 active" in off.text
    plain = anna.post(f"/rules/{ids[3]}/activation", data={"back": "/rules?q=x"})
    assert (plain.status_code, plain.headers["location"]) == (303, "/rules?q=x")


@pytest.mark.row("F2")
def test_a_plan_without_periodic_rules_says_so(anna: TestClient, cast: Cast, rules: Rules) -> None:
    rule = rules.make({}, set_fields(source=""), mode="periodic", enabled=False)
    put_on_plan(cast, "starter")
    assert "has no periodic rules" in anna.get("/rules?mode=periodic").text
    assert "has no periodic rules" in anna.post(f"/rules/{rule}/activation", headers=HTMX).text


@pytest.mark.row("F32")
def test_the_one_that_is_ticked_is_copied(anna: TestClient, rules: Rules) -> None:
    ids = [rules.make("created", set_fields(source="x"), name=name) for name in ("One", "Two")]
    copied = anna.post("/rules/selection", data={"do": "copy", "id": ids[:1]})
    editor = anna.get(copied.headers["location"]).text
    assert 'value="One (copy)"' in editor
    for ticked in ([], ids):
        assert anna.post("/rules/selection", data={"do": "copy", "id": ticked}).status_code == 422


@pytest.mark.row("F34")
def test_deleting_asks_first(anna: TestClient, cast: Cast, rules: Rules) -> None:
    ids = [rules.make("created", set_fields(source="x"), name=name) for name in ("One", "Two", "Three")]
    asked = anna.post("/rules/selection", data={"do": "delete", "id": ids[:2]}, headers=HTMX)
    assert asked.headers["hx-retarget"] == "#dialog"
    assert "Delete 2 rules?" in asked.text
    assert len(stored(cast)) == 3
    assert anna.post("/rules/deletions", data={"id": ids[:2]}).headers["location"] == "/rules"
    assert [rule.name for rule in stored(cast)] == ["Three"]
    assert "<html" in anna.get(f"/rules/{ids[2]}/deletion").text


def test_a_rule_reads_as_a_sentence_and_as_a_flow(anna: TestClient, rules: Rules) -> None:
    rule = rules.make("created", set_fields(source="<b>"), when=[LARGE], name="Large <ones>")
    page = anna.get(f"/rules/{rule}").text
    assert "Large &lt;ones&gt;" in page
    assert "if <strong>Amount</strong> is greater than <strong>€10,000</strong>" in page
    assert page.count('class="flow-node') == 3
    assert "&lt;b&gt;" in page


@pytest.mark.row("F8", "F13", "F29")
def test_the_editor_saves_a_rule_that_runs(anna: TestClient, cast: Cast, rules: Rules) -> None:
    saved = anna.post("/rules", data={**FORM, "enabled": "1"})
    assert saved.status_code == 303, saved.text
    company = cast.company(type="Partner", status="Potential")
    assert rules.value("company", company, "status") == "Client"
    editor = anna.get(f"{saved.headers['location']}/edit").text
    assert re.search(r'name="a0.values.0.value"\s+value="Client"', editor) or 'value="Client" selected' in editor
    assert 'value="Partners are clients"' in editor


@pytest.mark.row("F22")
def test_an_edit_makes_a_version_and_cancelling_changes_nothing(anna: TestClient, cast: Cast) -> None:
    rule = anna.post("/rules", data=FORM).headers["location"]
    (before,) = stored(cast)
    anna.get(f"{rule}/edit")
    assert stored(cast)[0].version == before.version
    edited = {**FORM, "_method": "PATCH", "version": 1, "name": "Renamed", "owner_id": cast.boris.member_id}
    assert anna.post(rule, data=edited).status_code == 303
    (after,) = stored(cast)
    assert (after.name, after.owner_id) == ("Renamed", cast.boris.member_id)
    stale = anna.post(rule, data={**edited, "name": "Stale"})
    assert stale.status_code == 409
    assert stored(cast)[0].name == "Renamed"
    assert 'value="Stale"' in stale.text


@pytest.mark.parametrize(
    ("change", "message", "kept"),
    [
        ({"name": " "}, "Fill in “Name”", 'value="Partner"'),
        ({"c.0.field": "employees", "c.0.value": "many"}, "", "Partners are clients"),
        ({"a0.values.0.value": ""}, "Enter a value, or choose", "Partners are clients"),
        ({"a0.values.0.field": ""}, "", "Partners are clients"),
        ({"t.on": "full_moon"}, "There is no trigger", "full_moon"),
        ({"a0.do": "explode"}, "There is no action", "explode"),
        ({"name": "x" * 300}, "This text has 300 characters; 200 are allowed.", "x" * 300),
        ({"owner_id": "999999"}, "Choose one from the list", "Partners are clients"),
    ],
)
@pytest.mark.row("F22")
def test_a_fault_stands_beside_its_input_and_nothing_typed_is_lost(
    anna: TestClient, cast: Cast, change: dict[str, str], message: str, kept: str
) -> None:
    answer = anna.post("/rules", data={**FORM, **change})
    if not message:
        assert answer.status_code in (303, 422)
        return
    assert answer.status_code == 422
    assert message in answer.text
    assert kept in answer.text
    assert stored(cast) == []


def test_actions_are_added_moved_and_removed_after_a_question(anna: TestClient, cast: Cast) -> None:
    two = {
        **FORM,
        "a1.do": "set_fields",
        "a1.values.0.field": "name",
        "a1.values.0.how": "text",
        "a1.values.0.text": "Second",
    }
    moved = anna.post("/rules/editor", data={**two, "do": "action-up:1"}, headers=HTMX).text
    assert moved.index("Second") < moved.index("Client")
    asked = anna.post("/rules/editor", data={**two, "do": "action-remove:0"}, headers=HTMX).text
    assert "Remove this action with its settings?" in asked
    assert legends(asked) == 2
    gone = anna.post("/rules/editor", data={**two, "do": "action-removed:0"}, headers=HTMX).text
    assert (legends(gone), 'name="a0.values.0.text"' in gone) == (1, True)
    added = anna.post("/rules/editor", data={**FORM, "do": "action-add:set_fields"}, headers=HTMX).text
    assert legends(added) == 2
    # The same without htmx, by the form's own address.
    assert legends(anna.post("/rules", data={**FORM, "do": "action-add:set_fields"}).text) == 2
    assert stored(cast) == []


def test_the_buttons_of_a_stored_rules_editor_work_though_its_form_says_patch(anna: TestClient, cast: Cast) -> None:
    anna.post("/rules", data=FORM)
    page = anna.get(f"/rules/{stored(cast)[0].id}/edit").text
    form = form_values(page)
    assert form["_method"] == "PATCH"
    urls = {unescape(each) for each in re.findall(r'hx-post="(/rules/editor[^"]*|/conditions/[^"]+)"', page)}
    assert len(urls) >= 2
    for url in urls:
        assert anna.post(url, data={**form, "do": "add:c"}, headers=HTMX).status_code == 200, url
    added = anna.post("/rules/editor", data={**form, "do": "action-add:set_fields"}, headers=HTMX).text
    assert legends(added) == 2


def test_an_action_gets_a_condition_of_its_own(anna: TestClient, cast: Cast) -> None:
    asked = anna.post("/rules/editor", data={**FORM, "do": "if-add:0"}, headers=HTMX).text
    assert 'name="a0_if.0.field"' in asked
    own = {"a0_if.mode": "all", "a0_if.0.field": "status", "a0_if.0.op": "equal", "a0_if.0.value": "Potential"}
    assert anna.post("/rules", data={**FORM, **own}).status_code == 303
    assert stored(cast)[0].actions[0]["if"] == {"all": [{"field": "status", "op": "equal", "value": "Potential"}]}


@pytest.mark.row("F11", "F14")
def test_check_objects_asks_by_the_unsaved_conditions(anna: TestClient, cast: Cast) -> None:
    cast.company("Partner Ltd", type="Partner")
    cast.company("Client Ltd", type="Client")
    page = anna.post("/rules/editor", data={**FORM, "do": "check"}, headers=HTMX).text
    assert "1 record meets these conditions now." in page
    assert "Partner Ltd" in page
    assert "Client Ltd" not in page


@pytest.mark.row("F10")
def test_another_kind_is_asked_about_before_conditions_are_cleared(anna: TestClient) -> None:
    asked = anna.post("/rules/editor", data={**FORM, "kind": "deal", "do": "kind"}, headers=HTMX).text
    assert "clear conditions and actions?" in asked
    assert 'value="Partner"' in asked
    cleared = anna.post("/rules/editor", data={**FORM, "kind": "deal", "do": "kind:deal"}, headers=HTMX).text
    assert 'name="kind_was" value="deal"' in cleared
    assert legends(cleared) == 0


@pytest.mark.row("F19")
def test_a_cycle_needs_a_date(anna: TestClient) -> None:
    periodic = {"mode": "periodic", "kind": "deal", "kind_was": "deal", "name": "Overdue", "c.mode": "all"}
    without = anna.post("/rules/editor/conditions", data=periodic, headers=HTMX).text
    assert 'name="cyclic"' not in without
    dated = {"c.0.field": "expected_close", "c.0.op": "days_after", "c.0.value": "2"}
    with_one = anna.post("/rules/editor/conditions", data={**periodic, **dated}, headers=HTMX).text
    assert ('name="cyclic"' in with_one, 'name="cycle_by"' in with_one) == (True, False)
    second = {"c.1.field": "expected_close", "c.1.op": "days_before", "c.1.value": "3"}
    assert 'name="cycle_by"' in anna.post("/rules/editor", data={**periodic, **dated, **second}, headers=HTMX).text


def test_a_watched_change_is_asked_from_and_to_a_value(anna: TestClient, cast: Cast) -> None:
    watching = {**FORM, "t.on": "modified", "t.fields": "status"}
    assert 'name="t.to"' in anna.post("/rules/editor", data=watching, headers=HTMX).text
    saved = {**watching, "t.was": "status", "t.to": "Client"}
    # It writes what it watches, so it has to be said that this is meant.
    refused = anna.post("/rules", data=saved)
    assert (refused.status_code, 'name="allow_rings"' in refused.text) == (422, True)
    assert anna.post("/rules", data={**saved, "allow_rings": "1"}).status_code == 303
    assert stored(cast)[0].trigger == {"on": "modified", "fields": ["status"], "to": "Client"}


@pytest.mark.row("F1", "F4")
@pytest.mark.parametrize("who", ["magda", "boris", "viktor"])
def test_others_than_administrators_see_no_entry_and_are_turned_away(app: FastAPI, cast: Cast, who: str) -> None:
    client = signed_in(app, cast, getattr(cast, who))
    assert 'href="/rules"' not in client.get("/deals").text
    assert client.get("/rules").status_code == 403


def stored(cast: Cast) -> list[Rule]:
    """The rules in the database."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return list(session.scalars(select(Rule).where(Rule.deleted_at.is_(None)).order_by(Rule.id)))


def legends(html: str) -> int:
    """How many actions an editor shows."""
    return len(re.findall(r'class="rule-action"', html))


@pytest.mark.row("F15", "F30", "S3", "C2")
@pytest.mark.parametrize("do", actions())
def test_every_action_can_be_added_and_is_asked_for_in_the_editor(anna: TestClient, do: str) -> None:
    form = {"mode": "instant", "kind": "deal", "kind_was": "deal", "name": "All", "t.on": "created"}
    added = anna.post("/rules/editor", data={**form, "do": f"action-add:{do}"}, headers=HTMX)
    assert (added.status_code, legends(added.text)) == (200, 1)
    # Nothing was filled in yet: that is said, never a fault of ours.
    assert anna.post("/rules", data={**form, "a0.do": do}).status_code in (303, 422)


@pytest.mark.row("F24", "F27", "B2")
@pytest.mark.parametrize("on", triggers())
def test_every_trigger_is_asked_for_in_the_editor(anna: TestClient, on: str) -> None:
    form = {"mode": "instant", "kind": "deal", "kind_was": "deal", "t.on": on}
    assert anna.post("/rules/editor", data={**form, "do": "at"}, headers=HTMX).status_code == 200


def test_a_test_run_shows_the_trace_and_changes_nothing(anna: TestClient, cast: Cast, rules: Rules) -> None:
    rule = rules.make("created", set_fields(source="Referral"), when=[LARGE], enabled=False)
    deal = cast.deal(amount="20000", title="Hotel")
    asked = anna.get(f"/rules/{rule}/rehearsal", headers=HTMX)
    assert asked.headers["hx-retarget"] == "#dialog"
    shown = anna.post(f"/rules/{rule}/rehearsal", data={"record_id": deal}, headers=HTMX).text
    assert "Amount is greater than" in shown
    assert "Referral" in shown
    assert rules.value("deal", deal, "source") is None
    # Without scripts only the name is sent.
    assert "Referral" in anna.post(f"/rules/{rule}/rehearsal", data={"record_id_text": "hotel"}).text
    assert anna.post(f"/rules/{rule}/rehearsal", data={"record_id_text": "nobody"}).status_code == 422
    assert anna.post(f"/rules/{rule}/rehearsal", data={"record_id": "999999"}).status_code == 404


def test_what_goes_without_saying_is_shown_all_the_same(anna: TestClient, rules: Rules) -> None:
    tell = {"do": "message_people", "settings": {"to": [{"who": "current"}, {"who": "superior"}], "text": "Look"}}
    rule = rules.make("created", [tell, set_fields(source="")])
    editor = anna.get(f"/rules/{rule}/edit").text
    chosen = re.findall(r'name="a0\.to\.(\d)\.who".*?<option value="(\w*)" selected', editor, re.DOTALL)
    assert chosen[:2] == [("0", "current"), ("1", "superior")]
    assert re.search(r'name="a1\.values\.0\.how".*?<option value="nothing" selected', editor, re.DOTALL)


def test_people_of_a_list_keep_their_order(anna: TestClient, cast: Cast) -> None:
    people = [cast.magda.member_id, cast.anna.member_id]
    assign = {"a0.do": "assign_responsible", "a0.to.who": "list", "a0.to.member_ids": [*map(str, people), ""]}
    assert anna.post("/rules", data={**FORM, **assign}).status_code == 303
    assert stored(cast)[0].actions[0]["settings"]["to"]["member_ids"] == people


def test_versions_tell_what_they_changed_and_come_back(anna: TestClient, cast: Cast) -> None:
    rule = anna.post("/rules", data=FORM).headers["location"]
    changed = {**FORM, "_method": "PATCH", "version": 1, "name": "Renamed", "a0.values.0.value": "Potential"}
    anna.post(rule, data={**changed, "owner_id": cast.anna.member_id})
    page = anna.get(f"{rule}/versions").text
    assert "<del>Partners are clients</del>" in page
    assert "<ins>Renamed</ins>" in page
    assert "This is how it began." in page
    back = anna.post(f"{rule}/versions/1/restoration")
    assert back.headers["location"] == rule
    (stored_rule,) = stored(cast)
    assert (stored_rule.name, stored_rule.version) == ("Partners are clients", 3)
    assert anna.post(f"{rule}/versions/9/restoration").status_code == 404


@pytest.mark.row("B5")
def test_a_process_shows_its_rules_stage_by_stage_in_their_order(anna: TestClient, cast: Cast, rules: Rules) -> None:
    stage = cast.stages[1]
    entered = {"on": "stage_entered", "stage_id": stage}
    ids = [
        rules.make(entered, set_fields(source="x"), name=name, stage_id=stage, position=number)
        for number, name in enumerate(("First", "Second"))
    ]
    page = anna.get(f"/processes/{cast.process_id}/rules").text
    assert page.index("First") < page.index("Second")
    assert f'href="/rules/new?stage={stage}"' in page
    moved = anna.post(f"/rules/{ids[1]}/place", data={"position": "0"})
    assert moved.headers["location"] == f"/processes/{cast.process_id}/rules#stage-{stage}"
    page = anna.get(f"/processes/{cast.process_id}/rules").text
    assert page.index("Second") < page.index("First")
    assert f'href="/processes/{cast.process_id}/rules"' in anna.get(f"/processes/{cast.process_id}").text


@pytest.mark.row("B14", "B17", "B18")
def test_a_stage_trigger_has_exactly_its_four_settings_and_brings_deals_to_its_stage(
    anna: TestClient, cast: Cast, rules: Rules
) -> None:
    stage = cast.stages[1]
    editor = anna.get(f"/rules/new?stage={stage}&pulls=1").text
    asked = set(re.findall(r'name="((?:name|label|owner_id|t\.\w+|a0\.\w+|c\.0\.field))"', editor))
    assert asked == {"name", "owner_id", "t.on", "c.0.field", "a0.do", "a0.stage_id", "a0.allow_back", "a0.on_behalf"}
    form = {
        "mode": "instant", "kind_was": "deal", "kind": "deal", "stage_id": stage, "pulls": "1", "name": "Paid",
        "t.on": "modified", "t.fields": "source", "a0.do": "move_to_stage", "a0.stage_id": stage, "enabled": "1",
    }  # fmt: skip
    assert anna.post("/rules", data=form).status_code == 303
    deal = cast.deal()
    cast.change("deal", deal, source="Referral")
    assert rules.value("deal", deal, "stage_id") == stage
    elsewhere = anna.post("/rules", data={**form, "a0.stage_id": cast.stages[2]})
    assert elsewhere.status_code == 422
    assert "A stage trigger does one thing" in elsewhere.text


HOSTILE = ("\x00", "{% for x in y %}{{ a | b" * 50, "💥" * 500, "9" * 400)


@pytest.mark.both
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_is_a_fault_of_ours(anna: TestClient, text: str) -> None:
    for key in ("name", "kind_was", "t.on", "c.0.field", "c.0.op", "c.0.value", "a0.do", "a0.values.0.field"):
        assert anna.post("/rules", data={**FORM, key: text}).status_code < 500, key
    written = {"a0.values.0.how": "text", "a0.values.0.text": text, "t.fields": text, "cycle_by": text}
    everywhere = {**FORM, **written, "position": text, "stage_id": text, "owner_id": text, "label": text, "do": text}
    for address in ("/rules", "/rules/editor", "/rules/editor/conditions"):
        assert anna.post(address, data=everywhere).status_code < 500
    for path in (f"/rules/new?stage={quote(text)}&kind={quote(text)}", f"/rules?q={quote(text)}&field={quote(text)}"):
        assert anna.get(path).status_code < 500


def test_a_page_names_the_rules_folder_and_leads_once_to_what_it_did_not_run_for(
    anna: TestClient, rules: Rules
) -> None:
    rule = rules.make("created", set_fields(source="Web"), label="Sales")
    page = anna.get(f"/rules/{rule}").text
    assert page.count(f"/rules/{rule}/misses") == 1
    assert re.search(r"<dt>Folder</dt>\s*<dd>\s*Sales", page)
