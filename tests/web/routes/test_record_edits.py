"""The form of all fields: it changes what its user changed, and nothing else."""

import pytest
from fastapi import FastAPI

from stepmark.catalogue.kinds import COMPANY
from stepmark.commands.records import update_record
from stepmark.domain.co_executors import CoExecutor
from stepmark.domain.companies import Company
from stepmark.domain.deals import Deal, DealContact
from stepmark.domain.fields import CustomField
from tests.cast import Cast
from tests.support.pages import form_values
from tests.support.people import events, row
from tests.support.web import signed_in

HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "'; DROP TABLE deal; --",
    "ŻÓŁĆ ✓ 🧾",
    "a\u202eb",
    "%(name)s %s",
    "x" * 300,
]


def test_saving_an_untouched_form_changes_nothing(app: FastAPI, cast: Cast) -> None:
    cast.field("when", "datetime", label="When")
    cast.field("rate", "number", label="Rate")
    cast.field("agreed", "yes_no", label="Agreed")
    deal = cast.deal(
        by=cast.boris, amount={"amount": "10.50", "currency": "PLN"}, expected_close="2026-12-01",
        custom__when="2026-11-22 10:30", custom__rate="1.5", custom__agreed=False, company_id=cast.company(),
    )  # fmt: skip
    boris = signed_in(app, cast, cast.boris)
    form = form_values(boris.get(f"/deals/{deal}/edit").text)
    assert boris.post(f"/deals/{deal}/edit", data=form).status_code == 303
    assert [event.changes for event in events(cast, "deal", deal)[1:]] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_comes_back_as_it_was_and_never_as_markup(app: FastAPI, cast: Cast, text: str) -> None:
    company = cast.company()
    anna = signed_in(app, cast, cast.anna)
    form = form_values(anna.get(f"/companies/{company}/edit").text) | {"name": text, "address": text}
    assert anna.post(f"/companies/{company}/edit", data=form).status_code == 303
    assert form_values(anna.get(f"/companies/{company}/edit").text)["name"] == text
    for path in (f"/companies/{company}", "/companies", "/search?q=", f"/companies/{company}/fields/name"):
        assert "<script>alert" not in anna.get(path).text


@pytest.mark.parametrize("text", ["a\x00b", "x" * 301])
def test_what_can_not_be_kept_is_refused_in_words(app: FastAPI, cast: Cast, text: str) -> None:
    company = cast.company("Before")
    anna = signed_in(app, cast, cast.anna)
    form = form_values(anna.get(f"/companies/{company}/edit").text) | {"name": text}
    assert anna.post(f"/companies/{company}/edit", data=form).status_code == 422
    assert row(cast, Company, company).name == "Before"


def test_two_people_changing_different_fields_both_win(app: FastAPI, cast: Cast) -> None:
    company = cast.company()
    anna = signed_in(app, cast, cast.anna)
    form = form_values(anna.get(f"/companies/{company}/edit").text)
    cast.change("company", company, status="Client")
    assert anna.post(f"/companies/{company}/edit", data=form | {"type": "Partner"}).status_code == 303
    changed = row(cast, Company, company)
    assert (changed.status, changed.type) == ("Client", "Partner")


def test_a_clash_shows_both_values_and_keeps_everything_typed(app: FastAPI, cast: Cast) -> None:
    company = cast.company()
    anna = signed_in(app, cast, cast.anna)
    form = form_values(anna.get(f"/companies/{company}/edit").text)
    cast.change("company", company, status="Client", address="New street 1")
    clash = anna.post(f"/companies/{company}/edit", data=form | {"status": "Lost one", "type": "Partner"})
    assert clash.status_code == 409
    assert "Yours: Lost one" in clash.text
    assert "Saved meanwhile: Client" in clash.text
    again = form_values(clash.text)
    assert (again["status"], again["type"], again["address"]) == ("Lost one", "Partner", "New street 1")


@pytest.mark.parametrize(("choice", "status"), [("yours", "Lost one"), ("theirs", "Client")])
def test_the_choice_after_a_clash_is_kept_and_undoes_nothing_else(
    app: FastAPI, cast: Cast, choice: str, status: str
) -> None:
    company = cast.company()
    anna = signed_in(app, cast, cast.anna)
    form = form_values(anna.get(f"/companies/{company}/edit").text)
    cast.change("company", company, status="Client", address="New street 1")
    clash = anna.post(f"/companies/{company}/edit", data=form | {"status": "Lost one", "type": "Partner"})
    settled = form_values(clash.text) | {"keep__status": choice}
    assert anna.post(f"/companies/{company}/edit", data=settled).status_code == 303
    changed = row(cast, Company, company)
    assert (changed.status, changed.type, changed.address) == (status, "Partner", "New street 1")


