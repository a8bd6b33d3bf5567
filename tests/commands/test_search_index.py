"""The search's words say at any time what the records say, and nothing of what is gone."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, KINDS, TASK, Kind
from stepmark.commands.bin import purge_record
from stepmark.commands.inline_records import create_with_links
from stepmark.commands.purge import purge_bin
from stepmark.commands.records import create_record, delete_record, restore_record, update_record
from stepmark.commands.search_rebuild import forget_words, index_chunk
from stepmark.commands.ticks import tick_step
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.search import SearchSlip, SearchTerm
from stepmark.platform.errors import Problem
from stepmark.platform.words import phone_terms, shortened, terms_of
from tests.cast import Cast
from tests.support.statements import statements_of

Index = tuple[set[tuple[str, int, str]], set[tuple[str, str]]]

NAMES = st.sampled_from(["Kowalski", "Kowalska Anna", "Łódź", "Иванов", "Nova 500", "S.A.", "Anna-Maria O'Neill"])
PHONES = st.sampled_from([[], ["+48 600 100 200"], ["600 100 200", "+7 912 345-67-89"]])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["create", "rename", "delete", "restore", "purge", "fail"]), NAMES, PHONES, st.integers(0, 20)
    ),
    min_size=1,
    max_size=12,
)


@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_index_is_what_the_records_say_after_whatever_happens_to_them(cast: Cast, steps: list[Any]) -> None:
    ids: list[tuple[Kind, int]] = []
    for step, name, phones, pick in steps:
        kind, record_id = ids[pick % len(ids)] if ids else (COMPANY, 0)
        _do(cast, ids, step, kind, record_id, name, phones)
    assert _index(cast) == _said(cast)


def test_a_rebuild_comes_to_the_same(cast: Cast) -> None:
    company = cast.company("Łódzkie Zakłady", phones=["+48 600 100 200"], website="zaklady.pl", address="Śląska 7")
    cast.contact("Юлия Щукина", company_id=company, emails=["yulia@example.com"])
    cast.run(delete_record, DEAL, cast.deal(title="Gone"))
    cast.run(create_record, TASK, {"title": "Call"})
    before = _index(cast)
    assert before == _said(cast)
    while cast.run(forget_words):
        pass
    assert _index(cast) == (set(), set())
    for kind in KINDS.values():
        last: int | None = 0
        while last is not None:
            last = cast.run(index_chunk, kind, last)
    assert _index(cast) == before


def test_a_purged_persons_name_is_forgotten(cast: Cast) -> None:
    contact = cast.contact("Kowalski", phones=["+48 600 100 200"])
    cast.run(delete_record, CONTACT, contact)
    cast.run(purge_record, CONTACT, contact)
    assert _index(cast) == (set(), set())


def test_tasks_go_with_their_purged_deal(cast: Cast) -> None:
    deal = cast.deal(title="Roof")
    cast.run(create_record, TASK, {"title": "Measure", "deal_id": deal})
    cast.run(delete_record, DEAL, deal)
    cast.run(purge_bin, -1)
    assert _index(cast) == (set(), set())


def test_a_refused_change_changes_no_words(cast: Cast) -> None:
    cast.company("Novum")
    before = _index(cast)
    with pytest.raises(Problem):
        cast.run(create_with_links, DEAL, {"title": "Deal", "company_id": "new:Other", "currency": "nonsense"})
    assert _index(cast) == before


def test_words_cost_a_few_statements_when_names_change_and_nothing_otherwise(cast: Cast) -> None:
    deal = cast.deal(title="Roof tiles")
    with statements_of(cast.database) as creating:
        cast.deal(title="Roof beams")
    with statements_of(cast.database) as ticking:
        cast.run(tick_step, deal, cast.steps[0])
        cast.change("deal", deal, amount="10")
    assert len([each for each in creating if "search_" in each]) <= 5
    assert [each for each in ticking if "search_" in each] == []


def _do(cast: Cast, ids: list[Any], step: str, kind: Kind, record_id: int, name: str, phones: list[str]) -> None:
    points = {"phones": phones} if kind.points else {}
    if step == "create" or not ids:
        made = list(KINDS.values())[len(ids) % 4]
        more = {"phones": phones} if made.points else {}
        ids.append((made, cast.run(create_record, made, {made.title_key: name, **more})))
        return
    verbs: dict[str, Any] = {
        "rename": lambda: cast.run(update_record, kind, record_id, {kind.title_key: name, **points}),
        "delete": lambda: cast.run(delete_record, kind, record_id),
        "restore": lambda: cast.run(restore_record, kind, record_id),
        "purge": lambda: cast.run(purge_record, kind, record_id),
        "fail": lambda: cast.run(update_record, kind, record_id, {kind.title_key: name, "no_such": 1}),
    }
    try:
        verbs[step]()
    except Problem:
        return  # what is deleted can't be renamed, what is there can't be purged: the index is to stay right then too


def _index(cast: Cast) -> Index:
    with cast.database.reading(cast.anna.workspace_id) as session:
        terms = session.execute(select(SearchTerm.kind, SearchTerm.record_id, SearchTerm.term))
        slips = session.execute(select(SearchSlip.left, SearchSlip.word))
        return {(row[0], row[1], row[2]) for row in terms}, {(row[0], row[1]) for row in slips}


def _said(cast: Cast) -> Index:
    """What the records say, counted out anew by hand."""
    terms: set[tuple[str, int, str]] = set()
    with cast.database.reading(cast.anna.workspace_id) as session:
        for kind in KINDS.values():
            for record in session.scalars(select(kind.model).where(kind.model.deleted_at.is_(None))):
                texts = [record.label, getattr(record, "website", ""), getattr(record, "address", "")]
                terms |= {(kind.name, record.id, term) for text in texts for term in terms_of(text or "")}
                points = select(ContactPoint).filter_by(kind=kind.name, record_id=record.id)
                for point in session.scalars(points):
                    found = phone_terms(point.text) if point.type == "phone" else terms_of(point.text)
                    terms |= {(kind.name, record.id, term) for term in found}
    words = {term for _kind, _id, term in terms if len(term) >= 4 and term.isalpha()}
    return terms, {(left, word) for word in words for left in shortened(word)}
