"""What mails ask for when they are opened, and where their links lead by."""

import re
from typing import NamedTuple

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from stepmark.channels.mail_traces import mark
from stepmark.commands.access import not_found
from stepmark.commands.mail_traces import link_clicked, mail_opened
from stepmark.domain.deliveries import Delivery
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.platform.clock import now
from stepmark.platform.ids import same
from stepmark.web.caller import Public, Visitor
from stepmark.web.sign_in import address_of

router = APIRouter()
_NAME = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)
_DOT = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
_HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
# Programs look through mails too, most of them at once.
_PROGRAM = re.compile(
    r"bot\b|crawl|spider|scan|preview|safelinks|barracuda|mimecast|proofpoint|curl|wget|python|java/|go-http",
    re.IGNORECASE,
)
_AT_ONCE = 2.0


class _Sent(NamedTuple):
    workspace_id: int
    message_id: int


@router.get("/hooks/mail/{name}/{signed}.gif", include_in_schema=False)
def show(visitor: Public, name: str, signed: str) -> Response:
    """The dot; who asks for it has opened the mail."""
    _require_mark(visitor, name, "", signed)
    sent = _sent(visitor, name)
    if sent is not None:
        visitor.edge.run(_actor(sent), mail_opened, sent.message_id)
    return Response(_DOT, media_type="image/gif", headers=_HEADERS)


@router.get("/hooks/mail/{name}/{signed}", include_in_schema=False)
def lead_on(visitor: Public, name: str, signed: str, to: str = Query(max_length=10_000)) -> Response:
    """On to where the link in the mail leads, and nowhere else: the address is signed too."""
    _require_mark(visitor, name, to, signed)
    sent = _sent(visitor, name)
    if sent is not None:
        visitor.edge.run(_actor(sent), link_clicked, sent.message_id, to)
    return RedirectResponse(to, 302, headers=_HEADERS)


def _require_mark(visitor: Visitor, name: str, url: str, signed: str) -> None:
    visitor.request.app.state.throttle.count_call(address_of(visitor), name)
    if not _NAME.fullmatch(name) or not same(signed, mark(visitor.settings.signing_key, name, url)):
        raise not_found()


def _sent(visitor: Visitor, name: str) -> _Sent | None:
    """The mail that is told of; None where it is kept no more, or a program is asking."""
    found = _NAME.fullmatch(name)
    if found is None or _PROGRAM.search(visitor.request.headers.get("User-Agent") or "bot"):
        return None
    with visitor.database.reading(int(found[1])) as session:
        message_id = _message_id(session, int(found[2]))
    return _Sent(int(found[1]), message_id) if message_id else None


def _message_id(session: Session, delivery_id: int) -> int | None:
    delivery = session.get(Delivery, delivery_id)
    if delivery is None or delivery.ended_at is None or (now() - delivery.ended_at).total_seconds() < _AT_ONCE:
        return None
    found = delivery.content.get("message_id")
    return int(found) if found else None


def _actor(sent: _Sent) -> Actor:
    return Actor(sent.workspace_id, None, "Stepmark", Role.ADMINISTRATOR)
