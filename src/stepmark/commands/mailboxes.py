"""Mailboxes: administrators keep the workspace's and everybody's, members their own."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import func, select

from stepmark.channels.smtp import Security
from stepmark.commands import inputs
from stepmark.commands.access import locked, not_found
from stepmark.commands.quota import locked_workspace
from stepmark.commands.record_rows import require_version
from stepmark.commands.work import Changes, Work
from stepmark.domain.mailboxes import Mailbox
from stepmark.domain.people import Member
from stepmark.domain.rights import require, require_admin
from stepmark.platform.clock import now
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import public_url
from stepmark.platform.text import is_storable, printable

MOST_MAILBOXES = 200
MOST_OWN = 5
PASSWORD_LIMIT = 1_000
IMAP_PORTS = {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143}
PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}
_HOST = re.compile(r"[^\W_]([\w.:-]*[^\W_])?")
_EMPTY = {
    "name": "", "address": "", "sender_name": "", "host": "", "port": "", "security": Security.STARTTLS.value,
    "login": "", "password": "", "member_id": None, "traces": False, "imap_host": "", "imap_port": "",
    "imap_security": "", "imap_folder": "",
}  # fmt: skip
# Where a password is sent: whoever changes one of these has to know it.
_GOES_TO = ("host", "port", "security", "login", "imap_host", "imap_port", "imap_security")
_READ_FROM = {"imap_host", "imap_folder", "login"}
_IMAP = ("imap_host", "imap_port", "imap_security", "imap_folder")


def create_mailbox(work: Work, raw: Mapping[str, Any]) -> int:
    """A mailbox of the workspace, or of the member `member_id`. Returns its id.

    Whoever is no administrator makes one of their own. The workspace's first one is its standard one.
    """
    require(work.actor.can_create)
    locked_workspace(work)
    given = {**_EMPTY, **raw}
    if not work.actor.is_admin:
        given["member_id"] = work.actor.member_id
    values = _values(work, {**given, "port": given["port"] or _usual_port(given["security"])})
    _require_room(work, values["member_id"])
    is_first = values["member_id"] is None and _standard(work) is None
    mailbox = Mailbox(**values, is_standard=is_first)
    work.session.add(mailbox)
    work.session.flush()
    _happened(work, "created", mailbox, {key: (None, each) for key, each in _told(values).items()})
    return mailbox.id


def update_mailbox(work: Work, mailbox_id: int, raw: Mapping[str, Any], *, version: int | None = None) -> None:
    """Change what is given. An empty password leaves the one that is there, unless it would go somewhere else."""
    mailbox = _kept_by_actor(work, mailbox_id)
    require_version(mailbox, version)
    # Where incoming mail is read makes sense as a whole only.
    kept = {key: getattr(mailbox, key) for key in _IMAP} if raw.keys() & set(_IMAP) else {}
    values = _values(work, kept | {key: each for key, each in raw.items() if key != "member_id"})
    if values.get("password") is None:
        values.pop("password", None)
    changed = {key for key, value in values.items() if getattr(mailbox, key) != value}
    if changed & set(_GOES_TO) and mailbox.password is not None and "password" not in values:
        if values.get("login", mailbox.login):
            raise Invalid({"password": _("Enter the password again, as it would be sent somewhere else now.")})
        values["password"] = None
        changed.add("password")
    before = {key: getattr(mailbox, key) for key in changed}
    for key in changed:
        setattr(mailbox, key, values[key])
    if changed:
        mailbox.trouble, mailbox.trouble_at, mailbox.read_trouble, mailbox.read_at = None, None, None, None
        if changed & _READ_FROM:
            # Another folder is read from now on, not from its beginning.
            mailbox.uid_validity, mailbox.last_uid = None, None
        mailbox.touch()
        after = _told({key: values[key] for key in changed})
        _happened(work, "updated", mailbox, {key: (_told(before)[key], each) for key, each in after.items()})


def make_standard(work: Work, mailbox_id: int) -> None:
    """Let mail go from this one unless said otherwise."""
    require_admin(work.actor)
    locked_workspace(work)
    mailbox = locked(work, Mailbox, mailbox_id)
    if mailbox.member_id is not None:
        raise Problem("invalid", _("Only a mailbox of the workspace can be the standard one."))
    if mailbox.is_standard:
        return
    former = _standard(work)
    if former is not None:
        former.is_standard = False
        former.touch()
        work.session.flush()
    mailbox.is_standard = True
    mailbox.touch()
    _happened(work, "updated", mailbox, {"is_standard": (False, True)})


def delete_mailbox(work: Work, mailbox_id: int) -> None:
    """Nothing is sent from it any more; rules that name it say so, and what waits fails. Its password is forgotten."""
    mailbox = _kept_by_actor(work, mailbox_id)
    mailbox.deleted_at, mailbox.is_standard, mailbox.password = now(), False, None
    mailbox.touch()
    _happened(work, "deleted", mailbox)


def _kept_by_actor(work: Work, mailbox_id: int) -> Mailbox:
    mailbox = locked(work, Mailbox, mailbox_id)
    if not work.actor.is_admin and mailbox.member_id != work.actor.member_id:
        raise not_found()
    require(work.actor.can_create)
    return mailbox


def _standard(work: Work) -> Mailbox | None:
    return work.session.scalars(select(Mailbox).where(Mailbox.is_standard.is_(True)).with_for_update()).one_or_none()


def _require_room(work: Work, member_id: int | None) -> None:
    live = select(func.count(Mailbox.id)).where(Mailbox.deleted_at.is_(None))
    if (work.session.scalar(live) or 0) >= MOST_MAILBOXES:
        raise Problem("invalid", _("There can be at most %(limit)s mailboxes. Delete one first.", limit=MOST_MAILBOXES))
    if member_id is not None and (work.session.scalar(live.where(Mailbox.member_id == member_id)) or 0) >= MOST_OWN:
        raise Problem("invalid", _("A member has at most %(limit)s mailboxes. Delete one first.", limit=MOST_OWN))


def _happened(work: Work, verb: str, mailbox: Mailbox, changes: Changes | None = None) -> None:
    work.happened(f"mailbox.{verb}", "mailbox", mailbox.id, changes or {}, label=mailbox.name, version=mailbox.version)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the history keeps: of a password only that there is one."""
    return {key: bool(each) if key == "password" else each for key, each in values.items()}


