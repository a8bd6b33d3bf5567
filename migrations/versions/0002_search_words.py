"""the words that records are found by, for those that are there already too"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from stepmark.platform.words import phone_terms, shortened, terms_of

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TERM = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")
SCOPED = ("search_term", "search_slip")
SEARCHED = {
    "deal": ("title",),
    "company": ("name", "website", "address"),
    "contact": ("name",),
    "task": ("title",),
}
CHUNK = 1000
MOST_TERMS = 200
SHORTEST_SLIP = 4


def upgrade() -> None:
    op.create_table(
        "search_term",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("term", TERM, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_search_term_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "record_id", "term", name=op.f("pk_search_term")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_slip",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("left", TERM, nullable=False),
        sa.Column("word", TERM, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_search_slip_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "left", "word", name=op.f("pk_search_slip")),
        sqlite_with_rowid=False,
    )
    _fill(op.get_bind())
    # After the rows, as an index is made faster at once than row by row.
    op.create_index("ix_search_term_found", "search_term", ["workspace_id", "kind", "term", "record_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in SCOPED:
            _separate_workspaces(table)


def downgrade() -> None:
    op.drop_table("search_slip")
    op.drop_table("search_term")


def _fill(connection: sa.Connection) -> None:
    known: set[tuple[int, str]] = set()
    for kind, columns in SEARCHED.items():
        for rows in _chunks(connection, kind, columns):
            found = _terms(connection, kind, rows)
            _insert(connection, "search_term", [{"kind": kind, **term} for term in found])
            words = {(each["workspace_id"], each["term"]) for each in found if _can_be_mistyped(each["term"])}
            _insert(connection, "search_slip", list(_slips(sorted(words - known))))
            known |= words


def _chunks(connection: sa.Connection, kind: str, columns: Sequence[str]) -> Iterator[Sequence[Any]]:
    record = sa.table(kind, *(sa.column(name) for name in ("id", "workspace_id", "deleted_at", *columns)))
    wanted = sa.select(record.c.id, record.c.workspace_id, *(record.c[name] for name in columns))
    last = 0
    while rows := connection.execute(
        wanted.where(record.c.id > last, record.c.deleted_at.is_(None)).order_by(record.c.id).limit(CHUNK)
    ).all():
        yield rows
        last = rows[-1].id


def _terms(connection: sa.Connection, kind: str, rows: Sequence[Any]) -> list[dict[str, Any]]:
    terms = {row.id: set(terms_of(" ".join(filter(None, row[2:])))[:MOST_TERMS]) for row in rows}
    point = sa.table("contact_point", *(sa.column(name) for name in ("kind", "record_id", "type", "text")))
    points = sa.select(point.c.record_id, point.c.type, point.c.text)
    for row_id, type, text in connection.execute(points.where(point.c.kind == kind, point.c.record_id.in_(terms))):
        terms[row_id].update(phone_terms(text) if type == "phone" else terms_of(text))
    return [
        {"workspace_id": row.workspace_id, "record_id": row.id, "term": term}
        for row in rows
        for term in sorted(terms[row.id])
    ]


def _slips(words: Sequence[tuple[int, str]]) -> Iterator[dict[str, Any]]:
    for workspace_id, word in words:
        for left in sorted(shortened(word)):
            yield {"workspace_id": workspace_id, "left": left, "word": word}


def _can_be_mistyped(term: str) -> bool:
    return len(term) >= SHORTEST_SLIP and term.isalpha()


def _insert(connection: sa.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sa.table(table, *(sa.column(name) for name in rows[0])).insert(), rows)


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
