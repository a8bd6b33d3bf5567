"""What the star menu offers can be rendered, and a text is shown as it would come out."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.automation.placeholders.check import check_template
from stepmark.automation.placeholders.rendering import render
from stepmark.automation.placeholders.scope import scope_of
from stepmark.catalogue.kinds import DEAL, KINDS, TASK
from stepmark.commands.constants import create_constant
from stepmark.commands.records import create_record, delete_record
from stepmark.commands.workspaces import update_workspace
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Visibility
from stepmark.web.placeholder_menu import menu_for
from tests.cast import Cast
from tests.support.records import named
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
ODD_KEYS = ["limit", "for", "size", "first", "2nd", "2026", "_x", "if"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_placeholder_that_is_offered_can_be_rendered(cast: Cast, kind: str) -> None:
    for key in ODD_KEYS:
        cast.field(key, "text", kind=kind)
    cast.run(create_record, TASK, {"title": "Call", "deal_id": cast.deal(company_id=cast.company())})
    cast.contact()
    cast.run(create_constant, "Limit", "money", "5 PLN")
    record_id = 1
    if kind not in ("deal", "company", "contact", "task"):
        record_id = cast.run(create_record, KINDS[kind], named(cast, KINDS[kind], "GTX"))
    with cast.database.reading(cast.anna.workspace_id) as session:
        menu = menu_for(session, cast.anna, KINDS[kind])
        codes = [offer.code for group in menu.groups for offer in group.offers]
        record = session.get_one(KINDS[kind].model, record_id)
        scope = scope_of(session, cast.anna, KINDS[kind], record, fields=menu.fields)
        for code in codes:
            check_template(code, KINDS[kind], menu.fields, menu.constants)
            assert render(code, scope).text or [str(each) for each in render(code, scope).warnings]
        assert len(set(codes)) == len(codes) > 20
        assert all(offer.label for group in menu.groups for offer in group.offers)


def test_whoever_sees_only_some_records_is_offered_their_own_fields_alone(cast: Cast) -> None:
    cast.run(update_workspace, {"visibility": Visibility.OWN})
    narrow = Actor(**{**vars(cast.boris), "visibility": Visibility.OWN})
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert [group.label for group in menu_for(session, narrow, DEAL).groups] == ["Deal", "Besides"]


@pytest.fixture
def anna(app: FastAPI, cast: Cast) -> TestClient:
    """Anna's browser."""
    return signed_in(app, cast, cast.anna)


def test_a_preview_names_the_fields_and_fills_them_in(anna: TestClient, cast: Cast) -> None:
    deals = [cast.deal(title=f"<b>{n}</b>") for n in range(2)]
    cast.run(delete_record, DEAL, cast.deal(title="In the bin"))
    text = "Deal {{ deal.title }}: {{ deal.company }} {{ values.sum }}{% if deal.title %}!{% endif %}"
    asked = {"kind": "deal", "text": text, "value": "sum The sum"}
    page = anna.post("/placeholders/preview", data=asked).text
    for part in ('title="{{ deal.title }}">Title<', ">Company<", ">The sum<", "“Company” is empty."):
        assert part in page
    assert "For “&lt;b&gt;1&lt;/b&gt;”:" in page
    assert "Deal &lt;b&gt;1&lt;/b&gt;:  [The sum]!" in page
    assert "&lt;b&gt;0&lt;/b&gt;" in anna.post("/placeholders/preview", data={**asked, "record_id": deals[0]}).text


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({"kind": "deal", "text": "{{ deal.title"}, 200, "Line 1: “{{” is never closed by “}}”."),
        ({"kind": "deal", "text": "{{ 1 | divided_by: 0 }}"}, 200, "divides by zero"),
        ({"kind": "deal", "text": "{{ deal.gone }}"}, 200, "There is no field “deal.gone” here."),
        ({"kind": "deal", "text": "{{ deal.gone }}"}, 200, 'class="placeholder-name gone">'),
        ({"kind": "deal", "text": "{{ deal.title }}", "record_id": "999"}, 200, ">Title<"),
        ({"kind": "nothing", "text": ""}, 404, "no such kind"),
        ({}, 404, "no such kind"),
    ],
)
def test_what_can_not_be_shown_is_said(
    anna: TestClient, cast: Cast, form: dict[str, str], status: int, said: str
) -> None:
    cast.deal()
    answer = anna.post("/placeholders/preview", data=form)
    assert (answer.status_code, said in answer.text) == (status, True), answer.text


def test_without_a_record_the_fields_are_named_alone(anna: TestClient) -> None:
    page = anna.post("/placeholders/preview", data={"kind": "deal", "text": "{{ deal.title }}"}).text
    assert ">Title<" in page
    assert "For “" not in page


def test_a_preview_never_shows_what_its_reader_may_not_see(app: FastAPI, cast: Cast) -> None:
    secret = cast.deal(title="Secret", responsible_id=cast.anna.member_id)
    cast.run(update_workspace, {"visibility": Visibility.OWN})
    asked = {"kind": "deal", "text": "{{ deal.title }}", "record_id": str(secret)}
    for stranger in (cast.boris, cast.clara):
        assert "Secret" not in signed_in(app, cast, stranger).post("/placeholders/preview", data=asked).text
