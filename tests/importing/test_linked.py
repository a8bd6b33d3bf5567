"""Rows that bring their company and their contact along."""

import pytest
from sqlalchemy import select

from stepmark.domain.contacts import Contact
from stepmark.domain.history import History
from tests.cast import Cast
from tests.support.imports import bring_in, exported_rows, faults, outcome

pytestmark = pytest.mark.sqlite_alone  # what a column fills is not the database's business; whole imports run on both

HEADER = "title,company,Company phone,contact,Contact e-mail\n"


def test_a_row_makes_its_deal_its_company_and_its_contact(cast: Cast) -> None:
    run = bring_in(cast, "deal", HEADER + "Sale,ACME,+48 600 100 200,Olga,olga@acme.example\n")
    (deal,), (company,), (contact,) = (exported_rows(cast, kind) for kind in ("deal", "company", "contact"))
    assert (deal["company"], deal["contact"]) == ("ACME", "Olga")
    assert (company["phones"], contact["emails"], contact["company"]) == (
        "+48 600 100 200",
        "olga@acme.example",
        "ACME",
    )
    assert (outcome(cast, run).added, faults(cast, run)) == (1, [])
    with cast.database.reading(cast.anna.workspace_id) as session:
        created = session.scalars(select(History).where(History.name.like("%.created"))).all()
    assert {each.cause["import"] for each in created} == {run}


def test_rows_of_one_company_share_it_within_a_chunk_and_across(cast: Cast) -> None:
    rows = "".join(
        f"Sale {at},{'ACME' if at % 2 else 'acme'},,Olga {at % 3},o{at % 3}@acme.example\n" for at in range(250)
    )
    bring_in(cast, "deal", HEADER + rows)
    assert [row["name"] for row in exported_rows(cast, "company")] == ["acme"]
    assert len(exported_rows(cast, "contact")) == 3
    assert len(exported_rows(cast, "deal")) == 250


def test_what_is_there_is_linked_and_stays_unless_it_is_to_be_merged(cast: Cast) -> None:
    cast.company("ACME")
    text = HEADER + "Sale,acme,+48 600 100 200,,\n"
    bring_in(cast, "deal", text)
    assert [row["phones"] for row in exported_rows(cast, "company")] == [""]
    bring_in(cast, "deal", text, linked={"company": "merge"})
    assert [row["phones"] for row in exported_rows(cast, "company")] == ["+48 600 100 200"]


def test_links_alone_are_only_looked_up_unless_said_otherwise(cast: Cast) -> None:
    run = bring_in(cast, "deal", "title,company\nSale,ACME\n")
    assert [told[2] for told in faults(cast, run)] == ["Nothing is called “ACME”. Add it first, or correct the name."]
    run = bring_in(cast, "deal", "title,company\nSale,ACME\n", linked={"company": "add"})
    assert (faults(cast, run), len(exported_rows(cast, "company"))) == ([], 1)


def test_a_contact_is_known_by_e_mail_before_by_name(cast: Cast) -> None:
    cast.contact("Jan Nowak", emails=["jan@one.example"])
    nameless = cast.contact("Ola Lis")
    rows = "A,,,Jan Nowak,JAN@one.example\nB,,,Jan Nowak,jan@two.example\nC,,,Ola Lis,ola@one.example\n"
    bring_in(cast, "deal", HEADER + rows, linked={"contact": "merge"})
    with cast.database.reading(cast.anna.workspace_id) as session:
        names = session.scalars(select(Contact.name).order_by(Contact.id)).all()
    assert names == ["Jan Nowak", "Ola Lis", "Jan Nowak"]
    emails = {row["id"]: row["emails"] for row in exported_rows(cast, "contact")}
    assert emails[str(nameless)] == "ola@one.example"


def test_a_fault_in_a_linked_cell_costs_that_cell(cast: Cast) -> None:
    run = bring_in(cast, "deal", HEADER + "Sale,ACME,12,Olga,no address\n")
    assert [(row, column) for row, column, _text, _taken in faults(cast, run)] == [
        (2, "Company phone"),
        (2, "Contact e-mail"),
    ]
    assert [row["company"] for row in exported_rows(cast, "deal")] == ["ACME"]


def test_a_linked_record_that_is_refused_costs_the_link(cast: Cast) -> None:
    cast.field("tax", kind="company", label="Tax number", type="text", required=True)
    run = bring_in(cast, "deal", "title,company\nSale,ACME\n", linked={"company": "add"})
    assert [row["title"] for row in exported_rows(cast, "deal")] == ["Sale"]
    assert faults(cast, run) == [(2, "company", "Fill in “Tax number”.", True)]
    assert exported_rows(cast, "company") == []


def test_linked_fields_tick_their_steps(cast: Cast) -> None:
    cast.bind("company", cast.steps[0])
    bring_in(cast, "deal", "title,company\nSale,ACME\n", linked={"company": "add"})
    (deal,) = exported_rows(cast, "deal")
    assert cast.ticked(int(deal["id"])) == {cast.steps[0]}


def test_further_contacts_and_co_executors_come_by_name(cast: Cast) -> None:
    cast.contact("Olga"), cast.contact("Piotr")
    run = bring_in(
        cast, "deal", "title,Further contacts,co-executors\nSale,Olga; Piotr,boris@example.com;Magda Nowak\n"
    )
    assert faults(cast, run) == []
    with cast.database.reading(cast.anna.workspace_id) as session:
        changed = session.scalars(select(History).where(History.name == "deal.updated").order_by(History.id)).all()
    assert [len(pair[1]) for event in changed for pair in event.changes.values()] == [2, 2]
