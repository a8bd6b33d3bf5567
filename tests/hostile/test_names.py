"""Any text as a name, a label, a note or a file's name: kept, or refused in words, and shown as text everywhere."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import pytest
from fastapi.testclient import TestClient

from stepmark.commands import views
from stepmark.domain.notes import Note
from stepmark.domain.people import Member
from stepmark.platform.text import fold
from tests.cast import Cast
from tests.hostile.asking import faults_of, getting
from tests.hostile.places import Place, must_be_taken, places, places_of_new_deal
from tests.hostile.records import one_line
from tests.hostile.strings import UNSTORABLE, every, storable

Attempt = tuple[str, Callable[[], Any]]
# The short form sends every so many texts to each place, others to each.
STEP = 45


def test_names_of_the_house_are_kept_as_they_were_or_refused(
    anna: TestClient, cast: Cast, monkeypatch: pytest.MonkeyPatch, *, long_form: bool
) -> None:
    # Nobody may have as many views as there are texts.
    monkeypatch.setattr(views, "MOST_VIEWS", 10_000)
    faults: list[str] = []
    for number, place in enumerate(places(cast)):
        for text in _distinct(place, every() if long_form else every()[number::STEP]):
            faults += _sent(anna, cast, place, text)
    assert not faults


def test_why_a_step_is_ticked_and_a_deal_lost_is_kept_as_it_was(
    anna: TestClient, cast: Cast, *, long_form: bool
) -> None:
    faults: list[str] = []
    for text in every() if long_form else every()[::STEP]:
        for place in places_of_new_deal(cast):
            faults += _sent(anna, cast, place, text)
    assert not faults


def test_whoever_is_mentioned_may_be_called_anything(anna: TestClient, cast: Cast, *, long_form: bool) -> None:
    deal = cast.deal()
    boris = Place("PATCH", f"/members/{cast.boris.member_id}", Member, cast.boris.member_id, {"name": "name"})
    note = Place("POST", f"/deals/{deal}/notes", Note, None, {"text": "text"})
    for text in storable() if long_form else storable()[::STEP]:
        if boris.send(anna, text).status_code == 303:
            name = boris.kept(cast)["name"]
            for typed in (name, name.upper(), name.lower(), name.casefold()):
                assert note.send(anna, f"Ask @{typed} soon").status_code == 303, text
            assert not list(faults_of([(text, getting(anna, f"/deals/{deal}"))]))


def test_options_may_be_anything_that_has_one_line(program: TestClient, anna: TestClient) -> None:
    texts = list(dict.fromkeys(one_line(text) for text in storable() if 0 < len(text.strip()) <= 100))
    by_fold = list({fold(text): text for text in texts}.values())
    for start in range(0, len(by_fold), 100):
        part = by_fold[start : start + 100]
        body = {"kind": "deal", "label": part[0], "help": part[-1], "type": "choice", "options": part}
        answer = program.post("/api/v1/fields", json=body)
        assert (answer.status_code, answer.json().get("options")) == (201, part), answer.text
        key = answer.json()["key"]
        made = program.post("/api/v1/deals", json={"title": "ACME", "custom": {key: part[start % len(part)]}}).json()
        assert made["custom"][key] == part[start % len(part)]
        urls = (f"/fields/{answer.json()['id']}/edit", f"/deals/{made['id']}/edit", "/deals/filter", "/deals/new")
        assert not list(faults_of((url, getting(anna, url)) for url in urls))


def test_a_new_process_may_be_called_anything(program: TestClient, anna: TestClient) -> None:
    names = list(dict.fromkeys(text.strip() for text in storable() if text.strip() and len(text.strip()) <= 200))
    for start in range(0, len(names), 100):
        part = names[start : start + 100]
        steps = [{"name": part[0], "guidance": part[-1]}]
        body = {"name": part[0], "stages": [{"name": name, "steps": steps} for name in part]}
        answer = program.post("/api/v1/processes", json=body)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert [stage["name"] for stage in made["stages"]] == [one_line(name) for name in part]
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


def _distinct(place: Place, texts: Sequence[str]) -> Collection[str]:
    """Of texts of which the place keeps the same, one alone, as some names are given once only."""
    return {tuple(place.expected(text).values()): text for text in texts}.values()


def _sent(anna: TestClient, cast: Cast, place: Place, text: str) -> list[str]:
    """What is wrong with the answer to a text, and with what was kept of it."""
    name, answer = f"{place.url} {text[:80]!r}", place.send(anna, text)
    faults = list(faults_of([(name, lambda: answer)]))
    if answer.status_code >= 400:
        return [*faults, f"{name}: {answer.status_code}"] if must_be_taken(text) else faults
    kept, expected = place.kept(cast), place.expected(text)
    return faults if kept == expected else [*faults, f"{name}: kept {kept}"]


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
