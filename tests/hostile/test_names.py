"""Any text as a name, a label, a note or a file's name: kept, or refused in words, and shown as text everywhere."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from stepmark.domain.notes import Note
from stepmark.domain.people import Group
from tests.cast import Cast
from tests.hostile.asking import faults_of, getting
from tests.hostile.strings import UNSTORABLE, sample, storable

Attempt = tuple[str, Callable[[], Any]]
COUNT = 12


@pytest.fixture
def texts(*, long_form: bool) -> tuple[str, ...]:
    """What is tried for a name; the short form sends each text somewhere, not everywhere."""
    return storable() if long_form else sample(COUNT)


def test_names_of_the_house_are_texts_and_nothing_else(anna: TestClient, cast: Cast, texts: tuple[str, ...]) -> None:
    deal = cast.deal()
    group, note = cast.put(Group(name="North")), cast.put(_note(cast, deal))
    field = cast.field("size", "choice", options=["S", "M"])
    binding = cast.bind("source", cast.steps[0])
    forms: dict[str, tuple[str, str, dict[str, str | None]]] = {
        f"/groups/{group}": ("PUT", "name", {}),
        f"/processes/{cast.process_id}": ("PATCH", "name", {}),
        f"/stages/{cast.stages[0]}": ("PATCH", "name", {}),
        f"/steps/{cast.steps[0]}": ("PATCH", "name", {"guidance": None}),
        f"/fields/{field}": ("PATCH", "label", {"help": None, "options": None}),
        f"/bindings/{binding}": ("PATCH", "name", {}),
        f"/members/{cast.boris.member_id}": ("PATCH", "name", {"job_title": None, "role": "salesperson"}),
        "/settings": ("PATCH", "name", {"time_zone": None, "currency": None, "locale": None}),
        "/profile": ("PATCH", "name", {"job_title": None, "time_zone": "UTC"}),
        f"/notes/{note}": ("PATCH", "text", {}),
    }
    pages = ("/groups", f"/processes/{cast.process_id}", "/fields", "/bindings", "/members", f"/deals/{deal}", "/deals")

    def attempts() -> Iterator[Attempt]:
        for row, text in enumerate(texts):
            for url, (method, name, besides) in forms.items():
                yield f"{url} {text!r}", _form(anna, method, url, _filled(name, besides, text))
                said = {key: value for key, value in _filled(name, besides, text).items() if value is not text}
                yield f"{url} {text!r} alone", _form(anna, method, url, {name: text, **said})
            page = pages[row % len(pages)]
            yield f"{page} {text!r}", getting(anna, page)

    assert not list(faults_of(attempts()))


def test_a_new_process_may_be_called_anything(program: TestClient, anna: TestClient) -> None:
    names = list(dict.fromkeys(text.strip() for text in storable() if text.strip() and len(text.strip()) <= 200))
    for start in range(0, len(names), 100):
        part = names[start : start + 100]
        steps = [{"name": part[0], "guidance": part[-1]}]
        body = {"name": part[0], "stages": [{"name": name, "steps": steps} for name in part]}
        answer = program.post("/api/v1/processes", json=body)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert [stage["name"] for stage in made["stages"]] == [_line(name) for name in part]
        urls = (f"/processes/{made['id']}", f"/deals?process_id={made['id']}")
        assert not list(faults_of((url, getting(anna, url)) for url in urls))


def test_a_file_may_bear_any_name(anna: TestClient, cast: Cast) -> None:
    deal = cast.deal()
    names = [*storable(), *UNSTORABLE][::3]
    disposition = 'Content-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: text/html'

    def attempts() -> Iterator[Attempt]:
        for start in range(0, len(names), 15):
            parts = [
                f"--x\r\n{disposition % _in_header(name)}\r\n\r\n<script>1</script>\r\n"
                for name in names[start : start + 15]
            ]
            yield f"files {start}", _raw(anna, f"/deals/{deal}/files", "".join(parts) + "--x--\r\n")
        yield "the deal", getting(anna, f"/deals/{deal}")
        for file_id in range(1, len(names), 4):
            yield f"file {file_id}", _downloading(anna, file_id)

    assert not list(faults_of(attempts()))


def test_a_form_in_a_strange_encoding_is_read_or_refused(anna: TestClient) -> None:
    body = '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n%s\r\n--x--\r\n'

    def attempts() -> Iterator[Attempt]:
        for charset in (
            "idna",
            "punycode",
            "unicode_escape",
            "raw_unicode_escape",
            "utf-7",
            "utf-16",
            "hex",
            "none",
            "",
        ):
            for text in ("a\\ud800b", "a\\x00b", "xn--\u00fc"):
                kind = f"multipart/form-data; boundary=x; charset={charset}"
                yield f"{charset} {text!r}", _raw(anna, "/deals", body % text, kind)

    assert not list(faults_of(attempts()))
    assert _raw(anna, "/deals", body % "ACME", "multipart/form-data; boundary=x; charset=UTF-8")().status_code == 303
    assert _raw(anna, "/deals", body % "ACME", "multipart/form-data; boundary=x; charset=cp1250")().status_code == 422


def _note(cast: Cast, deal: int) -> Note:
    return Note(kind="deal", record_id=deal, text="Hello", author_id=cast.anna.member_id)


def _filled(name: str, besides: dict[str, str | None], text: str) -> dict[str, str]:
    return {name: text, **{key: text if value is None else value for key, value in besides.items()}}


def _form(client: TestClient, method: str, url: str, data: dict[str, str]) -> Callable[[], Any]:
    body = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'), safe='')}" for name, value in data.items())
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return lambda: client.request(method, url, content=body, headers=headers)


def _raw(client: TestClient, url: str, body: str, kind: str = "multipart/form-data; boundary=x") -> Callable[[], Any]:
    content = body.encode("utf-8", "surrogatepass")
    return lambda: client.post(url, content=content, headers={"Content-Type": kind})


def _downloading(client: TestClient, file_id: int) -> Callable[[], Any]:
    def attempt() -> Any:
        answer = client.get(f"/files/{file_id}")
        if answer.status_code == 200:
            assert answer.headers["content-disposition"].startswith("attachment")
            assert "sandbox" in answer.headers["content-security-policy"]
        return answer

    return attempt


def _in_header(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "%0D").replace("\n", "%0A")


def _line(text: str) -> str:
    return " ".join(text.split()) if "\n" in text or "\r" in text else text
