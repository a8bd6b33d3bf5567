"""documents with their versions, and the templates that they are made of"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("document", "document_version", "document_template")


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("deal_id", ID, nullable=True),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("responsible_id", ID, nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.String(length=300), nullable=True),
        sa.Column("signed_by_folded", sa.Text(), nullable=True),
        sa.Column("refusal", sa.String(length=300), nullable=True),
        sa.Column("refusal_folded", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("description_folded", sa.Text(), nullable=True),
        *_versioned(),
        *(_link("document", f"{to}_id", to) for to in ("company", "contact", "deal")),
        _link("document", "responsible_id", "member"),
        _scope("document"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_document_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    for column in ("company_id", "contact_id", "deal_id"):
        op.create_index(f"ix_document_{column}", "document", [column])
    op.create_index("ix_document_live", "document", ["workspace_id", "deleted_at", "id"])
    op.create_index("ix_document_title", "document", ["workspace_id", sa.text("substr(title_folded, 1, 100)")])
    op.create_table(
        "document_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(sha256 IS NULL) <> (html IS NULL)", name=op.f("ck_document_version_content")),
        _link("document_version", "document_id", "document", "CASCADE"),
        _scope("document_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_version_document_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_document_version_sha256", "document_version", ["sha256"])
    op.create_table(
        "document_template",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        *_versioned(),
        _scope("document_template"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_template")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_document_template_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            _separate_workspaces(table)


def downgrade() -> None:
    op.drop_table("document_template")
    op.drop_table("document_version")
    op.drop_table("document")


def _versioned() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
    )


def _link(table: str, column: str, to: str, on_delete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workspace_id_{column}")
    there = [f"{to}.workspace_id", f"{to}.id"]
    return sa.ForeignKeyConstraint(["workspace_id", column], there, name=name, ondelete=on_delete)


def _scope(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workspace_id")
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=name, ondelete="CASCADE")


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
