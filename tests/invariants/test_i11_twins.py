"""I11 once more, from without: of two workspaces with the same data neither shows, exports, imports over or fills in
what is the other's.
"""

import io
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from stepmark.automation.placeholders.rendering import render
from stepmark.automation.placeholders.scope import scope_of
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.domain.imports import ImportRun, ImportState
from stepmark.domain.rights import Actor
from stepmark.queries.export import exported
from stepmark.web.placeholder_menu import menu_for
from tests.cast import Cast
from tests.support.imports import bring_in
from tests.support.people import row
from tests.support.routes import Endpoint, endpoints
from tests.support.rows import rows_of
from tests.support.twins import furnish
from tests.support.web import api_client, signed_in

pytestmark = pytest.mark.both
OURS, THEIRS = "walnut", "oyster"
# An address's names for an id; a stream has no end.
ID = re.compile(r"\{(\w+)(?::\w+)?\}")
STREAMS = re.compile(r"/stream$")
WORDS = {
    "clients": "companies",
    "template": "company",
    "papers": "quotes",
    "sales": "deals",
    "key": "custom.secret",
    "report": "people",
    "topic": "deal",
    "token": "no-such-token",
    "recipe": "offer_follow_up",
    "currency": "USD",
    "kind": "deal",
}


class Twins:
    """Anna's workspace and Clara's, with the same things in both."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.sides = ((cast.anna, THEIRS), (cast.clara, OURS))
        self.ids = {cast.anna: furnish(cast, cast.anna, OURS), cast.clara: furnish(cast, cast.clara, THEIRS)}

    def other(self, actor: Actor) -> Actor:
        """Who is in the other one."""
        return self.cast.clara if actor == self.cast.anna else self.cast.anna


@pytest.fixture
def twins(cast: Cast) -> Twins:
    """Both, furnished."""
    return Twins(cast)


@pytest.mark.sqlite_alone
def test_no_page_and_no_answer_shows_what_is_the_others(app: FastAPI, cast: Cast, twins: Twins) -> None:
    page, program = signed_in(app, cast, cast.anna), api_client(app, cast, cast.anna)
    seen = dict(_walk(app, page, program, twins.ids[cast.anna], twins.ids[cast.clara]))
    assert sum(OURS in text for text in seen.values()) > 100, "the walk sees what is there"
    assert [path for path, text in seen.items() if THEIRS in text] == []


def test_no_export_takes_the_others_along(app: FastAPI, twins: Twins) -> None:
    for actor, foreign in twins.sides:
        page = signed_in(app, twins.cast, actor)
        for kind in KINDS.values():
            for text in (*_files(page, kind), _exported(twins.cast, actor, kind)):
                assert "ACME" in text, kind.name
                assert foreign not in text, kind.name


@pytest.mark.parametrize("do", ["skip", "merge", "add"])
def test_no_import_finds_or_changes_the_others(twins: Twins, do: str) -> None:
    """The other's whole export, with its ids, comes in over the same names, addresses and links."""
    for actor, _foreign in twins.sides:
        other = twins.other(actor)
        files = {kind.name: _exported(twins.cast, other, kind) for kind in KINDS.values()}
        before, runs = rows_of(twins.cast, other), []
        for kind in KINDS.values():
            # Whose names stand in both are told from those which stand in the file alone.
            text = files[kind.name].replace("ACME", "ACME Elsewhere")
            duplicates = {"key": [kind.title_key], "do": do}
            runs += [bring_in(twins.cast, kind.name, each, by=actor, duplicates=duplicates, linked=_linked(do))
                     for each in (files[kind.name], text)]  # fmt: skip
        assert rows_of(twins.cast, other) == before
        ended = [row(twins.cast, ImportRun, run) for run in runs]
        assert all(each.state == ImportState.DONE for each in ended)
        done = {"skip": "skipped", "merge": "merged", "add": "added"}[do]
        # What may be read from files at all meets what stands here by the same names.
        assert sum(getattr(each, done) > 0 for each in ended) >= 5, [(each.kind, getattr(each, done)) for each in ended]


def test_no_placeholder_says_what_is_the_others(twins: Twins) -> None:
    for actor, foreign in twins.sides:
        own = OURS if foreign is THEIRS else THEIRS
        with twins.cast.database.reading(actor.workspace_id, access=actor.access) as session:
            for kind in KINDS.values():
                menu = menu_for(session, actor, kind)
                record = session.get_one(kind.model, twins.ids[actor][kind.name])
                scope = scope_of(session, actor, kind, record, fields=menu.fields)
                codes = [offer.code for group in menu.groups for offer in group.offers]
                text = render("\n".join(codes), scope).text
                assert own in text, kind.name
                assert foreign not in text, kind.name
                assert session.get(kind.model, twins.ids[twins.other(actor)][kind.name]) is None


def _walk(
    app: FastAPI, page: TestClient, program: TestClient, own: dict[str, int], foreign: dict[str, int]
) -> Iterator[tuple[str, str]]:
    for path in sorted(set(_paths(app, own, foreign))):
        answer = (program if path.startswith("/api/") else page).get(path)
        assert answer.status_code < 500, path
        if answer.status_code == 200 and "sheet" not in answer.headers["content-type"]:
            yield path, answer.text


def _paths(app: FastAPI, *both: dict[str, int]) -> Iterator[str]:
    for each in endpoints(app):
        if each.method == "GET" and not STREAMS.search(each.path):
            for ids in both:
                yield from _filled(each, ids)
    for kind in KINDS.values():
        yield f"{kind.list_path}?state=all&columns=custom.secret"
        yield f"/api/v1/{kind.plural}?limit=200"
        for ids in both:
            yield f"/api/v1/history?kind={kind.name}&id={ids[kind.name]}"
    # A word but for its end: what is asked for stands on the page too.
    for word in ("ACME", "olga@twins.example", "600100200", OURS[:-1], THEIRS[:-1]):
        yield f"/search?q={word}"
        yield f"/search/options?q={word}"


def _filled(endpoint: Endpoint, ids: dict[str, int]) -> Iterator[str]:
    """The address for each kind of record, where it is for several; for other things with the first few ids."""
    kinds = list(KINDS.values()) if re.search(r"\{(plural|kind_name|record_id)", endpoint.path) else [KINDS["deal"]]
    for kind in kinds:
        known = {"plural": kind.plural, "kind_name": kind.name, "record_id": ids[kind.name], **WORDS}
        known |= {f"{name}_id": row_id for name, row_id in ids.items()}
        known |= {"client_id": ids["company"], "paper_id": ids["quote"]}
        names = set(ID.findall(endpoint.path))
        for row_id in (1,) if names <= known.keys() else range(1, 4):
            yield ID.sub(lambda name: str(known.get(name[1], row_id)), endpoint.path)  # noqa: B023  # used at once


def _files(page: TestClient, kind: Kind) -> Iterator[str]:
    every = f"/{kind.plural}/export?state=all&columns={kind.title_key},custom.secret"
    yield page.get(every).text
    workbook = load_workbook(io.BytesIO(page.get(f"{every}&as=xlsx").content), read_only=True)
    yield str([[cell.value for cell in row] for sheet in workbook for row in sheet.iter_rows()])


def _exported(cast: Cast, actor: Actor, kind: Kind) -> str:
    with cast.database.reading(actor.workspace_id, access=actor.access) as session:
        return "\n".join(",".join(f'"{cell}"' for cell in row) for row in exported(session, actor, kind))


def _linked(do: str) -> dict[str, str]:
    way = {"skip": "find", "merge": "merge", "add": "add"}[do]
    return {"company": way, "contact": way}
