"""Whatever stands in an address or a header, no answer is a fault of ours."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.testclient import TestClient

from stepmark.web.caller import COOKIE
from tests.cast import Cast
from tests.hostile.asking import faults_of, getting
from tests.hostile.strings import sample
from tests.support.routes import endpoints
from tests.support.web import api_client, session_cookie

# What pages and the API read from addresses, whichever of them does.
PARAMETERS = (
    "q", "mine", "state", "sort", "stage", "after", "before", "company_id", "contact_id", "parent_id", "deal_id", "id",
    "kind", "limit", "rank", "responsible", "responsible_id", "who", "process", "process_id", "basis", "period", "from",
    "to", "view", "at", "whose", "next", "field", "step_id", "where", "name", "type", "key", "due_at", "place", "day",
    "move_to", "status", "title", "custom.budget", "page", "index", "version", "date", "text", "record_id",
)  # fmt: skip
NUMBERS = (
    "0", "-1", "-0", "1", str(2**31), str(2**63), str(-(2**63) - 1), "9" * 18, "9" * 19, "-" + "9" * 30, "9" * 5000,
    "1e308", "-1e308", "1e400", "nan", "inf", "１", "١", "1.5", " 1", "1_0", "0x1", "0001-01-01", "9999-12-31",
    "0001-12-31", "9999-01-01", "10000-01-01", "2026-02-30", "2026-W53-7", "99991231",
)  # fmt: skip
_FLASH = (
    b"stepmark_flash="
    + quote('[{"message": "%(x)s", "plural": "", "number": null, "values": {"y": 1}}, "good", null, null]').encode()
)
RAW = (
    b"\xff\xfe", b"\x80", b"", b" ", b"a/b=c", b"a,b=c; d", b"=;=;", b'"\\', b"http://[", b"http://[::1", b"[::1]:x",
    b"%", b"a:b:c", b"x" * 9000, b"\xc4\x85", b"*", b'W/"1"', b'"99999999999999999999"', b"bytes=0-", b"bytes=5-1,x",
    b"multipart/form-data", b"multipart/form-data; boundary=", b"multipart/form-data; boundary=\xff",
    b"multipart/form-data; boundary=x; charset=idna", b"application/json; charset=x", b"Bearer \xff", b"Basic !!!",
    b"en;q=x,pl-\xff", b"stepmark_session=\xff; stepmark_flash=%22", b"stepmark_flash=%5B1%2C2%5D",
    _FLASH,
)  # fmt: skip
STREAMS = ("/{sales:plural_of_sales}/{deal_id:id}/stream", "/notices/stream")


def test_nothing_in_an_address_makes_a_page_fail(
    anna: TestClient, program: TestClient, app: FastAPI, cast: Cast, *, long_form: bool
) -> None:
    texts = (*NUMBERS, *sample(700 if long_form else 8))
    # The long form sends each text to each page in every eighth of the parameters, in others to other pages.
    turns = range(0, len(texts), 8) if long_form else (0,)
    deal = cast.deal(company_id=cast.company(), contact_id=cast.contact())
    cast.field("budget")

    def attempts() -> Iterator[tuple[str, Callable[[], Any]]]:
        for row, path in enumerate(_pages(app)):
            client = program if path.startswith("/api/") else anna
            for turn in turns:
                said = [texts[(row + turn + place) % len(texts)] for place in range(len(PARAMETERS))]
                query = "&".join(f"{name}={_quoted(text)}" for name, text in zip(PARAMETERS, said, strict=True))
                yield f"{path}?{query}", getting(client, f"{_filled(path, deal)}?{query}")

    assert not list(faults_of(attempts()))


def _pages(app: FastAPI) -> list[str]:
    return sorted({each.path for each in endpoints(app) if each.method == "GET" and each.path not in STREAMS})


def _filled(path: str, deal: int) -> str:
    names = {"plural": "deals", "kind_name": "deal", "key": "custom.budget", "report": "funnel", "token": "x"}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: names.get(found[1], str(deal)), path)


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def test_nothing_in_a_path_makes_a_page_fail(
    anna: TestClient, program: TestClient, app: FastAPI, cast: Cast, *, long_form: bool
) -> None:
    texts = (*NUMBERS, *sample(8), ".", "..", "%2e%2e%2f", "%ff", "%00", "%c3%28", "%ed%a0%80", "a%0d%0ab")

    def attempts() -> Iterator[tuple[str, Callable[[], Any]]]:
        for row, path in enumerate(path for path in _pages(app) if "{" in path):
            client = program if path.startswith("/api/") else anna
            for text in texts if long_form else (texts[(row * 3 + turn) % len(texts)] for turn in range(3)):
                said = text if "%" in text else _quoted(text)
                url = re.sub(r"\{\w+(?::\w+)?\}", said.replace("\\", r"\\"), path)
                yield url, getting(client, url)

    assert not list(faults_of(attempts()))


def test_nothing_in_a_header_makes_an_answer_fail(app: FastAPI, cast: Cast, *, long_form: bool) -> None:
    texts = [text.encode("utf-8", "replace") for text in sample(3)]
    values = [each for each in (*RAW, *texts) if not set(each) & set(b"\r\n\0")]
    token = api_client(app, cast, cast.anna).headers["Authorization"]
    cookie = f"{COOKIE}={session_cookie(cast, cast.anna)}"
    deal = cast.deal()
    nobody = TestClient(app, follow_redirects=False)
    # Each where it is read.
    asked: tuple[tuple[str, str, dict[str, str], tuple[str, ...]], ...] = (
        ("POST", "/sign-in", {}, ("Origin", "Cookie", "Content-Type", "Accept-Language", "Host", "X-Forwarded-For")),
        ("GET", "/sign-in", {}, ("Cookie", "Accept-Language")),
        ("GET", "/deals", {"Cookie": cookie, "HX-Request": "true"}, ("HX-Current-URL", "Referer", "Host")),
        ("PUT", f"/deals/{deal}/stage", {"Cookie": cookie, "HX-Request": "true"}, ("HX-Current-URL", "HX-Target")),
        ("DELETE", "/tour", {"Cookie": cookie}, ("Referer", "HX-Current-URL")),
        ("PATCH", f"/api/v1/deals/{deal}", {"Authorization": token}, ("If-Match", "Content-Type", "Accept")),
        ("POST", "/api/v1/companies", {"Authorization": token}, ("Idempotency-Key", "Authorization")),
        ("GET", "/static/css/tokens.css", {}, ("If-None-Match", "If-Modified-Since", "Range", "Accept-Encoding")),
    )

    def attempts() -> Iterator[tuple[str, Callable[[], Any]]]:
        for method, url, usual, names in asked:
            for turn, name in enumerate(names):
                # The short form sends each value to some of the names.
                for value in values if long_form else values[turn % 3 :: 3]:
                    headers = {"Sec-Fetch-Site": "same-origin", **usual, name: value}
                    if name in ("Origin", "Cookie"):
                        del headers["Sec-Fetch-Site"]
                    yield f"{method} {url} {name}: {value[:60]!r}", _send(nobody, method, url, headers)

    assert not list(faults_of(attempts()))


def _send(client: TestClient, method: str, url: str, headers: dict[str, Any]) -> Callable[[], Any]:
    content = {"PATCH": b'{"title": "x"}', "POST": b'{"name": "x"}', "PUT": b"stage_id=2&where=board"}.get(method, b"")
    raw = [(name.encode(), value if isinstance(value, bytes) else value.encode()) for name, value in headers.items()]
    return lambda: client.request(method, url, headers=raw, content=content)
