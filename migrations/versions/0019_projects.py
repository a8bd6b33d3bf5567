"""projects and the templates that they are started from; tasks may hang on a project"""

from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TASK_NAME = ("workspace_id", sa.func.substr(sa.text("title_folded"), 1, 100))


def upgrade() -> None:
    op.create_table(
        "project_template",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("lasts_days", sa.Integer(), nullable=True),
        sa.Column("tasks", sa.JSON(none_as_null=True), nullable=False),
        *_versioned(),
        _scope("project_template"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_template")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_project_template_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "project",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("deal_id", ID, nullable=True),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("responsible_id", ID, nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("description_folded", sa.Text(), nullable=True),
        *_versioned(),
        *(_link("project", f"{to}_id", to) for to in ("company", "contact", "deal")),
        _link("project", "responsible_id", "member"),
        _scope("project"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_project_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    for column in ("company_id", "contact_id", "deal_id"):
        op.create_index(f"ix_project_{column}", "project", [column])
    op.create_index("ix_project_live", "project", ["workspace_id", "deleted_at", "id"])
    op.create_index("ix_project_name", "project", ["workspace_id", sa.func.substr(sa.text("name_folded"), 1, 100)])
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("task", sa.Column("project_id", ID, nullable=True))
        op.create_foreign_key(
            op.f("fk_task_workspace_id_project_id"),
            "task",
            "project",
            ["workspace_id", "project_id"],
            ["workspace_id", "id"],
        )
        for table in ("project", "project_template"):
            _separate_workspaces(table)
    else:
        with _task_anew() as task:
            task.add_column(sa.Column("project_id", ID, nullable=True))
            task.create_foreign_key(
                op.f("fk_task_workspace_id_project_id"),
                "project",
                ["workspace_id", "project_id"],
                ["workspace_id", "id"],
            )
        op.create_index("ix_task_title", "task", [*TASK_NAME])
    op.create_index("ix_task_project_id", "task", ["project_id"])


def downgrade() -> None:
    op.drop_index("ix_task_project_id", "task")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_task_workspace_id_project_id"), "task", type_="foreignkey")
        op.drop_column("task", "project_id")
    else:
        with _task_anew() as task:
            task.drop_constraint(op.f("fk_task_workspace_id_project_id"), type_="foreignkey")
            task.drop_column("project_id")
        op.create_index("ix_task_title", "task", [*TASK_NAME])
    op.drop_table("project")
    op.drop_table("project_template")


def _task_anew() -> AbstractContextManager[BatchOperations]:
    """SQLite adds no foreign key to a table: it is made anew, and its index over an expression by hand."""
    op.drop_index("ix_task_title", "task")
    kwargs: Any = {"table_kwargs": {"sqlite_autoincrement": True}, "reflect_kwargs": {"resolve_fks": False}}
    return op.batch_alter_table("task", recreate="always", **kwargs)


def _versioned() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
    )


def _link(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workspace_id_{column}")
    return sa.ForeignKeyConstraint(["workspace_id", column], [f"{to}.workspace_id", f"{to}.id"], name=name)


def _scope(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_workspace_id")
    return sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=name, ondelete="CASCADE")


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
