"""Lists: every record once, in the order asked for, at a constant cost."""

import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.deal_moves import close_deal
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.deals import Deal
from stepmark.domain.tasks import Task
from tests.cast import Cast
from tests.support.statements import statements_of
from tests.support.web import signed_in

pytestmark = pytest.mark.both

PAGES = ["/companies", "/contacts", "/deals/list", "/tasks/list"]


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_list_leads_on(app: FastAPI, cast: Cast, path: str) -> None:
    page = signed_in(app, cast, cast.boris).get(path + "?state=all").text
    assert re.search(r'class="empty".*?href="/\w+/new"', page, re.DOTALL)


@pytest.mark.sqlite_alone
def test_each_empty_list_says_what_will_stand_in_it(app: FastAPI, cast: Cast) -> None:
    anna = signed_in(app, cast, cast.anna)
    for kind in KINDS.values():
        page = anna.get(f"{kind.list_path}?state=all").text
        assert re.search(r'class="empty".*?</h2>\s*<p>\w[^<]{40,}</p>', page, re.DOTALL), kind.plural


def test_walking_the_pages_meets_each_record_once_in_either_direction(app: FastAPI, cast: Cast) -> None:
    cast.field("size", "number", "company")
    for number in range(120):
        status = f"Status {number % 7}" if number % 3 else ""
        size = number % 11 if number % 4 else None
        cast.company(f"Company {number:03}", status=status, custom__size=size)
    anna = signed_in(app, cast, cast.anna)
    for sort in ("name", "-name", "status", "-status", "custom.size", "-custom.size", "phones"):
        forth, last = _walk(anna, f"/companies?sort={sort}", "next")
        back, _first = _walk(anna, last, "prev")
        assert len(forth) == len(set(forth)) == 120, sort
        assert sorted(back) == sorted(forth), sort


def test_rows_stand_in_the_order_of_the_column_with_empty_ones_last(app: FastAPI, cast: Cast) -> None:
    for title, amount in (("Middle", "20"), ("Least", "3"), ("None", None), ("Most", "100")):
        cast.deal(title=title, amount=amount)
    anna = signed_in(app, cast, cast.anna)
    assert _names(anna.get("/deals/list?sort=amount").text) == ["Least", "Middle", "Most", "None"]
    assert _names(anna.get("/deals/list?sort=-amount").text) == ["Most", "Middle", "Least", "None"]


def test_the_quick_filter_folds_every_alphabet_and_takes_signs_as_they_are(app: FastAPI, cast: Cast) -> None:
    for name in ("ŻUBR", "Ромашка", "100% Juice", "Other"):
        cast.company(name)
    anna = signed_in(app, cast, cast.anna)
    assert _names(anna.get("/companies?q=żubr").text) == ["ŻUBR"]
    assert _names(anna.get("/companies?q=РОМ").text) == ["Ромашка"]
    assert _names(anna.get("/companies?q=%25").text) == ["100% Juice"]


def test_one_may_ask_for_ones_own_and_for_a_status_or_a_stage(app: FastAPI, cast: Cast) -> None:
    cast.deal(title="Anna's")
    cast.deal(title="Boris's", by=cast.boris)
    cast.run(close_deal, cast.deal(title="Won one", by=cast.boris), "won")
    cast.deal(title="Further on", by=cast.boris, stage_id=cast.stages[1])
    boris = signed_in(app, cast, cast.boris)
    assert _names(boris.get("/deals/list?mine=1").text) == ["Boris&#39;s", "Further on"]
    assert _names(boris.get("/deals/list?state=won").text) == ["Won one"]
    assert _names(boris.get(f"/deals/list?stage={cast.stages[1]}").text) == ["Further on"]


@pytest.mark.parametrize("path", PAGES)
def test_nonsense_in_the_address_does_no_harm(app: FastAPI, cast: Cast, path: str) -> None:
    anna = signed_in(app, cast, cast.anna)
    for query in ("sort=nonsense", "sort=-", "after=999999", "before=x", "after=" + "9" * 40, "state=odd", "stage=-1"):
        assert anna.get(f"{path}?{query}").status_code == 200


def test_a_list_holds_nothing_of_other_workspaces_or_of_the_bin(app: FastAPI, cast: Cast) -> None:
    company = cast.company("Ours")
    cast.company("Kept")
    anna = signed_in(app, cast, cast.anna)
    anna.delete(f"/companies/{company}")
    assert _names(anna.get("/companies").text) == ["Kept"]
    assert _names(signed_in(app, cast, cast.clara).get("/companies").text) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_list_of_two_hundred_costs_what_one_of_ten_does(app: FastAPI, cast: Cast, path: str) -> None:
    cast.field("size", "number", "company")
    company = cast.company("First", phones=["+48 600 100 200"], custom__size=1)
    boris = signed_in(app, cast, cast.boris)
    _fill(cast, 10, company)
    boris.get(path)
    with statements_of(app.state.database) as for_ten:
        boris.get(path)
    _fill(cast, 190, company)
    with statements_of(app.state.database) as for_many:
        boris.get(path)
    assert len(for_many) == len(for_ten) <= 12


def _fill(cast: Cast, number: int, company: int) -> None:
    """Straight into the tables: two hundred records through their verbs would take a minute."""
    stage, process = cast.stages[0], cast.process_id
    with cast.database.writing(cast.anna.workspace_id) as session:
        for each in range(number):
            owner = cast.boris.member_id
            session.add(Company(name=f"Company {each}", parent_id=company, responsible_id=owner))
            session.add(Contact(name=f"Contact {each}", company_id=company, responsible_id=owner))
            session.add(
                Deal(
                    title=f"Deal {each}", process_id=process, stage_id=stage, currency="EUR", company_id=company,
                    responsible_id=owner,
                )
            )  # fmt: skip
            session.add(Task(title=f"Task {each}", responsible_id=owner))
        session.commit()


def _names(html: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a [^>]*>([^<]*)</a>', html)


def _walk(client: TestClient, url: str, way: str) -> tuple[list[str], str]:
    names: list[str] = []
    while True:
        html = client.get(url).text
        names += _names(html)
        link = re.search(rf'rel="{way}"\s+href="([^"]+)"', html)
        if link is None:
            return names, url
        url = link[1].replace("&amp;", "&")
