"""Administrators at work on people, groups and settings."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.commands.groups import create_group
from stepmark.commands.leaving import deactivate_member
from stepmark.domain.deals import Deal
from stepmark.domain.people import Group, Member
from stepmark.domain.workspace import Workspace
from tests.cast import Cast
from tests.support.people import row, rows
from tests.support.statements import statements_of
from tests.support.web import signed_in


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_the_list_shows_who_works_here_and_nobody_from_elsewhere(anna: TestClient, cast: Cast) -> None:
    cast.run(deactivate_member, cast.viktor.member_id)
    page = anna.get("/members").text
    assert "boris@example.com" in page
    assert "Viktor Orlov" not in page
    assert "Clara Stone" not in page
    assert "Viktor Orlov" in anna.get("/members/left").text


def test_the_list_asks_the_same_number_of_questions_however_many_there_are(
    anna: TestClient, app: FastAPI, cast: Cast
) -> None:
    with statements_of(app.state.database) as few:
        anna.get("/members")
    with cast.database.writing(cast.anna.workspace_id) as session:
        person_id = row(cast, Member, cast.clara.member_id).person_id
        session.add(Member(person_id=person_id, name="Clara", role="viewer", superior_id=cast.boris.member_id))
        session.commit()
    with statements_of(app.state.database) as more:
        anna.get("/members")
    assert len(few) == len(more)


def test_a_superior_who_has_left_is_marked(anna: TestClient, cast: Cast) -> None:
    cast.run(deactivate_member, cast.magda.member_id)
    assert "Has left" in anna.get("/members").text
    assert "Magda Nowak (has left)" in anna.get(f"/members/{cast.boris.member_id}/edit").text


def test_the_form_offers_no_superior_from_below(anna: TestClient, cast: Cast) -> None:
    page = anna.get(f"/members/{cast.magda.member_id}/edit").text
    assert "Viktor Orlov" in page
    assert f'value="{cast.boris.member_id}"' not in page


def test_a_member_is_changed_and_put_into_groups(anna: TestClient, cast: Cast) -> None:
    group = cast.run(create_group, "North")
    form = {
        "_method": "PATCH", "version": "1", "name": "Boris Lem", "role": "manager", "job_title": "Head",
        "superior_id": "", "group_ids__shown": "1", "group_ids": str(group),
    }  # fmt: skip
    assert anna.post(f"/members/{cast.boris.member_id}", data=form).status_code == 303
    member = row(cast, Member, cast.boris.member_id)
    assert (member.role, member.job_title, member.superior_id) == ("manager", "Head", None)
    assert "North" in anna.get("/members").text


def test_what_another_administrator_changed_meanwhile_is_not_overwritten(anna: TestClient, cast: Cast) -> None:
    url = f"/members/{cast.boris.member_id}"
    anna.post(url, data={"_method": "PATCH", "version": "1", "role": "manager"})
    answer = anna.post(url, data={"_method": "PATCH", "version": "1", "role": "viewer"})
    assert answer.status_code == 409
    assert "Somebody else has changed this" in answer.text
    assert row(cast, Member, cast.boris.member_id).role == "manager"


def test_the_last_administrator_is_told_why_they_stay_one(anna: TestClient, cast: Cast) -> None:
    answer = anna.post(f"/members/{cast.anna.member_id}", data={"_method": "PATCH", "role": "viewer"})
    assert answer.status_code == 422
    assert "Anna Maj is the only administrator." in answer.text


@pytest.mark.parametrize("name", ["magda", "boris", "viktor", "clara"])
def test_nobody_else_changes_a_member_or_the_workspace(app: FastAPI, cast: Cast, name: str) -> None:
    client, url = signed_in(app, cast, getattr(cast, name)), f"/members/{cast.viktor.member_id}"
    refused = 404 if name == "clara" else 403
    assert client.patch(url, data={"role": "administrator"}).status_code == refused
    assert client.post(f"{url}/leaving").status_code == refused
    assert client.delete(f"{url}/leaving").status_code == refused
    if name != "clara":
        assert client.patch("/settings", data={"name": "Mine"}).status_code == 403
        assert client.post("/groups", data={"name": "Mine"}).status_code == 403
    viktor = row(cast, Member, cast.viktor.member_id)
    assert (viktor.role, viktor.active) == ("viewer", True)


def test_before_somebody_leaves_their_open_work_is_shown_and_handed_over(anna: TestClient, cast: Cast) -> None:
    deal, url = cast.deal(by=cast.boris), f"/members/{cast.boris.member_id}/leaving"
    page = anna.get(url).text
    assert "Deals: 1" in page
    assert "Clara Stone" not in page
    assert anna.post(url, data={"heir_id": str(cast.magda.member_id)}).status_code == 303
    assert row(cast, Deal, deal).responsible_id == cast.magda.member_id
    assert not row(cast, Member, cast.boris.member_id).active
    anna.post(url, data={"_method": "DELETE"})
    assert row(cast, Member, cast.boris.member_id).active


def test_those_who_report_to_a_leaver_are_shown(anna: TestClient, cast: Cast) -> None:
    assert "1 member reports to them." in anna.get(f"/members/{cast.magda.member_id}/leaving").text


def test_a_group_is_made_renamed_and_dissolved(anna: TestClient, cast: Cast) -> None:
    anna.post("/groups", data={"name": "North <b>", "member_ids": [str(cast.boris.member_id)]})
    (group,) = rows(cast, Group)
    page = anna.get("/groups").text
    assert "North &lt;b&gt;" in page
    assert "Boris Lem" in page
    anna.post(f"/groups/{group.id}", data={"_method": "PUT", "name": "South"})
    assert "Nobody yet" in anna.get("/groups").text
    anna.post(f"/groups/{group.id}", data={"_method": "DELETE"})
    assert rows(cast, Group) == []


def test_a_second_group_of_one_name_is_refused_with_what_was_typed(anna: TestClient, cast: Cast) -> None:
    cast.run(create_group, "North")
    answer = anna.post("/groups", data={"name": "North", "member_ids": str(cast.boris.member_id)})
    assert answer.status_code == 422
    assert "There is a group of this name already." in answer.text
    assert f'value="{cast.boris.member_id}" checked' in " ".join(answer.text.split())


def test_the_settings_are_saved_and_show_the_plan(anna: TestClient, cast: Cast) -> None:
    form = {"_method": "PATCH", "version": "1", "name": "Nordic Sales", "currency": "SEK", "visibility": "team"}
    assert anna.post("/settings", data=form).status_code == 303
    workspace = row(cast, Workspace, cast.anna.workspace_id)
    assert (workspace.name, workspace.currency, workspace.visibility) == ("Nordic Sales", "SEK", "team")
    page = anna.get("/settings").text
    assert "enterprise" in page
    assert "4, no limit" in page


@pytest.mark.parametrize(
    ("key", "value"),
    [("name", "Strangers Ltd"), ("name", ""), ("currency", "ZZZ"), ("visibility", "some"), ("locale", "xx")],
)
def test_settings_that_can_not_be_are_refused(anna: TestClient, cast: Cast, key: str, value: str) -> None:
    assert anna.post("/settings", data={"_method": "PATCH", key: value}).status_code == 422
    assert row(cast, Workspace, cast.anna.workspace_id).name == "Baltic Sales"


def test_a_visibility_setting_holds_from_the_next_page_on(anna: TestClient, app: FastAPI, cast: Cast) -> None:
    deal, boris = cast.deal(by=cast.anna), signed_in(app, cast, cast.boris)
    assert boris.get(f"/deals/{deal}").status_code == 200
    anna.post("/settings", data={"_method": "PATCH", "visibility": "own"})
    assert boris.get(f"/deals/{deal}").status_code == 404
