"""accruals"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYED = sa.text("once IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "accrual",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("reason_folded", sa.Text(), nullable=False),
        sa.Column("responsible_id", ID, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("deal_id", ID, nullable=True),
        sa.Column("source_kind", sa.String(length=20), nullable=True),
        sa.Column("source_id", ID, nullable=True),
        sa.Column("rule_id", ID, nullable=True),
        sa.Column("run_id", ID, nullable=True),
        sa.Column("once", sa.String(length=120), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        _link("deal_id", "deal"),
        _link("responsible_id", "member"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_accrual_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accrual")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_accrual_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_accrual_deal_id", "accrual", ["deal_id"])
    op.create_index("ix_accrual_responsible", "accrual", ["responsible_id", "day"])
    op.create_index("ix_accrual_live", "accrual", ["workspace_id", "deleted_at", "id"])
    op.create_index("ix_accrual_reason", "accrual", ["workspace_id", sa.text("substr(reason_folded, 1, 100)")])
    op.create_index(
        "uq_accrual_once",
        "accrual",
        ["workspace_id", "once", "turn"],
        unique=True,
        sqlite_where=KEYED,
        postgresql_where=KEYED,
    )
    if op.get_bind().dialect.name == "postgresql":
        mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
        system = "current_setting('stepmark.system', true) = 'on'"
        for change in (
            "ALTER TABLE accrual ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE accrual FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY workspace ON accrual USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})",
        ):
            op.execute(change)


def downgrade() -> None:
    op.drop_table("accrual")


def _link(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_accrual_workspace_id_{column}")
    return sa.ForeignKeyConstraint(["workspace_id", column], [f"{to}.workspace_id", f"{to}.id"], name=name)
