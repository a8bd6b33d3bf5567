"""What papers need to know of a company or person: numbers, accounts and addresses, by template."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.mapping import Base, Id, Scoped


class Requisite(Scoped, Base):
    """One filled requisite of a company or contact; what is empty has no row.

    key: a field of the template, as `tax_number`, or an address by its type, as `address.delivery`. text: its JSON
    value, a day as 2026-11-22.
    """

    __tablename__ = "requisite"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    record_id: Mapped[int] = mapped_column(Id, primary_key=True)
    template: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
