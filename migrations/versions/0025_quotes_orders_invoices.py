"""quotes, orders and invoices, their numbers, and what of them is paid on a deal"""

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LINKS = ("company", "contact", "deal")
TABLES = ("quote", "customer_order", "invoice")


def upgrade() -> None:
    for table in TABLES:
        op.create_table(
            table,
            *_paper(),
            *(_payable() if table != "quote" else ()),
            *([sa.Column("parties", sa.JSON(none_as_null=True), nullable=True)] if table == "invoice" else ()),
            sa.Column("responsible_id", ID, nullable=True),
            sa.Column("description", sa.Text(), nullable=True),
            sa.Column("description_folded", sa.Text(), nullable=True),
            sa.Column("archived_at", sa.DateTime(), nullable=True),
            sa.Column("amount_from_lines", sa.Boolean(), nullable=False),
            *_versioned(),
            *(_link(table, f"{to}_id", to) for to in LINKS),
            _link(table, "responsible_id", "member"),
            _scope(table),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint("workspace_id", "id", name=op.f(f"uq_{table}_workspace_id_id")),
            sqlite_autoincrement=True,
        )
        _indexes(table)
    op.create_table(
        "paper_series",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        _scope("paper_series"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_series")),
        sa.UniqueConstraint("workspace_id", "kind", "year", name=op.f("uq_paper_series_workspace_id_kind_year")),
    )
    op.create_table(
        "paper_settings",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("seller", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("formats", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("payment_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _scope("paper_settings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_settings")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_paper_settings_workspace_id")),
    )
    for column in ("invoice_payment", "order_payment"):
        op.add_column("deal", sa.Column(column, sa.String(length=10), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for table in (*TABLES, "paper_series", "paper_settings"):
            _separate_workspaces(table)


def downgrade() -> None:
    for column in ("order_payment", "invoice_payment"):
        op.drop_column("deal", column)
    for table in ("paper_settings", "paper_series", *reversed(TABLES)):
        op.drop_table(table)


def _paper() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("number_folded", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("deal_id", ID, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
    )


def _payable() -> tuple[sa.Column[object], ...]:
    return (sa.Column("paid", sa.Boolean(), nullable=False), sa.Column("paid_on", sa.Date(), nullable=True))


def _versioned() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
    )


def _indexes(table: str) -> None:
    for to in LINKS:
        op.create_index(f"ix_{table}_{to}_id", table, [f"{to}_id"])
    op.create_index(f"ix_{table}_live", table, ["workspace_id", "deleted_at", "id", "archived_at"])
    op.create_index(f"ix_{table}_name", table, ["workspace_id", sa.func.substr(sa.text("name_folded"), 1, 100)])
    op.create_index(f"uq_{table}_number", table, ["workspace_id", "number"], unique=True)


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
