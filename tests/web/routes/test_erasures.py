"""Erasing personal data on its pages: shown beforehand, confirmed, and kept in the register without the person."""

import pytest
from fastapi import FastAPI

from stepmark.commands.leaving import deactivate_member
from stepmark.domain.contacts import Contact
from stepmark.domain.erasures import ERASED
from tests.cast import Cast
from tests.support.people import row
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone


def test_what_goes_is_shown_confirmed_and_registered(app: FastAPI, cast: Cast) -> None:
    contact = cast.contact("Olga Kowalska", phones=["+48 600 100 200"])
    anna = signed_in(app, cast, cast.anna)
    assert f"/contacts/{contact}/erasure" in anna.get(f"/contacts/{contact}").text
    asked = anna.get(f"/contacts/{contact}/erasure").text
    for shown in ("Olga Kowalska", "Phones and e-mails", "Entries of the history", "Nobody can undo this."):
        assert shown in asked
    unconfirmed = anna.post(f"/contacts/{contact}/erasure", data={})
    assert (unconfirmed.status_code, row(cast, Contact, contact).name) == (422, "Olga Kowalska")
    assert anna.post(f"/contacts/{contact}/erasure", data={"confirmed": "1"}).status_code == 303
    register = anna.get("/settings/erasures").text
    assert f"Contact {contact}" in register
    assert "Olga" not in register
    page = anna.get(f"/contacts/{contact}").text
    assert ERASED in page
    assert "erased the personal data" in page


def test_only_administrators_see_the_way_there(app: FastAPI, cast: Cast) -> None:
    contact = cast.contact("Olga Kowalska", responsible_id=cast.boris.member_id)
    boris = signed_in(app, cast, cast.boris)
    assert "erasure" not in boris.get(f"/contacts/{contact}").text
    assert boris.get(f"/contacts/{contact}/erasure").status_code == 403
    assert boris.get("/settings/erasures").status_code == 403


def test_a_member_has_to_leave_first(app: FastAPI, cast: Cast) -> None:
    anna, address = signed_in(app, cast, cast.anna), f"/members/{cast.boris.member_id}/erasure"
    refused = anna.post(address, data={"confirmed": "1"})
    assert refused.status_code == 422
    assert "Deactivate the member first" in refused.text
    cast.run(deactivate_member, cast.boris.member_id)
    assert address in anna.get("/members/left").text
    assert anna.post(address, data={"confirmed": "1"}).status_code == 303
    assert f"Member {cast.boris.member_id}" in anna.get("/settings/erasures").text
