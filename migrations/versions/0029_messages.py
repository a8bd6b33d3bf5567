"""messages"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("subject_folded", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=True),
        sa.Column("sender_folded", sa.Text(), nullable=True),
        sa.Column("recipient", sa.String(length=1000), nullable=True),
        sa.Column("recipient_folded", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("deal_id", ID, nullable=True),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("body_folded", sa.Text(), nullable=True),
        sa.Column("responsible_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        *(_link(f"{to}_id", to) for to in ("company", "contact", "deal")),
        _link("responsible_id", "member"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_message_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_message_workspace_id_id")),
        sqlite_autoincrement=True,
    )
    for column in ("company_id", "contact_id", "deal_id"):
        op.create_index(f"ix_message_{column}", "message", [column])
    op.create_index("ix_message_live", "message", ["workspace_id", "deleted_at", "id"])
    op.create_index("ix_message_subject", "message", ["workspace_id", sa.text("substr(subject_folded, 1, 100)")])
    if op.get_bind().dialect.name == "postgresql":
        mine = "workspace_id = nullif(current_setting('stepmark.workspace', true), '')::bigint"
        system = "current_setting('stepmark.system', true) = 'on'"
        for change in (
            "ALTER TABLE message ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE message FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY workspace ON message USING ({mine} OR {system}) WITH CHECK ({mine} OR {system})",
        ):
            op.execute(change)


def downgrade() -> None:
    op.drop_table("message")


def _link(column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_message_workspace_id_{column}")
    return sa.ForeignKeyConstraint(["workspace_id", column], [f"{to}.workspace_id", f"{to}.id"], name=name)
