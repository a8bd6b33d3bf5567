"""what belongs to one change, so that it can be undone; who has yet to be shown around"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("history", sa.Column("change_id", ID, nullable=True))
    op.create_index("ix_history_change", "history", ["workspace_id", "change_id", "id"], unique=False)
    op.add_column("member", sa.Column("tour_due", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("member", "tour_due")
    op.drop_index("ix_history_change", table_name="history")
    op.drop_column("history", "change_id")
