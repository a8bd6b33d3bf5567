"""The pages where administrators shape fields."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.fields import create_field, delete_field
from tests.cast import Cast
from tests.commands.test_bindings import row_of
from tests.commands.test_fields import keys, stored
from tests.support.web import signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_each_kind_has_its_list(anna: TestClient, cast: Cast) -> None:
    cast.field("budget")
    cast.field("sector", "text", "company")
    assert "Budget" in anna.get("/fields").text
    companies = anna.get("/fields?kind=company").text
    assert "Sector" in companies
    assert "Budget" not in companies
    assert anna.get("/fields?kind=nothing").status_code == 404


def test_a_field_is_added_with_its_options(anna: TestClient, cast: Cast) -> None:
    form = {"kind": "deal", "label": "Tier", "type": "choice", "options": "Gold\r\nSilver\r\n", "required": "1"}
    answer = anna.post("/fields", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/fields?kind=deal")
    page = anna.get("/fields").text
    assert "Gold, Silver" in page
    assert "Required" in page
    assert keys(cast) == ["tier"]


def test_what_is_wrong_stands_in_the_dialog_with_what_was_typed(anna: TestClient, cast: Cast) -> None:
    form = {"kind": "deal", "label": "<i>Tier</i>", "type": "choice"}
    answer = anna.post("/fields", data=form, headers=HTMX)
    assert (answer.status_code, answer.headers["hx-retarget"]) == (422, "#dialog")
    assert "Give at least one option." in answer.text
    assert 'value="&lt;i&gt;Tier&lt;/i&gt;"' in answer.text
    assert "<html" in anna.post("/fields", data=form).text


def test_with_scripts_a_change_answers_with_the_list(anna: TestClient, cast: Cast) -> None:
    field = cast.field("budget")
    form = {"_method": "PATCH", "label": "Annual budget", "help": "Per year", "version": 1}
    answer = anna.post(f"/fields/{field}", data=form, headers=HTMX)
    assert answer.status_code == 200
    assert "Annual budget" in answer.text
    assert "<html" not in answer.text
    stale = anna.post(f"/fields/{field}", data={**form, "label": "Old"}, headers=HTMX)
    assert stale.status_code == 409
    assert stored(cast, field).label == "Annual budget"


def test_options_show_their_use_and_are_renamed_everywhere(anna: TestClient, cast: Cast) -> None:
    field = cast.run(create_field, "deal", label="Tier", type="choice", options=["Gold", "Silver"])
    cast.deal(custom__tier="Gold")
    form = anna.get(f"/fields/{field}/edit").text
    assert "Gold (1 record)" in form
    assert "Silver (0 records)" in form
    change = {"_method": "PATCH", "label": "Tier", "options": "Gold\nSilver\nBronze"}
    answer = anna.post(f"/fields/{field}", data={**change, "rename_from": "Gold", "rename_to": "Platinum"})
    assert answer.status_code == 303
    assert stored(cast, field).options == ["Platinum", "Silver", "Bronze"]
    assert "Platinum (1 record)" in anna.get(f"/fields/{field}/edit").text


def test_a_used_option_that_is_left_out_is_refused_with_the_mend(anna: TestClient, cast: Cast) -> None:
    field = cast.run(create_field, "deal", label="Tier", type="choice", options=["Gold", "Silver"])
    cast.deal(custom__tier="Gold")
    change = {"_method": "PATCH", "label": "Tier", "options": "Silver"}
    refused = anna.post(f"/fields/{field}", data=change)
    assert refused.status_code == 409
    assert "“Gold” is chosen on 1 record" in refused.text
    merged = anna.post(
        f"/fields/{field}", data={**change, "options": "Gold\nSilver", "rename_from": "Gold", "rename_to": "Silver"}
    )
    assert merged.status_code == 303
    assert stored(cast, field).options == ["Silver"]


def test_fields_are_moved_by_menu_and_by_drag(anna: TestClient, cast: Cast) -> None:
    first, _second, third = (cast.run(create_field, "deal", label=name, type="text") for name in "ABC")
    anna.post(f"/fields/{first}/place", data={"_method": "PUT", "position": "1"})
    assert keys(cast) == ["b", "a", "c"]
    drop = {"_method": "PUT", "container": "deal", "position": "0"}
    answer = anna.post(f"/fields/{third}/place", data=drop, headers=HTMX)
    assert re.findall(r'id="field-\d+-edit">\s*(\w)', answer.text) == ["C", "B", "A"]


def test_deleting_shows_first_what_hangs_on_the_field(anna: TestClient, cast: Cast) -> None:
    field = cast.field("budget")
    binding = cast.bind("custom.budget", cast.steps[0])
    cast.deal(custom__budget=5)
    asked = anna.get(f"/fields/{field}/deletion", headers=HTMX).text
    assert f'<a href="/bindings/{binding}">Budget ↔ Discovery 1</a>' in asked
    assert "1 record holds a value" in asked
    anna.post(f"/fields/{field}/deletion")
    assert row_of(cast, binding).broken == "field-deleted"


def test_a_deleted_field_is_restored_from_the_list(anna: TestClient, cast: Cast) -> None:
    field = cast.field("budget")
    cast.run(delete_field, field)
    assert "Deleted fields" in anna.get("/fields").text
    answer = anna.post(f"/fields/{field}/deletion", data={"_method": "DELETE"}, headers=HTMX)
    assert "Deleted fields" not in answer.text
    assert keys(cast) == ["budget"]


def test_others_than_administrators_are_turned_away(app: FastAPI, cast: Cast) -> None:
    field = cast.field("budget")
    for actor, status in ((cast.magda, 403), (cast.boris, 403), (cast.viktor, 403), (cast.clara, 404)):
        client = signed_in(app, cast, actor)
        answers = [
            client.get(f"/fields/{field}/edit"),
            client.get(f"/fields/{field}/deletion"),
            client.post(f"/fields/{field}", data={"_method": "PATCH", "label": "X"}),
            client.post(f"/fields/{field}/place", data={"_method": "PUT", "position": "0"}),
            client.post(f"/fields/{field}/deletion"),
        ]
        assert [answer.status_code for answer in answers] == [status] * 5
    assert stored(cast, field).label == "Budget"