def _values(work: Work, raw: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := raw.keys() - _READERS.keys():
        raise Invalid({printable(min(unknown), 50): _("There is no such field.")})
    values = inputs.read_all({key: partial(_READERS[key], work, value) for key, value in raw.items()})
    if "imap_host" in values:
        values |= _reading(values)
    return values


def _reading(values: Mapping[str, Any]) -> dict[str, Any]:
    """Where incoming mail is read, with what is usual where nothing is said."""
    if values["imap_host"] is None:
        return dict.fromkeys(_IMAP)
    security = values.get("imap_security") or Security.TLS.value
    return {"imap_security": security, "imap_port": values.get("imap_port") or IMAP_PORTS[Security(security)]}


def _usual_port(security: Any) -> int:
    return PORTS[Security(security)] if security in list(Security) else PORTS[Security.STARTTLS]


def _name(_work: Work, raw: Any) -> str:
    return inputs.line("name", _("Name"), raw)


def _address(_work: Work, raw: Any) -> str:
    return inputs.email("address", raw)


def _sender_name(_work: Work, raw: Any) -> str:
    return inputs.line("sender_name", _("Sender's name"), raw, required=False)


def _host(_work: Work, raw: Any) -> str:
    host = inputs.line("host", _("Server"), raw, limit=255)
    if not _HOST.fullmatch(host):
        raise Invalid({"host": _("Enter a server's name such as smtp.example.com.")})
    return host


def _imap_host(_work: Work, raw: Any) -> str | None:
    host = inputs.line("imap_host", _("Server"), raw or "", limit=255, required=False)
    if host and not _HOST.fullmatch(host):
        raise Invalid({"imap_host": _("Enter a server's name such as imap.example.com.")})
    return host or None


def _imap_port(work: Work, raw: Any) -> int | None:
    if raw in ("", None):
        return None
    try:
        return _port(work, raw)
    except Invalid:
        raise Invalid({"imap_port": _("Enter a port from 1 to 65535, such as 993.")}) from None


def _imap_security(_work: Work, raw: Any) -> str | None:
    return inputs.one_of("imap_security", raw, list(Security)) if raw else None


def _imap_folder(_work: Work, raw: Any) -> str | None:
    folder = inputs.line("imap_folder", _("Folder"), raw or "", required=False)
    if not folder.isascii():
        raise Invalid({"imap_folder": _("Write a folder's name as the server does, in plain letters.")})
    return folder or None


def _port(_work: Work, raw: Any) -> int:
    text = str(raw).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) < 65536):
        raise Invalid({"port": _("Enter a port from 1 to 65535, such as 587.")})
    return int(text)


def _security(_work: Work, raw: Any) -> str:
    return inputs.one_of("security", raw, list(Security))


def _login(_work: Work, raw: Any) -> str:
    return inputs.line("login", _("User name"), raw, required=False, limit=320)


def _password(_work: Work, raw: Any) -> str | None:
    if not isinstance(raw, str) or not is_storable(raw) or len(raw) > PASSWORD_LIMIT:
        raise Invalid({"password": _("A password has at most %(limit)s characters.", limit=PASSWORD_LIMIT)})
    return raw or None


def _active(_work: Work, raw: Any) -> bool:
    return inputs.yes_no("active", raw)


def _traces(work: Work, raw: Any) -> bool:
    wanted = inputs.yes_no("traces", raw)
    if wanted and not public_url(work.session):
        text = _("Mails can't tell it: nobody has said where people outside reach this server (STEPMARK_PUBLIC_URL).")
        raise Invalid({"traces": text})
    return wanted


def _member_id(work: Work, raw: Any) -> int | None:
    if raw in (None, ""):
        return None
    text = str(raw)
    row_id = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    member = work.session.get(Member, row_id)
    if member is None or not member.active:
        raise Invalid({"member_id": _("Choose one from the list.")})
    return member.id


_READERS: Mapping[str, Callable[[Work, Any], Any]] = {
    "name": _name,
    "address": _address,
    "sender_name": _sender_name,
    "host": _host,
    "port": _port,
    "security": _security,
    "login": _login,
    "password": _password,
    "active": _active,
    "traces": _traces,
    "member_id": _member_id,
    "imap_host": _imap_host,
    "imap_port": _imap_port,
    "imap_security": _imap_security,
    "imap_folder": _imap_folder,
}
