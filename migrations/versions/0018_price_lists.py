"""price lists"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("company", sa.Column("price_list", sa.String(length=100), nullable=True))
    op.add_column("company", sa.Column("price_list_folded", sa.Text(), nullable=True))
    op.create_table(
        "price_list",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        _scope("price_list"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_list")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_price_list_workspace_id_id")),
    )
    op.create_index("uq_price_list_name", "price_list", ["workspace_id", "name_folded"], unique=True)
    op.create_table(
        "product_price",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("price_list_id", ID, nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        _link("product"),
        _link("price_list"),
        _scope("product_price"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_price")),
    )
    op.create_index(
        "uq_product_price_listed", "product_price", ["product_id", "price_list_id", "currency"], unique=True
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("price_list", "product_price"):
            _separate_workspaces(table)


def downgrade() -> None:
    op.drop_table("product_price")
    op.drop_table("price_list")
    for column in ("price_list_folded", "price_list"):
        op.drop_column("company", column)


def _link(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id", f"{table}_id"],
        [f"{table}.workspace_id", f"{table}.id"],
        name=op.f(f"fk_product_price_workspace_id_{table}_id"),
        ondelete="CASCADE",
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
