"""products"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HAS_CODE = sa.text("deleted_at IS NULL AND code_folded IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "product",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=50), nullable=True),
        sa.Column("code_folded", sa.Text(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("unit_folded", sa.Text(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("tax_rate", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("description_folded", sa.Text(), nullable=True),
        sa.Column("responsible_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "responsible_id"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_product_workspace_id_responsible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_product_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_product_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_product_live", "product", ["workspace_id", "deleted_at", "id"])
    op.create_index("ix_product_name", "product", ["workspace_id", sa.text("substr(name_folded, 1, 100)")])
    op.create_index(
        "uq_product_code",
        "product",
        ["workspace_id", "code_folded"],
        unique=True,
        sqlite_where=HAS_CODE,
        postgresql_where=HAS_CODE,
    )
    if op.get_bind().dialect.name == "postgresql":
        _separate_workspaces("product")


def downgrade() -> None:
    op.drop_table("product")


def _separate_workspaces(table: str) -> None:
    mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
    system = "current_setting('stepmark.system', true) = 'on'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY workspace ON {table} USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})")
