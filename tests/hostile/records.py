"""One text in all of a record's fields at once, and what must come back of it."""

from typing import Any

from fastapi.testclient import TestClient

from tests.cast import Cast
from tests.hostile.asking import sending

# The shortest that a field of one line may be.
SHORT = 100
KINDS = {"deals": "deal", "companies": "company", "contacts": "contact", "tasks": "task", "products": "product"}
TITLES = {"deals": "title", "companies": "name", "contacts": "name", "tasks": "title", "products": "name"}
# What has one line, and what may have several.
LINES = {
    "deals": {"title", "source", "custom.deals_text"},
    "companies": {"name", "status", "type", "custom.companies_text"},
    "contacts": {"name", "job_title", "custom.contacts_text"},
    "tasks": {"title", "custom.tasks_text"},
    "products": {"name", "custom.products_text"},
}
AREAS = {
    "deals": {"custom.deals_long_text"},
    "companies": {"address", "custom.companies_long_text"},
    "contacts": {"custom.contacts_long_text"},
    "tasks": {"description", "custom.tasks_long_text"},
    "products": {"description", "custom.products_long_text"},
}
TYPES = ("text", "long_text", "email", "phone", "link", "number", "date")


def add_fields(cast: Cast) -> None:
    """Custom fields of each type that takes any text, and of some that refuse most, for every kind."""
    for plural, kind in KINDS.items():
        for type in TYPES:
            cast.field(f"{plural}_{type}", type, kind)
        cast.field(f"{plural}_several", "text", kind, multiple=True)


def made(program: TestClient, plural: str, text: str, *, typed: bool) -> Any:
    """The record that the API makes of the text, with all of it kept that was not refused by its field's name."""
    body = _body(plural, text, typed=typed)
    answer = program.post(f"/api/v1/{plural}", json=body)
    # What is missing is refused before what is wrong.
    for _round in range(2):
        if answer.status_code == 422:
            for key in answer.json()["errors"]:
                # A refusal names what was sent; the rest goes once more without it.
                where, name = (body["custom"], key[7:]) if key.startswith("custom.") else (body, key)
                assert where.pop(name) is not None
            answer = program.post(f"/api/v1/{plural}", json={TITLES[plural]: "Named otherwise"} | body)
    assert answer.status_code == 201, (text, answer.text)
    record = answer.json()
    kept = record | {f"custom.{key}": value for key, value in record["custom"].items()}
    sent = body | {f"custom.{key}": value for key, value in body["custom"].items()}
    for key in LINES[plural] & set(sent):
        assert (kept[key] or "") == one_line(sent[key]), (key, text)
    for key in AREAS[plural] & set(sent):
        assert (kept[key] or "") == trimmed(sent[key]), (key, text)
    return record


def filled_in(browser: TestClient, plural: str, text: str) -> Any:
    """What a form answers that holds the text in all its fields, and another title where the text makes none."""
    said = dict.fromkeys(sorted(LINES[plural] | AREAS[plural]), text) | {f"custom.{plural}_several": text}
    if not text.strip():
        said[TITLES[plural]] = "Named otherwise"
    return sending(browser, "POST", f"/{plural}", said)()


def kept_of(record: Any, plural: str) -> dict[str, str]:
    """The texts of a record that the API gave, by their fields."""
    values = record | {f"custom.{key}": value for key, value in record["custom"].items()}
    return {key: values[key] or "" for key in (*LINES[plural], *AREAS[plural])}


def fitted(plural: str, text: str) -> dict[str, str]:
    """What a record keeps whose fields were all filled with a text that is not too long for any."""
    kept = dict.fromkeys(LINES[plural], one_line(text)) | dict.fromkeys(AREAS[plural], trimmed(text))
    return kept if text.strip() else kept | {TITLES[plural]: "Named otherwise"}


def _body(plural: str, text: str, *, typed: bool) -> dict[str, Any]:
    types = TYPES if typed else ("text", "long_text")
    custom: dict[str, Any] = {f"{plural}_{type}": text for type in types}
    custom[f"{plural}_several"] = [text, text]
    names = {name for name in LINES[plural] | AREAS[plural] if not name.startswith("custom.")}
    return {**dict.fromkeys(names, text), "custom": custom}


def one_line(text: str) -> str:
    """What a field of one line keeps: trimmed, with its lines joined."""
    area = trimmed(text)
    return " ".join(area.split()) if "\n" in area or "\r" in area else area


def trimmed(text: str) -> str:
    """What a field of several lines keeps."""
    return text.replace("\r\n", "\n").strip()
