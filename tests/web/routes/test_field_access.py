"""The table of who sees which field, as a page and through the API."""

import re

import pytest
from fastapi import FastAPI

from stepmark.domain.workspace import Workspace
from tests.cast import Cast
from tests.support.people import row
from tests.support.web import api_client, signed_in

pytestmark = pytest.mark.sqlite_alone


def test_the_table_is_shown_saved_and_shown_again(app: FastAPI, cast: Cast) -> None:
    anna = signed_in(app, cast, cast.anna)
    before = anna.get("/fields/access?kind=deal").text
    names = set(re.findall(r'<select class="input auto"\s+name="([^"]+)"', before))
    assert {"amount:viewer", "amount:salesperson", "amount:manager", "close_reason:manager"} <= names
    assert not names & {"title:salesperson", "stage_id:salesperson", "amount:administrator"}
    form = {"kind": "deal", "amount:salesperson": "hidden", "was:amount:salesperson": "edit"}
    assert anna.put("/fields/access", data=form).headers["location"].startswith("/fields/access?kind=deal")
    assert _limits(cast) == {"amount": {"salesperson": "hidden"}}
    assert re.search(r'<option value="hidden" selected>', anna.get("/fields/access?kind=deal").text)


def test_what_another_administrator_has_chosen_meanwhile_stays(app: FastAPI, cast: Cast) -> None:
    anna = signed_in(app, cast, cast.anna)
    anna.put("/fields/access", data={"kind": "deal", "amount:manager": "hidden", "was:amount:manager": "edit"})
    stale = {"amount:manager": "edit", "was:amount:manager": "edit"}
    changed = {"source:viewer": "hidden", "was:source:viewer": "edit"}
    anna.put("/fields/access", data={"kind": "deal", **stale, **changed})
    assert _limits(cast) == {"amount": {"manager": "hidden"}, "source": {"viewer": "hidden"}}


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"kind": "deal", "amount:salesperson": "gone"}, 422),
        ({"kind": "deal", "nothing:salesperson": "hidden"}, 404),
        ({"kind": "deal", "title:salesperson": "hidden"}, 422),
        ({"kind": "king"}, 404),
        ({}, 404),
    ],
)
def test_a_forged_form_is_refused(app: FastAPI, cast: Cast, form: dict[str, str], status: int) -> None:
    assert signed_in(app, cast, cast.anna).put("/fields/access", data=form).status_code == status
    assert _limits(cast) == {}


def test_programs_limit_custom_fields(app: FastAPI, cast: Cast) -> None:
    anna, boris = api_client(app, cast, cast.anna), api_client(app, cast, cast.boris)
    field = f"/api/v1/fields/{cast.field('margin')}"
    assert anna.patch(field, json={"access": {"salesperson": "hidden"}}).json()["access"] == {"salesperson": "hidden"}
    assert boris.get(field).status_code == 404
    assert boris.get("/api/v1/fields").json()["items"] == []
    assert anna.patch(field, json={"label": "Margin", "access": {"salesperson": "edit"}}).json()["access"] == {}
    assert boris.get(field).json()["access"] == {}
    assert anna.patch(field, json={"access": {"salesperson": "gone"}}).status_code == 422


def _limits(cast: Cast) -> dict[str, dict[str, str]]:
    limits = row(cast, Workspace, cast.anna.workspace_id).field_access
    return dict(limits.get("deal", {}))


def test_programs_limit_the_systems_fields_too(app: FastAPI, cast: Cast) -> None:
    anna = api_client(app, cast, cast.anna)
    limited = {"fields": {"amount": {"salesperson": "hidden"}}}
    assert anna.patch("/api/v1/field-access/deals", json=limited).json() == limited
    assert anna.get("/api/v1/field-access/deal").json() == limited
    assert "amount" not in api_client(app, cast, cast.boris).get(f"/api/v1/deals/{cast.deal()}").json()
    assert anna.patch("/api/v1/field-access/deal", json={"fields": {"title": {"viewer": "hidden"}}}).status_code == 422
    assert anna.patch("/api/v1/field-access/deal", json={"fields": {"gone": {"viewer": "hidden"}}}).status_code == 404
    assert anna.get("/api/v1/field-access/king").status_code == 404
