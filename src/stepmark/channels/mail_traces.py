"""Mails that tell what becomes of them: a picture of one dot, and links that lead by way of us."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from stepmark.platform.html import clean_html, linked_html
from stepmark.platform.ids import signature

_HIDDEN = "display: block; width: 1px; height: 1px"


@dataclass(frozen=True)
class Trace:
    """How one mail tells it: at which server, under which name there, and what its foot says of that."""

    base: str
    name: str
    foot: str


class Traced(NamedTuple):
    """A mail's text with its foot, and its HTML with foot, picture and changed links."""

    text: str
    html: str


def traced(text: str, html: str, trace: Trace, key: bytes) -> Traced:
    """A mail that tells what becomes of it."""

    def link(url: str) -> str:
        return f"{trace.base}/hooks/mail/{trace.name}/{mark(key, trace.name, url)}?to={quote(url, safe='')}"

    dot = f"{trace.base}/hooks/mail/{trace.name}/{mark(key, trace.name)}.gif"
    foot = f'<div style="color: #666666; font-size: 12px">{linked_html(trace.foot)}</div>'
    picture = f'<img src="{dot}" alt="" width="1" height="1" style="{_HIDDEN}">'
    return Traced(f"{text}\n\n-- \n{trace.foot}\n", clean_html(html, link) + foot + picture)


def mark(key: bytes, name: str, url: str = "") -> str:
    """What only we can add to a mail's name, and to an address in it."""
    return signature(key, f"mail {name} {url}")[:32]
