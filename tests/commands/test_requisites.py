"""Requisites: filled by template, with history, undo and nobody's work overwritten unseen."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL
from stepmark.commands.bin import purge_record
from stepmark.commands.records import delete_record, restore_record
from stepmark.commands.requisites import set_requisites
from stepmark.commands.undo import undo_change
from stepmark.domain.companies import Company
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.requisites import requisites_of
from tests.cast import Cast
from tests.support.people import events, row


def filled(cast: Cast, record_id: int, kind: str = "company") -> dict[str, Any]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return {key: dict(own) for key, own in requisites_of(session, kind, record_id).items()}


def test_each_template_is_filled_on_its_own_and_what_is_not_named_stays(cast: Cast) -> None:
    company = cast.company()
    cast.run(set_requisites, COMPANY, company, {"company": {"tax_number": " 123 ", "director": "Jan"}})
    cast.run(set_requisites, COMPANY, company, {"person": {"tax_number": "9"}, "company": {"director": ""}})
    assert filled(cast, company) == {"company": {"tax_number": "123"}, "person": {"tax_number": "9"}}
    told = events(cast, "company", company)[-1]
    assert told.name == "company.updated"
    assert told.changes == {"requisites.person.tax_number": [None, "9"], "requisites.company.director": ["Jan", None]}
    assert told.record_version == row(cast, Company, company).version == 3


def test_the_same_again_is_no_change(cast: Cast) -> None:
    contact = cast.contact()
    for _ in range(2):
        cast.run(set_requisites, CONTACT, contact, {"person": {"birth_date": "1990-05-01", "passport": "AB 1"}})
    assert len(events(cast, "contact", contact)) == 2


@pytest.mark.parametrize(
    ("template", "raw"),
    [
        ("company", {"passport": "x"}), ("person", {"birth_date": "soon"}), ("company", {"tax_number": "x" * 1001}),
        ("company", {"address.home": "x"}), ("alien", {"tax_number": "x"}), ("company", {"tax_number": ["a"]}),
        ("person", {"passport": "\0"}), ("company", {"tax_number": True}),
    ],
)  # fmt: skip
def test_what_no_template_has_and_what_can_not_be_kept_is_refused(cast: Cast, template: str, raw: Any) -> None:
    company = cast.company()
    with pytest.raises(Invalid) as refused:
        cast.run(set_requisites, COMPANY, company, {template: {**raw, "director": "Jan"}})
    assert set(raw) <= set(refused.value.errors)
    assert filled(cast, company) == {}


def test_who_may_not_edit_the_record_may_not_fill_them(cast: Cast) -> None:
    company = cast.company()
    for by, why in ((cast.boris, "not-allowed"), (cast.viktor, "not-allowed"), (cast.clara, "not-found")):
        with pytest.raises(Problem) as refused:
            cast.run(set_requisites, COMPANY, company, {"company": {"director": "Jan"}}, by=by)
        assert refused.value.type == why
    with pytest.raises(Problem):
        cast.run(set_requisites, DEAL, cast.deal(), {"company": {"director": "Jan"}})


def test_a_form_overwrites_nothing_that_its_user_has_not_seen(cast: Cast) -> None:
    company = cast.company()
    cast.run(set_requisites, COMPANY, company, {"company": {"director": "Jan"}})
    seen = row(cast, Company, company).version
    cast.run(set_requisites, COMPANY, company, {"company": {"director": "Eva"}})
    shown = {"director": "Jan", "bank_name": "PKO"}
    cast.run(set_requisites, COMPANY, company, {"company": shown}, version=seen)
    assert filled(cast, company)["company"] == {"director": "Eva", "bank_name": "PKO"}
    with pytest.raises(Problem, match="Eva") as clash:
        cast.run(set_requisites, COMPANY, company, {"company": {"director": "Ola"}}, version=seen)
    assert (clash.value.type, clash.value.field) == ("conflict", "director")
    with pytest.raises(Problem):
        cast.run(set_requisites, COMPANY, company, {"company": {"director": "Ola"}}, version=seen, strict=True)


def test_a_change_of_them_is_undone_and_redone(cast: Cast) -> None:
    company = cast.company()
    cast.run(set_requisites, COMPANY, company, {"company": {"director": "Jan"}})
    changed = cast.edge.change(cast.anna, set_requisites, COMPANY, company, {"company": {"director": "Eva"}}).undo
    assert changed is not None
    undone = cast.edge.change(cast.anna, undo_change, changed).undo
    assert undone is not None
    assert filled(cast, company)["company"] == {"director": "Jan"}
    redone = cast.edge.change(cast.anna, undo_change, undone).undo
    assert redone is not None
    assert filled(cast, company)["company"] == {"director": "Eva"}
    cast.run(set_requisites, COMPANY, company, {"company": {"director": "Ola"}})
    with pytest.raises(Problem, match="Director"):
        cast.run(undo_change, redone)


def test_they_come_back_with_their_record_and_are_purged_with_it(cast: Cast) -> None:
    company = cast.company()
    cast.run(set_requisites, COMPANY, company, {"company": {"director": "Jan"}})
    cast.run(delete_record, COMPANY, company)
    cast.run(restore_record, COMPANY, company)
    assert filled(cast, company) != {}
    cast.run(delete_record, COMPANY, company)
    cast.run(purge_record, COMPANY, company)
    assert filled(cast, company) == {}
