"""boats"""

import sqlalchemy as sa
from alembic import op

revision: str = "9999"
down_revision: str | None = "NEWEST"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "boat",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("harbour", sa.String(100)),
        sa.Column("harbour_folded", sa.Text()),
        sa.Column("launched_on", sa.Date()),
        sa.Column("company_id", ID),
        sa.Column("responsible_id", ID),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime()),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id", "company_id"], ["company.workspace_id", "company.id"]),
        sa.ForeignKeyConstraint(["workspace_id", "responsible_id"], ["member.workspace_id", "member.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("workspace_id", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_boat_live", "boat", ["workspace_id", "deleted_at", "id"])
    op.create_index("ix_boat_name", "boat", ["workspace_id", sa.func.substr(sa.text("name_folded"), 1, 100)])
    op.create_index("ix_boat_company_id", "boat", ["company_id"])
    if op.get_bind().dialect.name == "postgresql":
        mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
        system = "current_setting('stepmark.system', true) = 'on'"
        op.execute("ALTER TABLE boat ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE boat FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY workspace ON boat USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")


def downgrade() -> None:
    op.drop_table("boat")
