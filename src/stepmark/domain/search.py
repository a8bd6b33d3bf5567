"""By which words records are found. All of it can be made anew from the records, and it says no more than they do."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.mapping import Base, Id, Scoped
from stepmark.platform.words import LONGEST

# Compared letter by letter, whatever the database's locale, as beginnings are looked up as ranges.
Term = String(LONGEST).with_variant(String(LONGEST, collation="C"), "postgresql")


class SearchTerm(Scoped, Base):
    """A word of a live record, in a form of `platform.words`."""

    __tablename__ = "search_term"
    __table_args__ = (
        Index("ix_search_term_found", "workspace_id", "kind", "term", "record_id"),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    record_id: Mapped[int] = mapped_column(Id, primary_key=True)
    term: Mapped[str] = mapped_column(Term, primary_key=True)


class SearchSlip(Scoped, Base):
    """What is left of a word when one of its letters, or none, is taken away: by this a mistyped word is recognised."""

    __tablename__ = "search_slip"
    __table_args__ = ({"sqlite_with_rowid": False},)

    workspace_id: Mapped[int] = mapped_column(
        Id, ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True, sort_order=-1
    )
    left: Mapped[str] = mapped_column(Term, primary_key=True)
    word: Mapped[str] = mapped_column(Term, primary_key=True)
