"""Any text in a search box, a lookup, a filter's address and a saved view: found or not, and kept as it was."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi.testclient import TestClient

from stepmark.catalogue.kinds import KINDS
from stepmark.conditions.operators import operators_for
from stepmark.domain.views import SavedView
from stepmark.queries.list_fields import readable_fields, readable_paths
from tests.cast import Cast
from tests.hostile.asking import encoded, faults_of, getting, sending
from tests.hostile.records import add_fields, trimmed
from tests.hostile.strings import every, storable
from tests.support.people import rows

Attempt = tuple[str, Callable[[], Any]]
BOXES = ("/search?q=", "/search/options?recent=deals/1&q=", "/lookup/company?create=1&q=", "/mentions?q=", "/deals?q=")


def test_nothing_typed_into_a_box_fails(anna: TestClient, cast: Cast, *, long_form: bool) -> None:
    cast.deal(title="ACME", company_id=cast.company("ACME"))

    def attempts() -> Iterator[Attempt]:
        for number, text in enumerate(every() if long_form else every()[::6]):
            for box in BOXES if long_form else (BOXES[number % len(BOXES)],):
                yield f"{box}{text!r}", getting(anna, box + encoded(text))

    assert not list(faults_of(attempts()))


def test_a_record_is_found_by_its_own_name(anna: TestClient, cast: Cast, *, long_form: bool) -> None:
    for text in storable()[:: 1 if long_form else 60]:
        if sum(letter.isalnum() for letter in text) > 3 and len(text) <= 40:
            deal = cast.deal(title=text)
            assert f"/deals/{deal}" in anna.get("/search", params={"q": text}).text, text


def test_a_filter_may_ask_for_anything_of_any_field(anna: TestClient, cast: Cast, *, long_form: bool) -> None:
    add_fields(cast)
    cast.deal(source="Fair", company_id=cast.company(), contact_id=cast.contact(), amount="5")
    asked = _asked(cast)

    def attempts() -> Iterator[Attempt]:
        for number, text in enumerate(every() if long_form else every()[:: len(every()) // 20]):
            kind = list(KINDS.values())[number % len(KINDS)]
            path = kind.list_path
            for tree in (
                *_trees(asked[kind.name], text, number),
                text,
                {text: [text]},
                {"all": [{"field": text, "op": text}]},
            ):
                raw = tree if isinstance(tree, str) else json.dumps(tree)
                yield f"{path} {text[:60]!r}", getting(anna, f"{path}?filter={encoded(raw)}&sort={encoded(text[:200])}")

    assert not list(faults_of(attempts()))


def test_a_view_keeps_its_filter_and_its_search_as_they_were(anna: TestClient, cast: Cast, *, long_form: bool) -> None:
    for text in storable()[:: 1 if long_form else 30]:
        if not text.strip() or len(text) > 150:
            continue
        leaf = {"field": "title", "op": "contains", "value": text}
        said = {"name": "View", "filter": json.dumps({"all": [leaf]}), "q": text, "columns": "title", "sort": "-title"}
        saved = sending(anna, "POST", "/deals/views", said)()
        assert saved.status_code == 303, (text, saved.text)
        view = rows(cast, SavedView)[-1]
        assert (view.filter, view.q) == ({"all": [leaf]}, text.strip()), text
        assert not list(faults_of([(text, getting(anna, saved.headers["location"]))]))
        assert anna.delete(f"/views/{view.id}").status_code == 303


def test_a_filters_sheet_leads_to_what_was_typed(anna: TestClient, *, long_form: bool) -> None:
    for text in storable()[:: 1 if long_form else 30]:
        if not text.strip() or len(text) > 150:
            continue
        row = {"c.mode": "all", "c.0.field": "title", "c.0.op": "contains", "c.0.value": text}
        draft = sending(anna, "POST", "/deals/filter", {**row, "do": "add:c"})
        assert not list(faults_of([(text, draft)]))
        applied = sending(anna, "POST", "/deals/filter", {**row, "view": "0"})()
        assert applied.status_code == 303, (text, applied.text)
        tree = json.loads(parse_qs(urlsplit(applied.headers["location"]).query)["filter"][0])
        assert trimmed(tree["all"][0]["value"]) == trimmed(text)


def _asked(cast: Cast) -> dict[str, list[tuple[str, str]]]:
    """Every field of each kind with each operator."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        fields = readable_fields(session)
    return {
        kind.name: [
            (path.key, operator.name)
            for path in readable_paths(cast.anna, kind, fields)
            for operator in operators_for(path.field)
        ]
        for kind in KINDS.values()
    }


def _trees(asked: list[tuple[str, str]], text: str, number: int) -> Iterator[Any]:
    """The text asked of each field in every way, in as many trees as addresses take."""
    shapes: tuple[Any, ...] = (text, [text, text], {"days": text}, {"amount": text, "currency": text}, [[text]])
    leaves = [
        {"field": field, "op": op, "value": shapes[(number + at) % len(shapes)]} for at, (field, op) in enumerate(asked)
    ]
    many = max(1, min(50, 4000 // (len(encoded(json.dumps(leaves[0]))) + len(encoded(text)))))
    for start in range(number % many, len(leaves), many * 8):
        yield {"any": leaves[start : start + many]}
