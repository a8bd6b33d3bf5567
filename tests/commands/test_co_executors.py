"""Co-executors of deals, companies and contacts: they see and edit the record, and come and go on every path."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from stepmark.catalogue.kinds import COMPANY, CONTACT, KINDS, TASK
from stepmark.commands.bin import purge_record
from stepmark.commands.people import people_of
from stepmark.commands.records import create_record, delete_record, update_record
from stepmark.commands.undo import undo_change
from stepmark.commands.work import Work
from stepmark.commands.workspaces import update_workspace
from stepmark.domain.co_executors import CoExecutor
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.support.imports import bring_in, exported_rows
from tests.support.pages import form_values
from tests.support.rules import Rules
from tests.support.web import api_client, signed_in

KEY = "co_executor_ids"
MAKERS: dict[str, Callable[..., int]] = {"deal": Cast.deal, "company": Cast.company, "contact": Cast.contact}


@pytest.fixture(params=MAKERS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind that has co-executors."""
    return str(request.param)


def made(cast: Cast, kind: str, **values: Any) -> int:
    return MAKERS[kind](cast, **values)


def helpers(cast: Cast, kind: str, record_id: int) -> list[int]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        record = session.get_one(KINDS[kind].model, record_id)
        return people_of(Work(session, cast.anna), record)[KEY]


@pytest.mark.both
def test_a_co_executor_sees_and_edits_what_others_do_not_even_find(app: FastAPI, cast: Cast, kind: str) -> None:
    cast.run(update_workspace, {"visibility": "own"})
    boris, magda = cast.boris.member_id, cast.magda.member_id
    record_id = made(cast, kind, responsible_id=magda)
    path = f"/{KINDS[kind].plural}/{record_id}"
    browser, program = signed_in(app, cast, cast.boris), api_client(app, cast, cast.boris)
    assert (browser.get(path).status_code, program.get(f"/api/v1{path}").status_code) == (404, 404)
    shape = api_client(app, cast, cast.anna).patch(f"/api/v1{path}", json={KEY: [boris]}).json()
    assert shape[KEY] == [boris]
    assert browser.get(path).status_code == 200
    assert program.patch(f"/api/v1{path}", json={KINDS[kind].title_key: "Mine too"}).status_code == 200
    listed = program.get(f"/api/v1/{KINDS[kind].plural}").json()["items"]
    assert [(each["id"], each[KEY]) for each in listed] == [(record_id, [boris])]
    assert program.delete(f"/api/v1{path}").status_code == 403


def test_the_form_adds_and_drops_them_and_the_page_names_them(app: FastAPI, cast: Cast, kind: str) -> None:
    record_id = made(cast, kind)
    page, anna = f"/{KINDS[kind].plural}/{record_id}", signed_in(app, cast, cast.anna)
    form = form_values(anna.get(f"{page}/edit").text) | {KEY: str(cast.magda.member_id)}
    assert anna.post(f"{page}/edit", data=form).status_code == 303
    assert helpers(cast, kind, record_id) == [cast.magda.member_id]
    assert "Magda Nowak" in anna.get(page).text
    again = form_values(anna.get(f"{page}/edit").text)
    again.pop(KEY)
    anna.post(f"{page}/edit", data=again)
    assert helpers(cast, kind, record_id) == []


def test_a_form_that_has_not_seen_others_change_them_is_told_once(app: FastAPI, cast: Cast) -> None:
    record_id, anna = cast.company(), signed_in(app, cast, cast.anna)
    url = f"/companies/{record_id}/edit"
    old = form_values(anna.get(url).text) | {KEY: str(cast.boris.member_id)}
    cast.change("company", record_id, co_executor_ids=[cast.magda.member_id])
    refused = anna.post(url, data=old)
    assert refused.status_code == 409
    assert "Somebody else has changed the same fields" in refused.text
    cast.change("company", record_id, status="Client")
    assert helpers(cast, "company", record_id) == [cast.magda.member_id]
    untouched = {key: value for key, value in old.items() if key != KEY} | {"name": "Renamed"}
    assert anna.post(url, data=untouched | {KEY: str(cast.magda.member_id)}).status_code == 303
    assert anna.post(url, data=form_values(refused.text) | {KEY: str(cast.boris.member_id)}).status_code in (303, 409)


def test_their_changes_are_told_and_undone(cast: Cast, kind: str) -> None:
    record_id, magda = made(cast, kind), cast.magda.member_id
    change = cast.edge.change(cast.anna, update_record, KINDS[kind], record_id, {KEY: [magda]}).undo
    event = Rules(cast).history(kind, record_id)[-1]
    assert (event.name, event.changes) == (f"{kind}.updated", {KEY: [[], [magda]]})
    cast.run(undo_change, change)
    assert helpers(cast, kind, record_id) == []


def test_they_are_brought_in_and_taken_out_by_name(cast: Cast, kind: str) -> None:
    title = KINDS[kind].title_key
    bring_in(cast, kind, f"{title},co-executors\nACME,boris@example.com; Magda Nowak\n")
    (row,) = exported_rows(cast, kind)
    assert row["co_executors"] == "Boris Lem; Magda Nowak"
    assert helpers(cast, kind, int(row["id"])) == sorted([cast.boris.member_id or 0, cast.magda.member_id or 0])


def test_they_go_with_the_record_for_ever(cast: Cast, kind: str) -> None:
    record_id = made(cast, kind, co_executor_ids=[cast.boris.member_id])
    other = made(cast, "company" if kind == "deal" else "deal", co_executor_ids=[cast.boris.member_id])
    cast.run(delete_record, KINDS[kind], record_id)
    cast.run(purge_record, KINDS[kind], record_id)
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert session.scalar(select(func.count()).select_from(CoExecutor)) == 1
    assert helpers(cast, "company" if kind == "deal" else "deal", other) == [cast.boris.member_id]


@pytest.mark.parametrize(("ids", "type"), [([10**9], "broken-reference"), ("x", "invalid"), ([None], "invalid")])
def test_nobody_is_refused(cast: Cast, kind: str, ids: Any, type: str) -> None:
    with pytest.raises(Problem) as refused:
        made(cast, kind, co_executor_ids=ids)
    assert (refused.value.type, list(getattr(refused.value, "errors", {refused.value.field: 0}))) == (type, [KEY])


def test_a_stranger_is_nobody_and_tasks_have_none(cast: Cast) -> None:
    for kind in (COMPANY, CONTACT):
        with pytest.raises(Problem) as refused:
            cast.run(create_record, kind, {"name": "x", KEY: [cast.clara.member_id]})
        assert refused.value.type == "broken-reference"
    with pytest.raises(Problem):
        cast.run(create_record, TASK, {"title": "x", KEY: [cast.boris.member_id]})
