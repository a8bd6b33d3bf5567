"""What is hidden from a role is nowhere: each field of each kind holds a value that is told by nothing but itself."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, KINDS, Kind
from stepmark.commands.deals import update_deal
from stepmark.commands.field_access import limit_fields, may_be_limited
from stepmark.commands.lines import set_lines
from stepmark.commands.price_lists import create_price_list
from stepmark.commands.records import create_record, update_record
from stepmark.domain.attributes import FieldType
from stepmark.domain.field_access import Access
from stepmark.domain.people import Role
from stepmark.queries.fields import all_fields_of
from tests.cast import Cast
from tests.support.routes import Endpoint, endpoints
from tests.support.web import api_client, signed_in

TYPES = [type for type in FieldType if type not in (FieldType.RECORD, FieldType.FILE, FieldType.USER)]
# Texts that are e-mail addresses.
ADDRESSES = {("message", "sender"), ("message", "recipient")}
# Streams have no end, and what is to be done with picked rows is asked for no rows.
STREAMS = re.compile(r"/stream$|/bulk")
# Neither within a token nor among the digits of a fraction of a second.
_YEAR = r"(?<!\w)2087(?!\w)"


class Canary(NamedTuple):
    """A field with what is written into it, and how that would be recognised on a page."""

    kind: Kind
    key: str
    raw: Any
    sign: re.Pattern[str]


@pytest.fixture
def canaries(cast: Cast) -> list[Canary]:
    """One for each field that can be hidden, in records that are Boris's."""
    for type in TYPES:
        cast.field(f"own_{type}", type=type, options=["Canary options"] if type.endswith("choice") else [])
    with cast.database.reading(cast.anna.workspace_id) as session:
        fields = {kind.name: all_fields_of(session, kind) for kind in KINDS.values()}
    found: list[Canary] = []
    for kind in KINDS.values():
        for field in fields[kind.name].values():
            if may_be_limited(kind, field, Access.HIDDEN) and field.by_hand:
                found.append(_canary(cast, kind, field, len(found)))
    return found


@pytest.fixture
def records(cast: Cast, canaries: list[Canary]) -> dict[str, int]:
    """One record of each kind with all its canaries, changed once, so that the history has them too."""
    ids = {}
    for kind in KINDS.values():
        own = {each.key: each.raw for each in canaries if each.kind is kind}
        amounts = [each for each in kind.system_fields if each.required and each.type is FieldType.MONEY]
        named = {kind.title_key: f"Plain {kind.name}", "responsible_id": cast.boris.member_id}
        named |= {each.key: "1" for each in amounts}
        ids[kind.name] = cast.run(create_record, kind, named)
        cast.run(update_record, kind, ids[kind.name], own)
    line = {"name": "Canary line", "price": 4321}
    cast.run(set_lines, DEAL, ids["deal"], [line])
    cast.change("deal", ids["deal"], amount="918273.64")
    cast.change("task", ids["task"], deal_id=ids["deal"], due_at="2020-01-01T10:00")
    cast.run(update_deal, ids["deal"], {"status": "lost", "close_reason": "Canary reason"})
    cast.run(update_deal, ids["deal"], {"status": "open"})
    cast.run(update_deal, ids["deal"], {"status": "lost", "close_reason": "Canary reason"})
    return ids


def test_nothing_that_is_hidden_comes_out_anywhere(
    app: FastAPI, cast: Cast, canaries: list[Canary], records: dict[str, int]
) -> None:
    boris = signed_in(app, cast, cast.boris), api_client(app, cast, cast.boris)
    whole = "\n".join(boris[1].get(f"/api/v1/{kind.plural}/{records[kind.name]}").text for kind in KINDS.values())
    seen_before = {each.key for each in canaries if each.sign.search(whole)}
    assert {"amount", "address", "custom.own_text", "phones", "code"} <= seen_before, "the walk sees what is there"
    _hide(cast, canaries, Access.HIDDEN)
    extra = Canary(DEAL, "close_reason", "", re.compile("Canary reason"))
    lines = Canary(DEAL, "lines", "", re.compile(r"Canary line|(?<![\w.-])4\W?321(?![\w-])"))
    leaks = {
        f"{each.kind.name}.{each.key} at {path}: {found[0]}"
        for path, text in _walk(app, *boris, records)
        for each in (*canaries, extra, lines)
        if not _is_its_own(each, path) and (found := each.sign.search(text))
    }
    assert not leaks, "\n".join(sorted(leaks))


