"""leads beside deals: one table, told apart by their kind"""

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = ["workspace_id", "deleted_at", "id", "archived_at"]
NEW_LIVE = ["workspace_id", "kind", *LIVE[1:]]
TOTALS = [
    "stage_id",
    "status",
    "deleted_at",
    "archived_at",
    "workspace_id",
    "responsible_id",
    "currency",
    "amount",
]
OF_SYSTEM_FIELD = sa.text("custom_field_id IS NULL")
TEXTS = ("person_name", "company_name")


def upgrade() -> None:
    op.add_column("deal", sa.Column("kind", sa.String(20), nullable=False, server_default="deal"))
    op.add_column("deal", sa.Column("lead_id", ID, nullable=True))
    for column in TEXTS:
        op.add_column("deal", sa.Column(column, sa.String(300), nullable=True))
        op.add_column("deal", sa.Column(f"{column}_folded", sa.Text(), nullable=True))
    op.create_index("ix_deal_lead_id", "deal", ["lead_id"])
    _index_deals(NEW_LIVE, [*TOTALS, "kind"])
    op.add_column("binding", sa.Column("kind", sa.String(20), nullable=False, server_default="deal"))
    _index_bindings(["workspace_id", "kind", "field"])


def _index_deals(live: list[str], totals: list[str]) -> None:
    for name, columns in (("ix_deal_live", live), ("ix_deal_totals", totals)):
        op.drop_index(name, "deal")
        op.create_index(name, "deal", columns)


def _index_bindings(columns: list[str]) -> None:
    op.drop_index("uq_binding_system_field", "binding")
    op.create_index(
        "uq_binding_system_field",
        "binding",
        columns,
        unique=True,
        sqlite_where=OF_SYSTEM_FIELD,
        postgresql_where=OF_SYSTEM_FIELD,
    )


def downgrade() -> None:
    op.execute("DELETE FROM binding WHERE kind <> 'deal'")
    _index_bindings(["workspace_id", "field"])
    op.drop_column("binding", "kind")
    op.execute("DELETE FROM deal WHERE kind <> 'deal'")
    op.drop_index("ix_deal_lead_id", "deal")
    _index_deals(LIVE, TOTALS)
    for column in TEXTS:
        op.drop_column("deal", f"{column}_folded")
        op.drop_column("deal", column)
    op.drop_column("deal", "lead_id")
    op.drop_column("deal", "kind")
