"""What a typed text asks for: words with the forms they are found by, and words one slip away that records have."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS
from stepmark.domain.rights import Actor
from stepmark.domain.search import SearchSlip, SearchTerm
from stepmark.platform.words import forms_of, is_one_slip_off, shortened, words_of

MOST_WORDS = 8
# From how many letters on a word's beginning may have a slip too, so that results are there before it is typed out.
_LONG = 6
# The shortest that a word of four letters can be typed as.
_SHORTEST = 3
_MOST_SLIPS = 30
_MOST_LOOKED_AT = 500
# Where each word is in more records than this, only so many that have the first of them are looked at.
COMMON = 10_000
_SHORTEST_NUMBER = 6
_NUMBERS = re.compile(r"\+?\d+(?:[ ()+\-./\u00a0]+\d+)+")


@dataclass(frozen=True)
class Word:
    """A typed word. A record has it when a term of the record begins with one of `forms` or is one of `slips`.

    `common` says that more records of the kind may have it than are looked at.
    """

    forms: tuple[str, ...]
    slips: tuple[str, ...] = ()
    common: bool = False

    def begins(self, term: str) -> bool:
        """Whether the term begins as it was typed."""
        return term.startswith(self.forms)


def words_for(session: Session, actor: Actor, text: str) -> dict[str, list[Word]]:
    """The words to look for in each kind that may have them all, the kind's rarest first; in two statements."""
    readings = [reading for reading in _readings(text) if reading]
    if not readings:
        return {}
    readings = _with_slips(session, actor, readings)
    counts = _counts(session, actor, [word for reading in readings for word in reading])
    by_kind = {kind: _reading(readings, counts[kind]) for kind in KINDS}
    return {kind: words for kind, words in by_kind.items() if words}


def may_be_a_number(text: str) -> bool:
    """Whether digits with gaps in it are looked for as one number first."""
    return bool(words_of(text)) and _NUMBERS.sub(_as_one_number, text) != text


def has(word: Word, kind: object, record_id: object, actor: Actor) -> ColumnElement[bool]:
    """Whether a record has the word: a condition that is looked up record by record, never for all at once."""
    ranges = or_(*(_begins(form) for form in word.forms), SearchTerm.term.in_(word.slips))
    found = select(literal(1)).where(
        SearchTerm.workspace_id == actor.workspace_id,
        SearchTerm.kind == kind,
        SearchTerm.record_id == record_id,
        ranges,
    )
    return found.limit(1).scalar_subquery().is_not(None)


def ending(form: str) -> str:
    """The first text after all those that begin with the form."""
    return form[:-1] + chr(ord(form[-1]) + 1)


def _reading(readings: Sequence[list[Word]], counts: Mapping[Word, int]) -> list[Word]:
    """ "600 100 200" is one number where somebody has it, else three."""
    chosen = next((each for each in readings if all(counts[word] for word in each)), [])
    return [replace(word, common=counts[word] >= COMMON) for word in sorted(chosen, key=lambda word: counts[word])]


def _readings(text: str) -> Iterator[list[Word]]:
    joined = _NUMBERS.sub(_as_one_number, text)
    if joined != text:
        yield _words(joined)
    yield _words(text)


def _as_one_number(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return digits if len(digits) >= _SHORTEST_NUMBER else found[0]


def _words(text: str) -> list[Word]:
    return [Word(_number_forms(each) if each.isdigit() else forms_of(each)) for each in words_of(text)[:MOST_WORDS]]


def _number_forms(digits: str) -> tuple[str, ...]:
    """The digits, and without what is dialled before a number within its country or out of it."""
    if len(digits) < _SHORTEST_NUMBER:
        return (digits,)
    without_trunk = digits[1:] if len(digits) == 11 and digits.startswith("8") else digits
    return tuple(dict.fromkeys((digits, digits.lstrip("0") or digits, without_trunk)))


def _with_slips(session: Session, actor: Actor, readings: list[list[Word]]) -> list[list[Word]]:
    forms = {form for reading in readings for word in reading for form in word.forms if _may_slip(form)}
    known = _near(session, actor, forms) if forms else []
    slips: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        slips[form] = _nearest(form, [word for word in known if not word.startswith(form) and _is_slip(form, word)])
    return [
        [replace(word, slips=tuple(slip for form in word.forms for slip in slips[form])) for word in reading]
        for reading in readings
    ]


def _nearest(form: str, words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (abs(len(word) - len(form)), word))[:_MOST_SLIPS]


def _may_slip(form: str) -> bool:
    return len(form) >= _SHORTEST and form.isalpha()


def _is_slip(form: str, word: str) -> bool:
    return is_one_slip_off(form, word, whole=len(form) < _LONG)


def _near(session: Session, actor: Actor, forms: Iterable[str]) -> Sequence[str]:
    """Words that share what is left of them with a form; the exact ones all, those that only begin alike some."""
    lefts = sorted({left for form in forms for left in shortened(form)})
    beginnings = sorted({left for form in forms if len(form) >= _LONG for left in shortened(form)})
    mine = SearchSlip.workspace_id == actor.workspace_id
    near = select(SearchSlip.word).where(mine, SearchSlip.left.in_(lefts))
    if beginnings:
        ranges = or_(*(and_(SearchSlip.left >= left, SearchSlip.left < ending(left)) for left in beginnings))
        longer = select(SearchSlip.word).where(mine, ranges).limit(_MOST_LOOKED_AT).subquery()
        return list(dict.fromkeys(session.scalars(union_all(near, select(longer.c.word)))))
    return session.scalars(near.distinct()).all()


def _counts(session: Session, actor: Actor, words: Iterable[Word]) -> dict[str, dict[Word, int]]:
    """In how many terms of each kind a word is found, counted no further than what is common anyway."""
    parts = [(kind, word, way) for kind in KINDS for word in dict.fromkeys(words) for way in _ways(word)]
    row = session.execute(select(*(_count(actor, kind, way) for kind, _word, way in parts))).one()
    counts: dict[str, dict[Word, int]] = defaultdict(lambda: defaultdict(int))
    for (kind, word, _way), count in zip(parts, row, strict=True):
        counts[kind][word] += count
    return counts


def _ways(word: Word) -> Iterator[ColumnElement[bool]]:
    yield from map(_begins, word.forms)
    if word.slips:
        yield SearchTerm.term.in_(word.slips)


def _count(actor: Actor, kind: str, way: ColumnElement[bool]) -> ColumnElement[int]:
    found = select(literal(1).label("one")).where(
        SearchTerm.workspace_id == actor.workspace_id, SearchTerm.kind == kind, way
    )
    return select(func.count()).select_from(found.limit(COMMON).subquery()).scalar_subquery()


def _begins(form: str) -> ColumnElement[bool]:
    return and_(SearchTerm.term >= form, SearchTerm.term < ending(form))
