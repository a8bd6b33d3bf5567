"""What was found as people read it: each hit with its place, its context and the letters that matched."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from stepmark.catalogue.kinds import COMPANY, CONTACT, TASK, Kind
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import gettext
from stepmark.platform.words import bare, forms_of
from stepmark.queries.search import Answer, search
from stepmark.queries.search_context import Context, context_of
from stepmark.queries.search_words import Word
from stepmark.web.caller import Caller
from stepmark.web.formats import minor_money, near_day

_TOKEN = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")
_MOST_LETTERS = 120


@dataclass(frozen=True)
class Hit:
    """One record found. `context` tells it from others, the most telling first."""

    kind: Kind
    id: int
    name: Markup
    context: list[Markup]

    @property
    def url(self) -> str:
        """The record's page."""
        return f"/{self.kind.plural}/{self.id}"


@dataclass(frozen=True)
class Part:
    """The hits of one kind under their heading; `count` ends with a plus where there are more than were counted."""

    kind: Kind
    count: str
    hits: list[Hit]

    @property
    def said(self) -> str:
        """The heading for those who hear it."""
        return gettext("%(kind)s: %(count)s found") % {"kind": self.kind.label_plural, "count": self.count}


@dataclass(frozen=True)
class Results:
    """All that was found. `other` is what was looked for instead, when the keyboard was switched."""

    text: str
    other: str
    parts: list[Part]


def results_for(caller: Caller, text: str, limit: int) -> Results:
    """What the text finds for this reader, in at most `limit` hits of each kind."""
    with caller.reading() as session:
        answer = search(session, caller.actor, text, limit)
        context = context_of(session, caller.actor, [(each.kind, each.records) for each in answer.found])
        parts = [
            Part(each.kind, f"{each.count}{'+' if each.more else ''}", _hits(each.kind, each.records, context, answer))
            for each in answer.found
        ]
    return Results(text, answer.text if answer.found and answer.text != text else "", parts)


def hit(kind: Kind, record: Any, context: Context, words: Sequence[Word] = ()) -> Hit:
    """One record as it is shown."""
    told = [marked(text, words) for text in _told(kind, record, context) if text]
    return Hit(kind, record.id, marked(record.label, words), [*told, *_matching(kind, record, context, words)])


def marked(text: str, words: Sequence[Word]) -> Markup:
    """The text, escaped, with what was typed of its words in <mark>; a mistyped word is marked whole."""
    pieces, last = [], 0
    for token in _TOKEN.finditer(text):
        if reach := _reach(token[0], words):
            end = token.start() + reach
            pieces += [escape(text[last : token.start()]), Markup("<mark>%s</mark>") % text[token.start() : end]]
            last = end
    return Markup("").join([*pieces, escape(text[last:])])


def marked_number(text: str, words: Sequence[Word]) -> Markup:
    """A phone number with the digits that were typed in <mark>, however it is written; empty if there are none."""
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    digits = "".join(text[at] for at in places)
    typed = (form for word in words for form in word.forms if form.isdigit() and len(form) > 1)
    form = next((form for form in sorted(typed, key=len, reverse=True) if form in digits), "")
    if not form:
        return Markup()
    start = digits.index(form)
    first, last = places[start], places[start + len(form) - 1] + 1
    return escape(text[:first]) + Markup("<mark>%s</mark>") % text[first:last] + escape(text[last:])


def _hits(kind: Kind, records: Sequence[Any], context: Context, answer: Answer) -> list[Hit]:
    return [hit(kind, record, context, answer.words) for record in records]


def _told(kind: Kind, record: Any, context: Context) -> Iterator[str]:
    yield from context.pointed(kind, record)
    if record.is_archived:
        yield gettext("In the archive")
    for field in kind.system_fields:
        value = getattr(record, field.column) if field.column else None
        is_net = kind.is_paper and field.by_hand
        if field.type is FieldType.MONEY and value is not None and not is_net:
            yield minor_money(value, record.currency)
        elif field.unique and value:
            yield value
    if kind.has_stages and not record.is_open:
        yield gettext("Won") if record.status == "won" else gettext("Lost")
    if kind is CONTACT:
        yield record.job_title or ""
    if kind is TASK and record.is_done:
        yield gettext("Done")
    elif kind is TASK:
        yield near_day(record.due_at)


def _matching(kind: Kind, record: Any, context: Context, words: Sequence[Word]) -> Iterator[Markup]:
    """Phones, e-mails and addresses are told where they are why the record was found."""
    for point in context.points_of(kind, record):
        is_phone = point.type == FieldType.PHONE
        text = marked_number(point.text, words) if is_phone else marked(point.text, words)
        if "<mark>" in text:
            yield text
    if kind is COMPANY:
        for value in (record.website, record.address):
            text = marked(" ".join((value or "")[:_MOST_LETTERS].split()), words)
            if "<mark>" in text:
                yield text


def _reach(token: str, words: Sequence[Word]) -> int:
    """How many of the token's letters were typed."""
    forms = _forms(token)
    if any(form in word.slips for word in words for form in forms):
        return len(token)
    begun = [form for word in words for form in word.forms if any(each.startswith(form) for each in forms)]
    return max((_shortest(token, form) for form in begun), default=0)


def _shortest(token: str, form: str) -> int:
    ends = range(1, len(token) + 1)
    return next((end for end in ends if any(each.startswith(form) for each in _forms(token[:end]))), len(token))


def _forms(token: str) -> tuple[str, ...]:
    return forms_of(re.sub(r"['’ʼ`]", "", bare(token)))
