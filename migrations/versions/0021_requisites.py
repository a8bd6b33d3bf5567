"""requisites of companies and contacts"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "requisite",
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", ID, nullable=False),
        sa.Column("template", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_requisite_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "record_id", "template", "key", name=op.f("pk_requisite")),
    )
    if op.get_bind().dialect.name == "postgresql":
        mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
        system = "current_setting('stepmark.system', true) = 'on'"
        for change in (
            "ALTER TABLE requisite ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE requisite FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY workspace ON requisite USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})",
        ):
            op.execute(change)


def downgrade() -> None:
    op.drop_table("requisite")
