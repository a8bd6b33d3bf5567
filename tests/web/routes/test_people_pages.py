"""Every page about people opens, for whom it is meant, and for nobody else."""

import pytest
from fastapi import FastAPI

from tests.cast import Cast
from tests.support.pages import form_values
from tests.support.web import signed_in

FOR_EVERYBODY = ["/profile", "/profile/sessions", "/notices", "/workspaces"]
FOR_ADMINISTRATORS = [
    "/members", "/members/left", "/members/{boris}/edit", "/members/{boris}/leaving",
    "/invitations", "/invitations/new", "/groups", "/groups/new", "/settings",
]  # fmt: skip


@pytest.mark.parametrize("path", FOR_EVERYBODY + FOR_ADMINISTRATORS)
def test_an_administrator_opens_it(app: FastAPI, cast: Cast, path: str) -> None:
    answer = signed_in(app, cast, cast.anna).get(path.format(boris=cast.boris.member_id))
    assert answer.status_code == 200
    assert "<h1" in answer.text


@pytest.mark.parametrize("path", FOR_EVERYBODY)
def test_a_viewer_opens_their_own_pages(app: FastAPI, cast: Cast, path: str) -> None:
    assert signed_in(app, cast, cast.viktor).get(path).status_code == 200


@pytest.mark.parametrize("path", FOR_ADMINISTRATORS)
def test_others_may_not_administer(app: FastAPI, cast: Cast, path: str) -> None:
    for actor in (cast.magda, cast.boris, cast.viktor):
        assert signed_in(app, cast, actor).get(path.format(boris=cast.boris.member_id)).status_code == 403


@pytest.mark.parametrize("path", ["/members/{boris}/edit", "/members/{boris}/leaving"])
def test_to_a_stranger_the_members_do_not_exist(app: FastAPI, cast: Cast, path: str) -> None:
    assert signed_in(app, cast, cast.clara).get(path.format(boris=cast.boris.member_id)).status_code == 404


@pytest.mark.parametrize("path", ["/settings", "/profile"])
def test_what_was_emptied_stays_empty_beside_its_fault(app: FastAPI, cast: Cast, path: str) -> None:
    answer = signed_in(app, cast, cast.anna).patch(path, data={"name": ""})
    assert answer.status_code == 422
    assert form_values(answer.text)["name"] == ""
