"""mails that tell when they are opened and clicked"""

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("mailbox", sa.Column("traces", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("message", sa.Column("opened_at", sa.DateTime(), nullable=True))
    op.add_column("message", sa.Column("clicked_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("message", "clicked_at")
    op.drop_column("message", "opened_at")
    op.drop_column("mailbox", "traces")
