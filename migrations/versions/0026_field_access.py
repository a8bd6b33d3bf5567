"""which fields are hidden from which role, or read-only for it"""

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("workspace", sa.Column("field_access", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("workspace", "field_access")
