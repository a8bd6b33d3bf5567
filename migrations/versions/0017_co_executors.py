"""co-executors of any record kind"""

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.execute("CREATE TABLE co_executor_before AS SELECT workspace_id, deal_id, member_id FROM co_executor")
    op.drop_table("co_executor")
    op.create_table(
        "co_executor",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        *_of_a_member(),
        sa.PrimaryKeyConstraint("kind", "record_id", "member_id", name=op.f("pk_co_executor")),
    )
    op.execute(
        "INSERT INTO co_executor (workspace_id, kind, record_id, member_id)"
        " SELECT workspace_id, 'deal', deal_id, member_id FROM co_executor_before"
    )
    op.drop_table("co_executor_before")
    _separate_workspaces("co_executor")


def downgrade() -> None:
    op.execute(
        "CREATE TABLE co_executor_before AS"
        " SELECT workspace_id, record_id, member_id FROM co_executor WHERE kind = 'deal'"
    )
    op.drop_table("co_executor")
    op.create_table(
        "co_executor",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("deal_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deal_id"],
            ["deal.workspace_id", "deal.id"],
            name=op.f("fk_co_executor_workspace_id_deal_id"),
            ondelete="CASCADE",
        ),
        *_of_a_member(),
        sa.PrimaryKeyConstraint("deal_id", "member_id", name=op.f("pk_co_executor")),
    )
    op.execute(
        "INSERT INTO co_executor (workspace_id, deal_id, member_id)"
        " SELECT workspace_id, record_id, member_id FROM co_executor_before"
    )
    op.drop_table("co_executor_before")
    _separate_workspaces("co_executor")


def _of_a_member() -> tuple[sa.ForeignKeyConstraint, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["workspace_id", "member_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_co_executor_workspace_id_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_co_executor_workspace_id"), ondelete="CASCADE"
        ),
    )


def _separate_workspaces(table: str) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
