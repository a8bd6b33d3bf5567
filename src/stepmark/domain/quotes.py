"""Quotes: what a client is offered, and until when."""

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped

from stepmark.domain.attributes import Attribute, FieldType, attribute
from stepmark.domain.papers import Paper
from stepmark.domain.record import About
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base

QUOTE_STATES = (("draft", _("Draft")), ("sent", _("Sent")), ("accepted", _("Accepted")), ("refused", _("Refused")))


class Quote(Paper, Base):
    """An offer to a client. It has its number from the beginning."""

    __tablename__ = "quote"
    about = About(
        name="quote",
        plural="quotes",
        label=_("Quote"),
        label_plural=_("Quotes"),
        new_label=_("New quote"),
        icon="file-text",
        place=42,
        lines=True,
    )

    status: Mapped[str] = attribute(
        Attribute(FieldType.CHOICE, _("Status"), choices=QUOTE_STATES, required=True, initial="draft"),
        String(20),
        default="draft",
        sort_order=5,
    )
    due_on: Mapped[date | None] = attribute(Attribute(FieldType.DATE, _("Valid until")), Date, sort_order=17)
