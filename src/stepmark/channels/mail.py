"""A mail as servers take it: headers that nobody can write into, a text with its HTML, and what is attached."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
# What is no plain content, or would be looked into.
_WRAPPED = ("multipart/", "message/")
_ANY = "application/octet-stream"


@dataclass(frozen=True)
class Attachment:
    """A file that goes along."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One mail. `key` is the same at every try; `automatic` says that no person has sent it."""

    key: str
    sender: str
    sender_name: str
    recipients: Sequence[str]
    subject: str
    text: str
    html: str
    written_at: datetime
    attachments: Sequence[Attachment] = ()
    automatic: bool = False


def as_message(mail: Mail) -> bytes:
    """The mail as it goes over the line; raises ValueError for addresses that are none."""
    sender, recipients = wire_address(mail.sender), [wire_address(each) for each in mail.recipients]
    is_plain = all(each.isascii() for each in (sender, *recipients))
    message = EmailMessage(SMTP.clone(cte_type="7bit", utf8=not is_plain))
    message["From"] = _address(sender, _line(mail.sender_name))
    message["To"] = tuple(map(_address, recipients))
    message["Subject"] = _line(mail.subject)
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = f"<{mail.key}@{sender.rpartition('@')[2]}>"
    if mail.automatic:
        message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for each in mail.attachments:
        _attach(message, each)
    return message.as_bytes()


def wire_address(address: str) -> str:
    """An address with its domain as the net writes it; raises ValueError."""
    if not _ADDRESS.fullmatch(address) or _UNSEEN.search(address):
        raise ValueError(address)
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"


def _address(address: str, name: str = "") -> Address:
    local, _at, domain = address.rpartition("@")
    return Address(name, local, domain)


def _line(text: str) -> str:
    return _UNSEEN.sub(" ", text).strip()


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    media_type = attachment.media_type
    if media_type.startswith(_WRAPPED) or not re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type, re.ASCII):
        media_type = _ANY
    main, _slash, sub = media_type.partition("/")
    message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=_line(attachment.name))
