"""The search over all record kinds as one types: words in any order, each at its beginning, with a slip at most.

It starts from the rarest word and looks up the others record by record, so that its cost hardly grows with the data.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, literal, select, union_all
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.domain.rights import Actor
from stepmark.domain.search import SearchTerm
from stepmark.platform.words import bare, forms_of, other_keys, terms_of, words_of
from stepmark.queries.named import is_named
from stepmark.queries.search_terms import terms_by_record
from stepmark.queries.search_words import COMMON, Word, ending, has, may_be_a_number, words_for
from stepmark.queries.visible import in_use, live

MOST_SHOWN = 20
# Up to here results are counted, beyond it there are "more".
MOST_COUNTED = 100
# More than are counted, as a record may have several terms that begin alike.
_MOST_ROWS = 2 * MOST_COUNTED
_SHORTEST_SWITCHED = 3


@dataclass(frozen=True)
class Found:
    """What was found of one kind, the best first. `count` is exact unless there are `more`."""

    kind: Kind
    records: Sequence[Any]
    count: int
    more: bool


@dataclass(frozen=True)
class Answer:
    """What a text found. `text` is what was looked for: the typed one, or what its keys write on the other keyboard."""

    text: str
    words: Sequence[Word]
    found: Sequence[Found]


class _Candidate(NamedTuple):
    name: str
    is_archived: bool
    is_named_so: bool


def search(session: Session, actor: Actor, text: str, limit: int = MOST_SHOWN) -> Answer:
    """Live records that the actor sees and that have every word, archived ones last.

    Ten statements at most, twice that for other keys.
    """
    answer = _search(session, actor, text, limit)
    # A word that nobody has may have been typed on the other keyboard.
    if answer.words or len(text) < _SHORTEST_SWITCHED:
        return answer
    switched = _search(session, actor, other_keys(text), limit)
    return switched if switched.found else answer


def search_kind(session: Session, actor: Actor, kind: Kind, text: str, limit: int) -> Sequence[Any]:
    """The best of one kind, found like this, without those in the archive."""
    words = words_for(session, actor, text).get(kind.name)
    return _found(session, actor, kind, text, words, limit, in_use(kind.model)).records if words else []


def _search(session: Session, actor: Actor, text: str, limit: int) -> Answer:
    by_kind = words_for(session, actor, text)
    found = [_found(session, actor, KINDS[kind], text, words, limit) for kind, words in by_kind.items()]
    words = dict.fromkeys(word for words in by_kind.values() for word in words)
    return Answer(text, list(words), [each for each in found if each.records])


def _found(
    session: Session,
    actor: Actor,
    kind: Kind,
    text: str,
    words: Sequence[Word],
    limit: int,
    *among: ColumnElement[bool],
) -> Found:
    found, is_cut = _candidates(session, actor, kind, text, words, among)
    found = _by_what_is_seen(session, actor, kind, found, words)
    kept = dict(list(found.items())[:MOST_COUNTED])
    best = sorted(kept, key=lambda record_id: _rank(kept[record_id], text, words))[:limit]
    records = {}
    if best:
        records = {record.id: record for record in session.scalars(select(kind.model).where(kind.model.id.in_(best)))}
    return Found(kind, [records[record_id] for record_id in best], len(kept), is_cut or len(found) > len(kept))


def _candidates(
    session: Session, actor: Actor, kind: Kind, text: str, words: Sequence[Word], among: Sequence[ColumnElement[bool]]
) -> tuple[dict[int, _Candidate], bool]:
    """Records by id, those named so first, then those with the rarest word as typed; and whether there may be more."""
    rarest, others = words[0], words[1:]
    having = [_having(actor, kind, condition, order, others) for condition, order in _ways(rarest)]
    named = [_named(actor, kind, text)] if may_be_a_number(text) else []
    parts = [part.where(*among) for part in (*named, *having)]
    rows = session.execute(union_all(*(select(part.subquery(), literal(way)) for way, part in enumerate(parts)))).all()
    is_cut = any(count >= _MOST_ROWS for count in Counter(row[3] for row in rows).values())
    found: dict[int, _Candidate] = {}
    for record_id, name, is_archived, way in sorted(rows, key=lambda row: row[3]):
        found.setdefault(record_id, _Candidate(name, bool(is_archived), way < len(named)))
    return found, is_cut or rarest.common


def _named(actor: Actor, kind: Kind, text: str) -> Select[Any]:
    """Those with this very name, among the newest with its longest word: its digits may be read as another's number."""
    longest = SearchTerm.term.in_(forms_of(max(words_of(text), key=len)))
    return _having(actor, kind, longest, (SearchTerm.record_id.desc(),), ()).where(is_named(kind, text))