def test_a_link_to_a_deleted_record_and_a_lost_option_survive_another_edit(app: FastAPI, cast: Cast) -> None:
    field = cast.field("tier", "choice", label="Tier", options=["A", "B"])
    company = cast.company("Gone GmbH")
    deal = cast.deal(company_id=company, custom__tier="A")
    anna = signed_in(app, cast, cast.anna)
    anna.delete(f"/companies/{company}")
    with cast.database.writing(cast.anna.workspace_id) as session:
        session.get_one(CustomField, field).options = ["B"]
        session.commit()
    form = form_values(anna.get(f"/deals/{deal}/edit").text)
    assert anna.post(f"/deals/{deal}/edit", data=form | {"source": "Referral"}).status_code == 303
    kept = row(cast, Deal, deal)
    assert (kept.company_id, kept.source) == (company, "Referral")


def test_others_records_can_be_seen_but_not_edited(app: FastAPI, cast: Cast) -> None:
    company = cast.company()
    boris = signed_in(app, cast, cast.boris)
    assert boris.get(f"/companies/{company}").status_code == 200
    assert boris.get(f"/companies/{company}/edit").status_code == 403
    assert boris.post(f"/companies/{company}/edit", data={"name": "Mine"}).status_code == 403
    cast.run(update_record, COMPANY, company, {"responsible_id": cast.boris.member_id})
    assert boris.get(f"/companies/{company}/edit").status_code == 200


def test_the_people_on_a_deal_are_added_kept_and_dropped(app: FastAPI, cast: Cast) -> None:
    ewa, ola = cast.contact("Ewa"), cast.contact("Ola")
    deal = cast.deal(by=cast.boris, contact_ids=[ewa])
    boris = signed_in(app, cast, cast.boris)
    form = form_values(boris.get(f"/deals/{deal}/edit").text) | {"contact_ids": str(ewa)}
    more = form | {"add_contact": str(ola), "co_executor_ids": str(cast.magda.member_id)}
    assert boris.post(f"/deals/{deal}/edit", data=more).status_code == 303
    assert _people(cast, deal) == ([ewa, ola], [cast.magda.member_id])
    fewer = form_values(boris.get(f"/deals/{deal}/edit").text) | {"contact_ids": str(ola)}
    fewer.pop("co_executor_ids", None)
    assert boris.post(f"/deals/{deal}/edit", data=fewer).status_code == 303
    assert _people(cast, deal) == ([ola], [])


def test_a_contact_nobody_is_called_like_is_asked_about(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    form = form_values(boris.get(f"/deals/{deal}/edit").text)
    typed = form | {"add_contact_text": "Nobody", "co_executor_ids": str(cast.magda.member_id)}
    refused = boris.post(f"/deals/{deal}/edit", data=typed)
    assert refused.status_code == 422
    assert "No single contact is called “Nobody”." in refused.text
    again = form_values(refused.text)
    assert (again["add_contact_text"], again["co_executor_ids"]) == ("Nobody", str(cast.magda.member_id))
    assert _people(cast, deal) == ([], [])


def test_such_a_contact_is_told_beside_what_else_is_wrong(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    boris = signed_in(app, cast, cast.boris)
    for path, sent_to in ((f"/deals/{deal}/edit", f"/deals/{deal}/edit"), ("/deals/new", "/deals")):
        typed = form_values(boris.get(path).text) | {"add_contact_text": "Nobody", "title": "", "amount": "lots"}
        refused = boris.post(sent_to, data=typed)
        assert refused.status_code == 422
        for name in ("title", "amount", "contact_ids"):
            assert f'href="#f-{name}"' in refused.text
            assert f'id="f-{name}-error"' in refused.text


def _people(cast: Cast, deal: int) -> tuple[list[int], list[int]]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        contacts = session.query(DealContact).filter_by(deal_id=deal).order_by(DealContact.position)
        helpers = session.query(CoExecutor).filter_by(kind="deal", record_id=deal)
        return [each.contact_id for each in contacts], [each.member_id for each in helpers]
