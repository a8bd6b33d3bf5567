"""A mail that came in, as far as it can be understood: whoever wrote it, its bytes may say anything."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime
from html import unescape
from typing import Any, TypeVar

import nh3

from stepmark.platform.clock import now
from stepmark.platform.ids import token_hash

LONGEST_TEXT = 100_000
MOST_FILES = 20
_MOST_PARTS = 200
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ID = re.compile(r"<([^<>\s@]{1,100})@[^<>\s]{1,255}>")
_ENDS = re.compile(r"</(?:p|div|tr|h[1-6]|li|table)>|<br[^>]*>", re.IGNORECASE)
_STATUS = re.compile(
    r"^(?:Status|Action|Diagnostic-Code|Final-Recipient):[^\n]*(?:\n[ \t][^\n]*)*", re.MULTILINE | re.IGNORECASE
)
Read = TypeVar("Read")


@dataclass(frozen=True)
class IncomingFile:
    """What was attached."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Bounce:
    """A server says that a mail of ours did not arrive. `is_final` where it won't try again."""

    reason: str
    is_final: bool


@dataclass(frozen=True)
class IncomingMail:
    """`key` tells it from others; `answers` are the local parts of the ids of mails that it answers or is about, the
    nearest first. `is_automatic` says that no person has written it.
    """

    key: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    sent_at: datetime
    answers: tuple[str, ...] = ()
    files: tuple[IncomingFile, ...] = ()
    is_automatic: bool = False
    bounce: Bounce | None = None


def read_mail(raw: bytes) -> IncomingMail:
    """Understand it; what can't be is left empty, and nothing is raised."""
    message: Any = _tried(lambda: message_from_bytes(raw, policy=default), EmailMessage())
    senders = _addresses(message, "from")
    about = " ".join(_header(message, name) for name in ("in-reply-to", "references"))
    bounce = _tried(lambda: _bounce(message), None)
    if bounce is not None:
        about = _tried(lambda: _quoted_ids(message), "") or about
    return IncomingMail(
        key=token_hash(_header(message, "message-id") or raw.decode("latin-1")),
        sender=senders[0] if senders else "",
        recipients=tuple(_addresses(message, "to")[:20]),
        subject=_line(_header(message, "subject"))[:300],
        text=_tried(lambda: _text(message), "")[:LONGEST_TEXT],
        sent_at=_moment(message),
        answers=tuple(dict.fromkeys(reversed(_ID.findall(about[:20_000])))),
        files=tuple(_tried(lambda: list(_files(message)), [])),
        is_automatic=_is_automatic(message, senders),
        bounce=bounce,
    )


def _tried(read: Callable[[], Read], otherwise: Read) -> Read:
    try:
        return read()
    except Exception:  # the library fails in many ways on what strangers write
        return otherwise


def _header(message: Any, name: str) -> str:
    return _UNSEEN.sub("", str(_tried(lambda: message[name], "") or ""))


def _line(text: str) -> str:
    return " ".join(text.split())


def _addresses(message: Any, name: str) -> list[str]:
    pairs: list[tuple[str, str]] = _tried(lambda: getaddresses([_header(message, name)[:20_000]]), [])
    return [address for _name, address in pairs if "@" in address and len(address) <= 320]


def _moment(message: Any) -> datetime:
    """When it was sent, as far as that can be true."""
    sent = _tried(lambda: parsedate_to_datetime(_header(message, "date")).astimezone(now().tzinfo), now())
    return min(sent, now()) if sent.year >= 1990 else now()


def _is_automatic(message: Any, senders: list[str]) -> bool:
    submitted = _header(message, "auto-submitted").strip().lower()
    bulk = _header(message, "precedence").strip().lower() in ("bulk", "junk", "auto_reply", "list")
    from_program = any(each.lower().startswith(("mailer-daemon@", "postmaster@", "noreply@")) for each in senders[:1])
    return (submitted not in ("", "no")) or bulk or from_program or bool(_header(message, "x-autoreply"))


def _text(message: Any) -> str:
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    content = str(body.get_content())[: 10 * LONGEST_TEXT]
    if body.get_content_type() == "text/html":
        content = _plain(content)
    return _UNSEEN.sub("", content.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _plain(html: str) -> str:
    """The text of HTML, line by line, without anything that could act."""
    bare = nh3.clean(_ENDS.sub("\n", html), tags=set())
    lines = (_line(each) for each in unescape(bare).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _files(message: Any) -> Iterator[IncomingFile]:
    for number, part in enumerate(message.iter_attachments()):
        if number >= MOST_FILES:
            return
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield IncomingFile(_line(_UNSEEN.sub("", part.get_filename() or "")) or f"file {number + 1}", content)


def _bounce(message: Any) -> Bounce | None:
    """What a delivery report says (RFC 3464)."""
    if message.get_content_type() != "multipart/report":
        return None
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            return None
        if part.get_content_type() == "message/delivery-status":
            told = (
                "\n".join(str(each) for each in part.get_payload()) if part.is_multipart() else str(part.get_payload())
            )
            said = {each.partition(":")[0].lower(): _line(each.partition(":")[2]) for each in _STATUS.findall(told)}
            if said.get("action", "").lower() in ("failed", "delayed"):
                reason = said.get("diagnostic-code") or said.get("status") or "–"
                return Bounce(_UNSEEN.sub("", reason)[:500], said["action"].lower() == "failed")
    return None


def _quoted_ids(message: Any) -> str:
    """The id of the mail that a report is about, which it carries along."""
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            payload = part.get_payload()
            inner = (
                payload[0] if isinstance(payload, list) else message_from_bytes(str(payload).encode(), policy=default)
            )
            if found := _header(inner, "message-id"):
                return found
    return ""
