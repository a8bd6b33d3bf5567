"""Other systems' exports find their fields by themselves."""

import pytest

from stepmark.catalogue.kinds import KINDS
from stepmark.importing.systems import SYSTEMS, known_columns, system_of
from stepmark.importing.table import read_table
from stepmark.importing.targets import Names, targets_of
from tests.cast import Cast
from tests.support.imports import bring_in, exported_rows, faults

pytestmark = pytest.mark.sqlite_alone  # what a column fills is not the database's business; whole imports run on both

HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Associated Company,Job Title\n"
    "7,Olga,Kowalska,olga@acme.example,+48 600 100 200,+48 600 100 201,Boris Lem,ACME,Buyer\n"
)
PIPEDRIVE = (
    "Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Stage,Deal - Status,Deal - Owner,Deal - Organization,"
    "Deal - Contact person,Person - Email - Work,Deal - Expected close date\n"
    "Sale,1200.50,PLN,Proposal,Open,Boris Lem,ACME,Olga Kowalska,olga@acme.example,2026-12-31\n"
)
BITRIX = (
    "ID;Название компании;Тип компании;Рабочий телефон;Мобильный телефон;Рабочий e-mail;Корпоративный сайт;"
    "Ответственный\n"
    "5;ООО Ромашка;Клиент;+7 495 123-45-67;+7 916 123-45-67;info@romashka.example;https://romashka.example;Boris Lem\n"
)
LIVESPACE = (
    "Nazwa szansy;Etap procesu;Wartość szansy;Waluta;Firma;Telefon firmy;Osoba kontaktowa;Opiekun;Źródło pozyskania\n"
    "Wdrożenie;Proposal;12 500,50;PLN;ACME;+48 600 100 200;Olga Kowalska;Boris Lem;Polecenie\n"
)


@pytest.mark.parametrize(
    ("kind", "text", "system"),
    [
        ("contact", HUBSPOT, "HubSpot"),
        ("deal", PIPEDRIVE, "Pipedrive"),
        ("company", BITRIX, "Bitrix24"),
        ("deal", LIVESPACE, "Livespace"),
    ],
)
def test_an_export_is_recognised_by_its_columns(kind: str, text: str, system: str) -> None:
    assert system_of(kind, read_table(text.encode()).columns) == system


def test_a_file_of_ones_own_is_no_systems_export() -> None:
    assert system_of("deal", ["title", "amount", "notes", "colour"]) is None


def test_hubspots_contacts_come_with_both_names_and_all_phones(cast: Cast) -> None:
    run = bring_in(cast, "contact", HUBSPOT, linked={"company": "add"})
    (row,) = exported_rows(cast, "contact")
    assert (row["name"], row["job_title"], row["company"]) == ("Olga Kowalska", "Buyer", "ACME")
    assert (row["phones"], row["emails"]) == ("+48 600 100 200; +48 600 100 201", "olga@acme.example")
    assert [told[1] for told in faults(cast, run)] == ["Record ID"]


def test_pipedrives_deals_bring_their_organisation_and_person(cast: Cast) -> None:
    bring_in(cast, "deal", PIPEDRIVE, linked={"company": "add"})
    (row,) = exported_rows(cast, "deal")
    assert (row["title"], row["amount"], row["currency"], row["stage"]) == ("Sale", "1200.50", "PLN", "Proposal")
    assert (row["company"], row["contact"], row["expected_close"]) == ("ACME", "Olga Kowalska", "2026-12-31")
    assert exported_rows(cast, "contact")[0]["emails"] == "olga@acme.example"


def test_bitrix24s_companies_come_in_russian(cast: Cast) -> None:
    bring_in(cast, "company", BITRIX)
    (row,) = exported_rows(cast, "company")
    assert (row["name"], row["type"], row["emails"]) == ("ООО Ромашка", "Клиент", "info@romashka.example")
    assert (row["phones"].count("+7"), row["website"], row["responsible"]) == (
        2,
        "https://romashka.example",
        "Boris Lem",
    )


def test_livespaces_deals_come_in_polish(cast: Cast) -> None:
    bring_in(cast, "deal", LIVESPACE, linked={"contact": "add"})
    (row,) = exported_rows(cast, "deal")
    assert (row["title"], row["amount"], row["source"]) == ("Wdrożenie", "12500.50", "Polecenie")
    assert exported_rows(cast, "company")[0]["phones"] == "+48 600 100 200"


@pytest.mark.parametrize("kind", KINDS)
def test_every_known_column_fills_a_field_there_is(cast: Cast, kind: str) -> None:
    with cast.database.reading(cast.anna.workspace_id) as session:
        fields = targets_of(session, KINDS[kind])
    names = Names(KINDS[kind], fields)
    assert {key for key, _place in known_columns(kind).values()} <= set(fields)
    columns = [name for tables in SYSTEMS.values() for known in tables.get(kind, {}).values() for name in known]
    assert [name for name in columns if names.guess(name) is None] == []