def test_hidden_fields_can_be_asked_for_by_no_address(
    app: FastAPI, cast: Cast, canaries: list[Canary], records: dict[str, int]
) -> None:
    _hide(cast, canaries, Access.HIDDEN)
    program, page = api_client(app, cast, cast.boris), signed_in(app, cast, cast.boris)
    for each in canaries:
        plural, tree = each.kind.plural, f'{{"all": [{{"field": "{each.key}", "op": "filled"}}]}}'
        name = each.key.removeprefix("custom.")
        body = {"custom": {name: each.raw}} if "." in each.key else {each.key: each.raw}
        assert program.get(f"/api/v1/{plural}", params={each.key: "1"}).status_code == 422, each
        assert program.get(f"/api/v1/{plural}", params={"filter": tree}).status_code == 422, each
        # What is personal, a salesperson does not change at all.
        refused = (403, 404) if each.kind.personal else (422, 404)
        assert program.patch(f"/api/v1/{plural}/{records[each.kind.name]}", json=body).status_code in refused, each
        assert page.get(f"/{plural}/{records[each.kind.name]}/fields/{each.key}/edit").status_code == 404, each
    shown = page.get(f"{COMPANY.list_path}", params={"filter": '{"all": [{"field": "address", "op": "filled"}]}'})
    assert "your role may not see it" in shown.text


def test_a_field_that_may_only_be_seen_is_seen_and_not_written(
    app: FastAPI, cast: Cast, canaries: list[Canary], records: dict[str, int]
) -> None:
    _hide(cast, canaries, Access.READ_ONLY)
    program, page = api_client(app, cast, cast.boris), signed_in(app, cast, cast.boris)
    deal = f"/deals/{records['deal']}"
    assert program.get(f"/api/v1{deal}").json()["amount"] == "918273.64"
    refused = program.patch(f"/api/v1{deal}", json={"amount": "5"})
    assert refused.status_code == 422
    assert "managers and administrators" in refused.json()["detail"]
    assert 'name="amount"' not in page.get(f"{deal}/edit").text
    assert program.put(f"/api/v1{deal}/lines", json={"lines": []}).status_code == 422
    assert program.post("/api/v1/deals", json={"title": "New", "source": "Fair"}).status_code == 422
    assert program.post("/api/v1/deals", json={"title": "New"}).status_code == 201
    assert api_client(app, cast, cast.magda).patch(f"/api/v1{deal}", json={"amount": "5"}).status_code == 200


def test_what_is_hidden_is_not_found_by_guessing(app: FastAPI, cast: Cast) -> None:
    cast.contact("Olga Kowalska", phones=["+48 600 100 200"], emails=["olga@example.com"])
    boris = signed_in(app, cast, cast.boris)
    assert "Olga" in boris.get("/search?q=600100200").text
    cast.run(limit_fields, CONTACT, {"phones": {Role.SALESPERSON: Access.HIDDEN}})
    assert "Olga" not in boris.get("/search?q=600100200").text
    assert "Olga" in boris.get("/search?q=olga@example.com").text
    assert "Olga" in signed_in(app, cast, cast.magda).get("/search?q=600100200").text


def _hide(cast: Cast, canaries: list[Canary], access: Access) -> None:
    also = {DEAL.name: {"close_reason": {Role.SALESPERSON: access}} if access is Access.HIDDEN else {}}
    for kind in KINDS.values():
        own = {each.key: {Role.SALESPERSON: access} for each in canaries if each.kind is kind}
        cast.run(limit_fields, kind, own | also.get(kind.name, {}))


