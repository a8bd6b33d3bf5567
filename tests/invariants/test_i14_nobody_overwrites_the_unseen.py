"""I14: nobody overwrites what they have not seen; a clash shows both values."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import COMPANY, DEAL
from stepmark.commands.deal_moves import close_deal, move_deal
from stepmark.commands.people import people_of
from stepmark.commands.records import update_record
from stepmark.commands.work import Work
from stepmark.domain.deals import Deal
from stepmark.platform.errors import Problem
from tests.cast import Cast
from tests.invariants.racing import change, cross

FORM = {"title": "ACME — ERP integration", "source": "", "expected_close": ""}


def test_a_forms_untouched_fields_do_not_undo_what_others_changed(cast: Cast) -> None:
    deal = cast.deal()
    cast.change("deal", deal, source="Fair")
    save(cast, deal, {**FORM, "title": "Renamed"}, version=1)
    assert (row(cast, deal).title, row(cast, deal).source) == ("Renamed", "Fair")


def test_a_clash_shows_both_values(cast: Cast) -> None:
    deal = cast.deal()
    cast.change("deal", deal, source="Fair")
    with pytest.raises(Problem, match="conflict") as refused:
        save(cast, deal, {**FORM, "source": "Website"}, version=1)
    clash = refused.value.more["clashes"][0]
    assert (clash["field"], clash["yours"], clash["theirs"]) == ("source", "Website", "Fair")
    assert row(cast, deal).source == "Fair"


def test_the_same_change_made_twice_is_no_clash(cast: Cast) -> None:
    deal = cast.deal()
    cast.change("deal", deal, source="Fair")
    save(cast, deal, {**FORM, "source": "Fair"}, version=1)
    assert row(cast, deal).version == 2


def test_custom_values_clash_as_well(cast: Cast) -> None:
    cast.field("tags", "text", multiple=True)
    deal = cast.deal(custom__tags=["a"])
    cast.change("deal", deal, custom__tags=["a", "b"])
    with pytest.raises(Problem, match="conflict"):
        save(cast, deal, {"custom.tags": ["a", "c"]}, version=1)
    save(cast, deal, {"custom.tags": ["a"]}, version=1)
    cast.change("deal", deal, custom__tags=None)
    assert row(cast, deal).version == 3


def test_if_match_refuses_any_older_version(cast: Cast) -> None:
    company = cast.company()
    cast.change("company", company, status="Client")
    with pytest.raises(Problem, match="conflict") as refused:
        cast.run(update_record, COMPANY, company, {"type": "Partner"}, version=1, strict=True)
    assert refused.value.more["version"] == 2
    cast.run(update_record, COMPANY, company, {"type": "Partner"}, version=2, strict=True)


def test_a_version_from_before_the_beginning_has_seen_nothing(cast: Cast) -> None:
    deal = cast.deal()
    for version in (0, -1, -(10**30)):
        with pytest.raises(Problem, match="conflict"):
            save(cast, deal, {"title": "Renamed"}, version=version)
    save(cast, deal, {"title": "Renamed"}, version=10**30)
    assert row(cast, deal).title == "Renamed"


def test_a_form_does_not_move_a_deal_back_where_others_moved_it_on(cast: Cast) -> None:
    deal = cast.deal()
    cast.run(move_deal, deal, cast.stages[1])
    save(cast, deal, {**FORM, "stage_id": str(cast.stages[0]), "title": "Renamed"}, version=1)
    assert (row(cast, deal).stage_id, row(cast, deal).title) == (cast.stages[1], "Renamed")
    with pytest.raises(Problem, match="conflict"):
        save(cast, deal, {"stage_id": cast.stages[2]}, version=1)


def test_a_form_does_not_reopen_what_others_closed(cast: Cast) -> None:
    deal = cast.deal()
    cast.run(close_deal, deal, "lost")
    save(cast, deal, {"status": "open", "title": "Renamed"}, version=1)
    assert row(cast, deal).status == "lost"


def test_co_executors_and_contacts_are_kept_alike(cast: Cast) -> None:
    contact, boris, magda = cast.contact(), cast.boris.member_id, cast.magda.member_id
    deal = cast.deal()
    cast.run(update_record, DEAL, deal, {"co_executor_ids": [boris], "contact_ids": [contact]})
    seen = row(cast, deal).version
    assert seen > 1
    save(cast, deal, {"co_executor_ids": [], "contact_ids": [], "title": "Renamed"}, version=1)
    assert people(cast, deal) == {"contact_ids": [contact], "co_executor_ids": [boris]}
    with pytest.raises(Problem, match="conflict"):
        save(cast, deal, {"co_executor_ids": [magda]}, version=1)
    save(cast, deal, {"co_executor_ids": [magda], "contact_ids": []}, version=row(cast, deal).version)
    assert people(cast, deal) == {"contact_ids": [], "co_executor_ids": [magda]}


def test_the_currency_of_a_deal_without_an_amount_can_change(cast: Cast) -> None:
    deal = cast.deal()
    cast.run(update_record, DEAL, deal, {"currency": "PLN", "amount": ""})
    cast.run(update_record, DEAL, deal, {"amount": "10.50"})
    assert (row(cast, deal).currency, row(cast, deal).amount_minor, row(cast, deal).version) == ("PLN", 1050, 3)


def test_two_saves_of_one_field_can_not_cross(cast: Cast, swapped: bool) -> None:
    deal = cast.deal()
    pair = [change(save_in, deal, {"source": source}, 1) for source in ("Fair", "Website")]
    refused = cross(cast, *(reversed(pair) if swapped else pair))
    assert refused is not None
    assert refused.type == "conflict"
    assert row(cast, deal).source == ("Website" if swapped else "Fair")


def save(cast: Cast, deal: int, raw: dict[str, Any], version: int) -> None:
    cast.run(save_in, deal, raw, version)


def save_in(work: Work, deal: int, raw: dict[str, Any], version: int) -> None:
    update_record(work, DEAL, deal, raw, version=version)


def row(cast: Cast, deal: int) -> Deal:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.get_one(Deal, deal)


def people(cast: Cast, deal: int) -> dict[str, list[int]]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return people_of(Work(session, cast.anna), session.get_one(Deal, deal))
