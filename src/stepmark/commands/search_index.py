"""Keeping the search's words: what a change's events say of records, brought into the index before the change commits.

It reads what has happened instead of being called by each verb, so that a verb can't forget it, and so that a chunk of
an import pays once. A tick, a move or a closing changes no words and costs nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.work import Event, Work
from stepmark.domain.search import SearchSlip, SearchTerm
from stepmark.platform.words import shortened
from stepmark.queries.search_terms import terms_by_record

SHORTEST_SLIP = 4
_AT_ONCE = 500
_UNSEEN = {"synchronize_session": False}
_BY_HAND = {"scoped_by_hand": True}
_WHOLE = ("created", "deleted", "restored")

Terms = Mapping[int, set[str]]


def follow(work: Work) -> None:
    """Index the records that the work's events tell of: a few statements for each kind, however many records."""
    touched: dict[str, set[int]] = defaultdict(set)
    new: dict[str, set[int]] = defaultdict(set)
    for event in work.events:
        if _is_about_words(event):
            touched[event.kind].add(event.record_id)
            if event.name == f"{event.kind}.created":
                new[event.kind].add(event.record_id)
    for kind, ids in sorted(touched.items()):
        index_records(work, KINDS[kind], ids, new[kind])


def index_records(work: Work, kind: Kind, ids: Collection[int], new: Collection[int] = ()) -> None:
    """Let the index say of these records what they say themselves; of deleted ones, nothing.

    Of those that are `new` it says nothing yet.
    """
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        _index(work, kind, ordered[start : start + _AT_ONCE], new)


def forget_records(work: Work, kind: Kind, ids: Collection[int]) -> None:
    """Drop what the index says of records that are deleted for ever."""
    if gone := _present(work, kind, ids):
        _replace(work, kind, gone, {})


def _is_about_words(event: Event) -> bool:
    if event.kind not in KINDS:
        return False
    verb = event.name.removeprefix(f"{event.kind}.")
    return verb in _WHOLE or not KINDS[event.kind].searched.isdisjoint(event.changes)


def _index(work: Work, kind: Kind, ids: Collection[int], new: Collection[int]) -> None:
    wanted, present = terms_by_record(work.session, kind, ids), _present(work, kind, [*set(ids).difference(new)])
    changed = {row_id for row_id in ids if wanted.get(row_id, set()) != present.get(row_id, set())}
    _replace(
        work,
        kind,
        {row_id: terms for row_id, terms in present.items() if row_id in changed},
        {row_id: terms for row_id, terms in wanted.items() if row_id in changed},
    )


def _present(work: Work, kind: Kind, ids: Collection[int]) -> dict[int, set[str]]:
    present: dict[int, set[str]] = defaultdict(set)
    if not ids:
        return present
    query = select(SearchTerm.record_id, SearchTerm.term)
    for row_id, term in work.session.execute(query.where(SearchTerm.kind == kind.name, SearchTerm.record_id.in_(ids))):
        present[row_id].add(term)
    return present


def _replace(work: Work, kind: Kind, old: Terms, new: Terms) -> None:
    if old:
        ours = SearchTerm.kind == kind.name, SearchTerm.record_id.in_(old)
        work.session.execute(delete(SearchTerm).where(*ours), execution_options=_UNSEEN)
    rows = [
        {"workspace_id": work.actor.workspace_id, "kind": kind.name, "record_id": row_id, "term": term}
        for row_id, terms in new.items()
        for term in sorted(terms)
    ]
    _add(work, SearchTerm, rows)
    before, after = _words(old), _words(new)
    _learn(work, after - before)
    _unlearn(work, before - after)


def _words(terms: Terms) -> set[str]:
    """The words that can be mistyped: numbers can't, as any number may be meant."""
    return {term for each in terms.values() for term in each if len(term) >= SHORTEST_SLIP and term.isalpha()}


def _learn(work: Work, words: set[str]) -> None:
    if not words:
        return
    query = select(SearchSlip.word).where(SearchSlip.left.in_(words), SearchSlip.left == SearchSlip.word)
    new = words - set(work.session.scalars(query))
    # In one order for all, so that two who learn the same words at once wait for one another and don't lock up.
    rows = [
        {"workspace_id": work.actor.workspace_id, "left": left, "word": word}
        for word in sorted(new)
        for left in sorted(shortened(word))
    ]
    _add(work, SearchSlip, rows)


def _unlearn(work: Work, words: set[str]) -> None:
    """Forget words that no record has any more, a purged person's name among them."""
    if not words:
        return
    term = aliased(SearchTerm)
    still = exists().where(
        term.workspace_id == work.actor.workspace_id, term.kind.in_(KINDS), term.term == SearchSlip.word
    )
    lefts = {left for word in words for left in shortened(word)}
    gone = delete(SearchSlip).where(SearchSlip.left.in_(lefts), SearchSlip.word.in_(words), ~still)
    work.session.execute(gone, execution_options=_UNSEEN)


def _add(work: Work, model: type[Any], rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    dialect = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
    adding = dialect.insert(model.__table__).on_conflict_do_nothing()
    work.session.execute(adding, rows, execution_options=_BY_HAND)