def _canary(cast: Cast, kind: Kind, field: Field, number: int) -> Canary:
    word = f"canary{number}{kind.name}"
    if field.type is FieldType.RECORD:
        target, name = KINDS[field.related], f"Linked {word}"
        record = cast.run(create_record, target, {target.title_key: name, "responsible_id": cast.boris.member_id})
        return Canary(kind, field.key, record, re.compile(name))
    if (kind.name, field.key) in ADDRESSES:
        return Canary(kind, field.key, f"{word}@example.com", re.compile(word))
    raw, sign = {
        FieldType.MONEY: ("918273.64", r"918\D?273.64"),
        FieldType.NUMBER: ("13.37", r"(?<![\d:.])13\.37(?!\d)"),
        FieldType.DATE: ("2087-05-17", _YEAR),
        FieldType.DATETIME: ("2087-05-17T10:00", _YEAR),
        FieldType.YES_NO: (True, "own_yes_no.{0,3}true"),
        FieldType.CHOICE: ("Canary options", "Canary options"),
        FieldType.MULTI_CHOICE: (["Canary options"], "Canary options"),
        FieldType.EMAIL: (f"{word}@example.com", word),
        FieldType.PHONE: (f"+4860010{number:04}", rf"\+?48 ?600 ?10{number // 1000} ?{number % 1000:03}"),
        FieldType.LINK: (f"https://{word}.example.com", word),
    }.get(field.type, (word, word))
    if field.names:
        cast.run(create_price_list, word)
    many = field.multiple and not isinstance(raw, list)
    return Canary(kind, field.key, [raw] if many else raw, re.compile(sign, re.IGNORECASE))


def _walk(app: FastAPI, page: TestClient, program: TestClient, records: dict[str, int]) -> Iterator[tuple[str, str]]:
    for path in _paths(app, records):
        answer = (program if path.startswith("/api/") else page).get(path)
        assert answer.status_code < 500, path
        if answer.status_code == 200 and "sheet" not in answer.headers["content-type"]:
            yield path, answer.text


def _paths(app: FastAPI, records: dict[str, int]) -> Iterator[str]:
    for each in endpoints(app):
        may = each.role is not None and each.role.rank <= Role.SALESPERSON.rank
        if each.method == "GET" and may and not STREAMS.search(each.path):
            yield from _filled(each, records)
    for kind in KINDS.values():
        every = ",".join(field.key for field in kind.system_fields)
        yield f"/{kind.plural}?columns={every}&state=all"
        yield f"{kind.list_path}?columns={every}&state=all&sort=-responsible_id"
        yield f"/api/v1/history?kind={kind.name}&id={records[kind.name]}"
    for words in ("canary", "canary company", "Plain"):
        yield f"/search?q={words}"
        yield f"/search/options?q={words}"


def _filled(endpoint: Endpoint, records: dict[str, int]) -> Iterator[str]:
    for kind in KINDS.values():
        names = {
            "plural": kind.plural,
            "clients": "companies",
            "client_id": records["company"],
            "kind_name": kind.name,
            "record_id": records[kind.name],
            "deal_id": records["deal"],
            "task_id": records["task"],
            "product_id": records["product"],
            "template": "company",
            "papers": "quotes",
            "paper_id": records.get("quote", 1),
            "key": "responsible_id",
            "report": "people",
        }
        path = endpoint.path
        for name, value in names.items():
            path = re.sub(rf"\{{{name}(?::\w+)?\}}", str(value), path)
        path = re.sub(r"\{\w+(?::\w+)?\}", "1", path)
        yield path
        if not any(name in endpoint.path for name in ("{plural:", "{kind_name}")):
            return


def _is_its_own(canary: Canary, path: str) -> bool:
    """Whether a linked record is told of where it has every right to be: in its own lists and on its own pages."""
    if canary.key == "price_list":
        return "/prices" in path or "/price-lists" in path
    if not canary.sign.pattern.startswith("Linked "):
        return False
    own = {pointed.related for pointed in canary.kind.system_fields if pointed.key == canary.key}
    plurals = [KINDS[name].plural for name in own]
    return any(each in path for each in (*plurals, *own, "/search", "/today", "/calendar", "/deals", "/notices"))
