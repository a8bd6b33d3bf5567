"""Sending what nobody should, and reading the answers with suspicion."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from fastapi.testclient import TestClient

from stepmark.platform.paths import templates_dir

# Where a browser follows an address; each must stay in the house or lead to the web.
_ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "poster", "data", "hx-get", "hx-post", "hx-put"}
_HARMLESS = ("/", "?", "#", "http://", "https://", "mailto:", "tel:")
_TAG = re.compile(r"<([a-zA-Z][\w-]*)")
Shape = frozenset[tuple[str, frozenset[str]]]


class Page(HTMLParser):
    """What a browser would make of some HTML: its elements with the names of their attributes, and its texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[tuple[str, frozenset[str]]] = set()
        self.texts: list[str] = []
        self.values: list[str] = []
        self.unsafe: list[str] = []
        self.feed(html)
        self.close()

    @property
    def shape(self) -> Shape:
        """Its sorts of elements; texts of strangers add none."""
        return frozenset(self.elements)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ours() or (tag == "script" and "src" not in dict(attrs)):
            self.unsafe.append(f"<{tag}>")
        self.elements.add((tag, frozenset(name for name, _value in attrs)))
        for name, value in attrs:
            self.values.append(value or "")
            if name.startswith("on") or name in ("style", "srcdoc") or _leads_astray(name, value or ""):
                self.unsafe.append(f"<{tag} {name}={value!r}>")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.unsafe.append(f"<!--{data}-->")


def getting(client: TestClient, url: str, headers: dict[str, str] | None = None) -> Callable[[], Any]:
    """An attempt to read a page."""
    return lambda: client.get(url, headers=headers)


def sending(client: TestClient, method: str, url: str, said: dict[str, str]) -> Callable[[], Any]:
    """An attempt to send a form."""
    body = "&".join(f"{name}={encoded(value)}" for name, value in said.items())
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return lambda: client.request(method, url, content=body, headers=headers)


def encoded(text: str) -> str:
    """Any text for an address or a form; half a pair as three bytes that are no UTF-8."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def faults_of(attempts: Iterable[tuple[str, Callable[[], Any]]]) -> Iterator[str]:
    """Those attempts that end in a fault of ours, with what it was."""
    for name, attempt in attempts:
        try:
            answer = attempt()
        except Exception as error:
            yield f"{name}: {type(error).__name__}: {str(error)[:300]}"
            continue
        if answer.status_code >= 500:
            yield f"{name}: {answer.status_code}"
        yield from (f"{name}: {complaint}" for complaint in _complaints(answer))


@cache
def _ours() -> frozenset[str]:
    texts = (file.read_text() for file in templates_dir().rglob("*.html"))
    # The marks in what was found are made in Python.
    return frozenset(tag for text in texts for tag in _TAG.findall(text)) | {"mark"}


def _complaints(answer: Any) -> Iterator[str]:
    for name, value in answer.headers.items():
        if any(ord(letter) < 32 for letter in value):
            yield f"control characters in {name}: {value!r}"
    target = answer.headers.get("location", "/").removeprefix("http://testserver")
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        yield f"leads to {target!r}"
    if answer.headers.get("content-type", "").startswith("text/html"):
        yield from Page(answer.text).unsafe


def _leads_astray(name: str, value: str) -> bool:
    return name in _ADDRESSES and bool(value) and (not value.startswith(_HARMLESS) or value[:2] in ("//", "/\\"))
