"""Messages: their addresses, whom they belong to, and telling those of them."""

import re
from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import KINDS
from stepmark.catalogue.points import Point
from stepmark.catalogue.types.base import ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands.linked_events import tell_around
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.messages import INCOMING, MAIL, SMS, Message
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _
from stepmark.queries.messages import links_by_points

MESSAGE = KINDS[Message.about.name]
Raw = Mapping[str, Any]
_LINKS = ("deal_id", "company_id", "contact_id")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ._&+-]{1,11}")
_ADDRESSES = {"sender": _("From"), "recipient": _("To")}


def addressed(work: Work, raw: Raw, channel: str = MAIL) -> Raw:
    """The raw values with their addresses as they are kept; `channel` is what counts where they name none."""
    filled = [key for key in _ADDRESSES if _is_text(raw.get(key))]
    points = {key: _points(work, key, raw[key], raw.get("channel") or channel) for key in filled}
    return {**raw, **{key: ", ".join(point.text for point in found) for key, found in points.items()}}


def whose(work: Work, raw: Raw) -> dict[str, int]:
    """What a new message is linked with, unless it says so itself: whoever bears the address that it came from, or
    went to.
    """
    key = "sender" if (raw.get("direction") or INCOMING) == INCOMING else "recipient"
    if any(raw.get(link) for link in _LINKS) or not _is_text(raw.get(key)):
        return {}
    return links_by_points(work.session, work.actor, _points(work, key, raw[key], raw.get("channel") or MAIL))


def tell_message(work: Work, message: Message) -> None:
    """Let the deal, company and contact of a new message know of it."""
    tell_around(work, "message.received" if message.is_incoming else "message.sent", MESSAGE, message)


def _points(work: Work, key: str, text: str, channel: Any) -> list[Point]:
    type = FieldType.PHONE if channel == SMS else FieldType.EMAIL
    field = Field(MESSAGE.name, key, _ADDRESSES[key], type)
    given = [each.strip() for each in text.replace(";", ",").split(",") if each.strip()]
    if channel == SMS and key == "sender" and len(given) == 1 and _NAME.fullmatch(given[0]):
        # An SMS may come from a name, by which nobody is found.
        return [Point(str(FieldType.TEXT), given[0])]
    try:
        found = [parse(field, each, work.reader) for each in given]
    except ValueFault as fault:
        raise Invalid({key: fault.text}) from None
    return [Point(str(type), each) for each in dict.fromkeys(found)]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
