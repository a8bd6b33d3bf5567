"""leaving rules asleep while many records change"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("bulk_run", "import_run")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("rules_asleep", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "rules_asleep")