def _by_what_is_seen(
    session: Session, actor: Actor, kind: Kind, found: dict[int, _Candidate], words: Sequence[Word]
) -> dict[int, _Candidate]:
    """Those that have every word in fields that the actor sees: what is hidden must not be found by guessing either."""
    hidden = actor.access.hidden(kind.name) & kind.searched
    if not hidden or not found:
        return found
    terms = terms_by_record(session, kind, found, hidden)
    return {
        row_id: each
        for row_id, each in found.items()
        if each.is_named_so or all(_has(terms.get(row_id, ()), word) for word in words)
    }


def _has(terms: Collection[str], word: Word) -> bool:
    return any(word.begins(term) or term in word.slips for term in terms)


def _ways(word: Word) -> list[tuple[ColumnElement[bool], Sequence[Any]]]:
    term = SearchTerm.term
    exact = [(term == form, (SearchTerm.record_id.desc(),)) for form in word.forms]
    longer = [(and_(term > form, term < ending(form)), (term, SearchTerm.record_id)) for form in word.forms]
    return [*exact, *longer, *([(term.in_(word.slips), ())] if word.slips else [])]


def _having(
    actor: Actor, kind: Kind, condition: ColumnElement[bool], order: Sequence[Any], others: Sequence[Word]
) -> Select[Any]:
    term = select(SearchTerm.record_id).where(
        SearchTerm.workspace_id == actor.workspace_id, SearchTerm.kind == kind.name, condition
    )
    tried = term.order_by(*order).limit(COMMON).subquery()
    conditions = [has(word, kind.name, tried.c.record_id, actor) for word in others]
    return _records(actor, kind, tried.c.record_id).where(*conditions)


def _records(actor: Actor, kind: Kind, tried: ColumnElement[int]) -> Select[Any]:
    """What is needed of those tried, one after another; a subquery with a limit is never merged into the whole."""
    name = getattr(kind.model, kind.title_key).label("name")
    query = select(kind.model.id, name, _is_archived(kind)).join_from(tried.table, kind.model, tried == kind.model.id)
    return query.where(live(kind, actor)).limit(_MOST_ROWS)


def _is_archived(kind: Kind) -> ColumnElement[bool]:
    return (~in_use(kind.model) if kind.archivable else false()).label("is_archived")


def _rank(found: _Candidate, text: str, words: Sequence[Word]) -> tuple[bool, bool, int, int, bool]:
    """Its place among all; what is in the archive comes last."""
    return found.is_archived, not found.is_named_so, *_distance(found.name, text, words)


def _distance(name: str, text: str, words: Sequence[Word]) -> tuple[int, int, bool]:
    """How far a name is from what was typed."""
    terms = set(terms_of(name))
    each = [_miss(word, terms) for word in words]
    return max(each), sum(each), not bare(name).startswith(bare(text.strip()))


def _miss(word: Word, terms: set[str]) -> int:
    """0 for the word itself, 1 for its beginning, 2 when it stands elsewhere in the record, 3 after a slip."""
    if not terms.isdisjoint(word.forms):
        return 0
    if any(map(word.begins, terms)):
        return 1
    return 2 if terms.isdisjoint(word.slips) else 3
