"""rules, their runs, and what did not run"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True)
SCOPED = ("rule", "rule_version", "rotation", "rule_met", "sweep", "run", "unmet")


def upgrade() -> None:
    _create_rule()
    _create_rule_version()
    _create_rotation()
    _create_rule_met()
    _create_sweep()
    _create_run()
    _create_unmet()
    if op.get_bind().dialect.name == "postgresql":
        for table in SCOPED:
            _separate_workspaces(table)


def downgrade() -> None:
    for table in reversed(SCOPED):
        op.drop_table(table)


def _create_rule() -> None:
    op.create_table(
        "rule",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("trigger", JSON, nullable=False),
        sa.Column("conditions", JSON, nullable=False),
        sa.Column("actions", JSON, nullable=False),
        sa.Column("cyclic", sa.Boolean(), nullable=False),
        sa.Column("cycle_by", sa.String(length=100), nullable=True),
        sa.Column("stage_id", ID, nullable=True),
        sa.Column("pulls", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("enabled_at", sa.DateTime(), nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("suspended", sa.String(length=40), nullable=True),
        sa.Column("warned_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        _link("rule", "owner_id", "member"),
        _link("rule", "stage_id", "stage"),
        _scope("rule"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_rule_workspace_id_id")),
    )
    op.create_index("ix_rule_stage_id", "rule", ["stage_id"], unique=False)
    op.create_index("ix_rule_workspace_id", "rule", ["workspace_id", "enabled"], unique=False)


def _create_rule_version() -> None:
    op.create_table(
        "rule_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by", ID, nullable=True),
        _link("rule_version", "rule_id", "rule", "CASCADE"),
        _scope("rule_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_version")),
        sa.UniqueConstraint("rule_id", "version", name=op.f("uq_rule_version_rule_id_version")),
    )


def _create_rotation() -> None:
    op.create_table(
        "rotation",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        _link("rotation", "rule_id", "rule", "CASCADE"),
        _scope("rotation"),
        sa.PrimaryKeyConstraint("rule_id", "key", name=op.f("pk_rotation")),
    )


def _create_rule_met() -> None:
    op.create_table(
        "rule_met",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        _link("rule_met", "rule_id", "rule", "CASCADE"),
        _scope("rule_met"),
        sa.PrimaryKeyConstraint("rule_id", "record_id", name=op.f("pk_rule_met")),
    )


def _create_sweep() -> None:
    op.create_table(
        "sweep",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("after_id", ID, nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("alive_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        _link("sweep", "rule_id", "rule", "CASCADE"),
        _scope("sweep"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep")),
        sa.UniqueConstraint("rule_id", "day", name=op.f("uq_sweep_rule_id_day")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_sweep_workspace_id_id")),
    )
    op.create_index(
        "ix_sweep_unfinished",
        "sweep",
        ["workspace_id", "id"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )


def _create_run() -> None:
    op.create_table(
        "run",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("rule_id", ID, nullable=True),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("rule_name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("record_label", sa.String(length=300), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("once", sa.String(length=80), nullable=True),
        sa.Column("cause", JSON, nullable=False),
        sa.Column("wake", JSON, nullable=False),
        sa.Column("trace", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reason_details", JSON, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("yielded", JSON, nullable=False),
        sa.Column("memory", JSON, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("sweep_id", ID, nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        _link("run", "rule_id", "rule", "CASCADE"),
        _scope("run"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("rule_id", "once", name=op.f("uq_run_rule_id_once")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_run_workspace_id_id")),
    )
    op.create_index(
        "ix_run_due",
        "run",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("outcome = 'waiting'"),
        postgresql_where=sa.text("outcome = 'waiting'"),
    )
    op.create_index("ix_run_outcome", "run", ["workspace_id", "outcome", "id"], unique=False)
    op.create_index("ix_run_record", "run", ["workspace_id", "kind", "record_id", "id"], unique=False)
    op.create_index("ix_run_rule_id", "run", ["rule_id", "id"], unique=False)
    op.create_index("ix_run_workspace_id", "run", ["workspace_id", "id"], unique=False)


def _create_unmet() -> None:
    op.create_table(
        "unmet",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("record_label", sa.String(length=300), nullable=False),
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("saw", JSON, nullable=False),
        sa.Column("rules", JSON, nullable=False),
        _scope("unmet"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmet")),
    )
    op.create_index("ix_unmet_kind", "unmet", ["workspace_id", "kind", "id"], unique=False)


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
