"""Who works on a record beside the responsible member."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.mapping import Base, Id, Scoped, link


class CoExecutor(Scoped, Base):
    """A member who sees a record and may edit it as the responsible one does; for kinds that are `shared`."""

    __tablename__ = "co_executor"
    __table_args__ = (link("member_id", "member", "CASCADE"),)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    record_id: Mapped[int] = mapped_column(Id, primary_key=True)
    member_id: Mapped[int] = mapped_column(Id, primary_key=True)
