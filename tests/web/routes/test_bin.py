"""The recycle bin."""

from fastapi import FastAPI

from stepmark.catalogue.kinds import COMPANY, DEAL, KINDS
from stepmark.commands.notes import add_note
from stepmark.commands.records import delete_record
from stepmark.domain.companies import Company
from stepmark.domain.deals import Deal
from stepmark.domain.fields import FieldValue
from stepmark.domain.history import History
from stepmark.domain.notes import File, Note
from stepmark.domain.tasks import Task
from stepmark.domain.ticks import Tick
from tests.cast import Cast
from tests.support.people import events, row, rows
from tests.support.statements import statements_of
from tests.support.web import signed_in


def test_a_deleted_record_says_who_deleted_it_and_comes_back_with_its_ticks(app: FastAPI, cast: Cast) -> None:
    cast.bind("company", cast.steps[0])
    company = cast.company("Back soon")
    deal = cast.deal(company_id=company)
    anna = signed_in(app, cast, cast.anna)
    anna.delete(f"/companies/{company}")
    assert cast.ticked(deal) == set()
    page = anna.get("/bin?kind=company").text
    assert "Back soon" in page
    assert "Anna Maj" in page[page.index("<main") :]
    restored = anna.delete(f"/bin/companies/{company}")
    assert restored.headers["location"] == f"/companies/{company}"
    assert cast.ticked(deal) == {cast.steps[0]}


def test_one_restores_what_one_might_have_deleted(app: FastAPI, cast: Cast) -> None:
    company = cast.company()
    cast.run(delete_record, COMPANY, company)
    for actor, status in ((cast.boris, 403), (cast.viktor, 403), (cast.clara, 404)):
        assert signed_in(app, cast, actor).delete(f"/bin/companies/{company}").status_code == status
    assert "Restore" not in signed_in(app, cast, cast.boris).get("/bin?kind=company").text


def test_purging_takes_everything_along_and_wakes_nothing(app: FastAPI, cast: Cast) -> None:
    cast.field("budget")
    cast.bind("company", cast.steps[0])
    company = cast.company(phones=["+48 600 100 200"])
    deal = cast.deal(company_id=company, custom__budget=5)
    cast.run(add_note, COMPANY, company, "Secret")
    anna = signed_in(app, cast, cast.anna)
    anna.post(f"/companies/{company}/files", files={"file": ("a.txt", b"a")})
    anna.delete(f"/companies/{company}")
    before = len(rows(cast, History))
    assert anna.get(f"/bin/companies/{company}/purge").status_code == 200
    assert anna.post(f"/bin/companies/{company}/purge").status_code == 303
    assert rows(cast, Company) + rows(cast, Note) + rows(cast, File) == []
    assert row(cast, Deal, deal).company_id is None
    assert [event.name for event in rows(cast, History)[before:]] == ["company.purged"]


def test_purging_a_deal_takes_its_tasks_ticks_and_values(app: FastAPI, cast: Cast) -> None:
    cast.field("budget")
    cast.bind("custom.budget", cast.steps[0])
    deal, other = cast.deal(custom__budget=5), cast.deal(custom__budget=7)
    anna = signed_in(app, cast, cast.anna)
    anna.post("/tasks", data={"title": "Call", "deal_id": deal})
    anna.delete(f"/deals/{deal}")
    assert anna.post(f"/bin/deals/{deal}/purge").status_code == 303
    assert [each.id for each in rows(cast, Deal)] == [other]
    assert rows(cast, Task) == []
    assert [tick.deal_id for tick in rows(cast, Tick)] == [other]
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert [value.record_id for value in session.query(FieldValue)] == [other]


def test_only_administrators_purge_and_only_from_the_bin(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(by=cast.boris)
    assert signed_in(app, cast, cast.anna).post(f"/bin/deals/{deal}/purge").status_code == 404
    cast.run(delete_record, DEAL, deal)
    for actor in (cast.boris, cast.magda, cast.viktor):
        assert signed_in(app, cast, actor).post(f"/bin/deals/{deal}/purge").status_code == 403
    assert signed_in(app, cast, cast.clara).post(f"/bin/deals/{deal}/purge").status_code == 404
    assert events(cast, "deal", deal)[-1].name == "deal.deleted"


def test_the_bin_goes_on_page_by_page_at_the_same_cost(app: FastAPI, cast: Cast) -> None:
    anna = signed_in(app, cast, cast.anna)
    for number in range(3):
        cast.run(delete_record, COMPANY, cast.company(f"Company {number}"))
    anna.get("/bin?kind=company")
    with statements_of(app.state.database) as for_few:
        anna.get("/bin?kind=company")
    for number in range(3, 55):
        cast.run(delete_record, COMPANY, cast.company(f"Company {number}"))
    with statements_of(app.state.database) as for_many:
        first = anna.get("/bin?kind=company").text
    assert len(for_many) == len(for_few)
    last = min(company.id for company in rows(cast, Company)) + 5
    assert f"after={last}" in first
    second = anna.get(f"/bin?kind=company&after={last}").text
    assert "Company 4<" in second
    assert "Company 5<" not in second


def test_each_kind_has_its_tab(app: FastAPI, cast: Cast) -> None:
    anna = signed_in(app, cast, cast.anna)
    assert all(anna.get(f"/bin?kind={kind}").status_code == 200 for kind in KINDS)
    assert anna.get("/bin?kind=nonsense").status_code == 404
