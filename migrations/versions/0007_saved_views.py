"""saved views, and operations on many records"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True)
SCOPED = ("saved_view", "default_view", "bulk_run", "bulk_refusal")
LIVE = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    _create_views()
    _create_bulk_runs()
    op.create_index("ix_task_title", "task", ["workspace_id", sa.literal_column("substr(title_folded, 1, 100)")])
    if op.get_bind().dialect.name == "postgresql":
        for table in SCOPED:
            _separate_workspaces(table)


def downgrade() -> None:
    op.drop_index("ix_task_title", "task")
    for table in reversed(SCOPED):
        op.drop_table(table)


def _create_views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("filter", JSON, nullable=False),
        sa.Column("q", sa.String(length=300), nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("sort", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        _link("saved_view", "author_id", "member"),
        _scope("saved_view"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_saved_view_workspace_id_id")),
    )
    op.create_index(
        "uq_saved_view_name",
        "saved_view",
        ["workspace_id", "kind", "author_id", "name"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        "default_view",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("view_id", ID, nullable=False),
        _link("default_view", "member_id", "member", "CASCADE"),
        _link("default_view", "view_id", "saved_view", "CASCADE"),
        _scope("default_view"),
        sa.PrimaryKeyConstraint("member_id", "kind", name=op.f("pk_default_view")),
    )


def _create_bulk_runs() -> None:
    op.create_table(
        "bulk_run",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("raw", JSON, nullable=False),
        sa.Column("ids", JSON, nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        _link("bulk_run", "member_id", "member"),
        _scope("bulk_run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_run")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_bulk_run_workspace_id_id")),
    )
    op.create_table(
        "bulk_refusal",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("details", JSON, nullable=False),
        _link("bulk_refusal", "run_id", "bulk_run", "CASCADE"),
        _scope("bulk_refusal"),
        sa.PrimaryKeyConstraint("run_id", "record_id", name=op.f("pk_bulk_refusal")),
    )


def _link(table: str, column: str, target: str, on_delete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", column],
        [f"{target}.workspace_id", f"{target}.id"],
        name=op.f(f"fk_{table}_workspace_id_{column}"),
        ondelete=on_delete,
    )


def _scope(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"], ["workspace.id"], name=op.f(f"fk_{table}_workspace_id"), ondelete="CASCADE"
    )


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
