"""Templates of mails, with placeholders about records of one kind."""

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Versioned
from stepmark.platform.mapping import Base


class MailTemplate(Versioned, Base):
    """A subject and a text. `html` is empty where it is to be made of the text."""

    __tablename__ = "mail_template"
    __table_args__ = (UniqueConstraint("workspace_id", "id"),)

    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
