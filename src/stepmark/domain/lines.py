"""Lines on a record: what is sold, how much of it, and at what price."""

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.domain.record import Record
from stepmark.platform.mapping import Base, Id, Numbered, Scoped, link

MOST_LINES = 200
# What the history calls lines, and whether the amount follows from them.
LINE_KEYS = frozenset({"lines", "amount_from_lines"})


class WithLines(Record):
    """A record kind with lines. With `amount_from_lines` its amount is their total; a typed one switches that off."""

    __abstract__ = True

    amount_from_lines: Mapped[bool] = mapped_column(default=False, sort_order=80)


class Line(Numbered, Scoped, Base):
    """One line of a record, in the record's currency.

    It keeps name, unit, price and tax as they were agreed, whatever becomes of the product. Quantity, discount and tax
    rate (percentages) are scaled as all numbers are. `rule_id` is the rule that added it.
    """

    __tablename__ = "line"
    __table_args__ = (
        link("product_id", "product"),
        Index("ix_line_record", "workspace_id", "kind", "record_id", "position"),
        Index("ix_line_product_id", "product_id"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int] = mapped_column(Id)
    position: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(300))
    quantity: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(20), default="")
    price: Mapped[int] = mapped_column(BigInteger)
    discount: Mapped[int] = mapped_column(BigInteger, default=0)
    tax_rate: Mapped[int | None] = mapped_column(BigInteger)
    rule_id: Mapped[int | None] = mapped_column(Id)
