"""tasks that are for a group or for job titles, and who made them"""

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | None = None
depends_on: str | None = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("task", sa.Column("creator_id", ID, nullable=True))
    op.add_column("task", sa.Column("for_group_id", ID, nullable=True))
    op.add_column("task", sa.Column("for_job_titles", sa.JSON(), nullable=True))
    op.add_column("task", sa.Column("for_titles_folded", sa.Text(), nullable=True))


def downgrade() -> None:
    for column in ("for_titles_folded", "for_job_titles", "for_group_id", "creator_id"):
        op.drop_column("task", column)
