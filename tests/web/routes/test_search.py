"""The search of the top bar, and what lookups offer."""

import pytest
from fastapi import FastAPI

from stepmark.catalogue.kinds import COMPANY
from stepmark.commands.records import delete_record
from stepmark.domain.workspace import Visibility, Workspace
from tests.cast import Cast
from tests.support.web import signed_in


@pytest.mark.parametrize("text", ["żUBR", "pol zub", "600100200", "600 100 200", "biuro@ZUBR", "@zubr.pl"])
def test_a_company_is_found_by_name_phone_and_email(app: FastAPI, cast: Cast, text: str) -> None:
    cast.company("Żubr Polska", phones=["+48 600 100 200"], emails=["biuro@zubr.pl"])
    cast.company("Other", phones=["+48 700 000 000"], emails=["me@other.pl"])
    page = signed_in(app, cast, cast.boris).get("/search", params={"q": text}).text
    assert "Żubr Polska" in page
    assert "Other" not in page


def test_signs_of_the_pattern_language_are_only_signs(app: FastAPI, cast: Cast) -> None:
    cast.company("Plain")
    boris = signed_in(app, cast, cast.boris)
    assert all("Plain" not in boris.get("/search", params={"q": text}).text for text in ("%", "_", "\\", "'"))


def test_what_is_deleted_hidden_or_strange_is_not_found(app: FastAPI, cast: Cast) -> None:
    cast.run(delete_record, COMPANY, cast.company("Gone Ltd"))
    cast.deal(title="Hidden deal")
    boris, clara = signed_in(app, cast, cast.boris), signed_in(app, cast, cast.clara)
    assert "Gone Ltd" not in boris.get("/search?q=gone").text
    assert "Hidden deal" in boris.get("/search?q=hidden").text
    assert "Hidden deal" not in clara.get("/search?q=hidden").text
    with cast.database.writing(None) as session:
        session.get_one(Workspace, cast.anna.workspace_id).visibility = Visibility.OWN
        session.commit()
    assert "Hidden deal" not in boris.get("/search?q=hidden").text
    assert "Hidden deal" not in boris.get("/lookup/deal?q=hidden").text


def test_nothing_found_says_what_the_search_looks_at(app: FastAPI, cast: Cast) -> None:
    assert "names, phones and e-mails" in signed_in(app, cast, cast.boris).get("/search?q=nothing+like+it").text


def test_a_lookup_offers_the_closest_first_and_a_new_one_last(app: FastAPI, cast: Cast) -> None:
    known = cast.company("ACME")
    cast.company("New ACME")
    boris = signed_in(app, cast, cast.boris)
    offered = boris.get("/lookup/company?q=acm&create=1").text
    assert offered.index(f'data-value="{known}"') < offered.index("New ACME") < offered.index('data-value="new:acm"')
    assert "new:" not in boris.get("/lookup/company?q=acme&create=1").text
    assert "new:" not in boris.get("/lookup/deal?q=acm&create=1").text
    assert "new:" not in signed_in(app, cast, cast.viktor).get("/lookup/company?q=acm&create=1").text


def test_a_lookup_escapes_what_was_typed(app: FastAPI, cast: Cast) -> None:
    offered = signed_in(app, cast, cast.boris).get("/lookup/company", params={"q": '"><script>', "create": "1"}).text
    assert "<script>" not in offered
