"""the exceptions list"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "exception_entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.String(length=400), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("added_by", ID, nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("cause", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "added_by"],
            ["member.workspace_id", "member.id"],
            name=op.f("fk_exception_entry_workspace_id_added_by"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_exception_entry_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exception_entry")),
        sa.UniqueConstraint("workspace_id", "type", "folded", name=op.f("uq_exception_entry_workspace_id_type_folded")),
    )
    if op.get_bind().dialect.name == "postgresql":
        mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
        system = "current_setting('stepmark.system', true) = 'on'"
        for change in (
            "ALTER TABLE exception_entry ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE exception_entry FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY workspace ON exception_entry USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})",
        ):
            op.execute(change)


def downgrade() -> None:
    op.drop_table("exception_entry")
