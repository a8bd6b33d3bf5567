"""Messages: mails and SMS that came from clients, or went to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.attributes import Attribute, FieldType, attribute, folded
from stepmark.domain.record import About, Record
from stepmark.platform.i18n import _
from stepmark.platform.mapping import Base, Id, link

MAIL, SMS = "mail", "sms"
INCOMING, OUTGOING = "in", "out"
CHANNELS = ((MAIL, _("E-mail")), (SMS, _("SMS")))
DIRECTIONS = ((INCOMING, _("Came in")), (OUTGOING, _("Went out")))


class Message(Record, Base):
    """One mail or SMS. `sender` and `recipient` are addresses or numbers, several with commas between them."""

    __tablename__ = "message"
    about = About(
        name="message",
        plural="messages",
        label=_("Message"),
        label_plural=_("Messages"),
        new_label=_("Log a message"),
        icon="mail",
        place=85,
    )
    name_column = "subject"

    @classmethod
    def constraints(cls) -> tuple[Any, ...]:
        """A message may belong to a deal and to a client."""
        return (
            link("deal_id", "deal"),
            link("company_id", "company"),
            link("contact_id", "contact"),
            Index("ix_message_deal_id", "deal_id"),
            Index("ix_message_company_id", "company_id"),
            Index("ix_message_contact_id", "contact_id"),
        )

    subject: Mapped[str] = attribute(
        Attribute(FieldType.TEXT, _("Subject"), required=True, searched=True, help=_("Of an SMS what it is about.")),
        String(300),
    )
    subject_folded: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = attribute(
        Attribute(FieldType.CHOICE, _("Channel"), choices=CHANNELS, required=True, initial=MAIL),
        String(10),
        default=MAIL,
    )
    direction: Mapped[str] = attribute(
        Attribute(FieldType.CHOICE, _("Direction"), choices=DIRECTIONS, required=True, initial=INCOMING),
        String(10),
        default=INCOMING,
    )
    sender: Mapped[str | None] = attribute(Attribute(FieldType.TEXT, _("From")), String(320))
    sender_folded: Mapped[str | None] = folded()
    recipient: Mapped[str | None] = attribute(
        Attribute(FieldType.TEXT, _("To"), help=_("Several with commas between them.")), String(1000)
    )
    recipient_folded: Mapped[str | None] = folded()
    sent_at: Mapped[datetime] = attribute(Attribute(FieldType.DATETIME, _("Sent"), required=True))
    deal_id: Mapped[int | None] = attribute(
        Attribute(
            FieldType.RECORD,
            _("Deal"),
            related="deal",
            help=_("Without deal, company and contact these are found by the address, where only one bears it."),
        ),
        Id,
    )
    company_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Company"), related="company"), Id)
    contact_id: Mapped[int | None] = attribute(Attribute(FieldType.RECORD, _("Contact"), related="contact"), Id)
    body: Mapped[str | None] = attribute(Attribute(FieldType.LONG_TEXT, _("Text"), in_list=False), Text)
    body_folded: Mapped[str | None] = folded()
    responsible_id: Mapped[int | None] = attribute(Attribute(FieldType.USER, _("Responsible"), in_list=False), Id)
    opened_at: Mapped[datetime | None] = attribute(
        Attribute(
            FieldType.DATETIME,
            _("Opened"),
            by_hand=False,
            in_list=False,
            help=_("For the first time, as far as mailboxes that let their mails tell it have learned."),
        )
    )
    clicked_at: Mapped[datetime | None] = attribute(
        Attribute(FieldType.DATETIME, _("Link clicked"), by_hand=False, in_list=False)
    )

    @property
    def is_incoming(self) -> bool:
        """Whether it came from a client."""
        return self.direction == INCOMING
