"""templates of documents that are Word files"""

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column("document_template", sa.Column("file_name", sa.String(300), nullable=True))
    op.add_column("document_template", sa.Column("file_size", sa.BigInteger(), nullable=True))
    op.add_column("document_template", sa.Column("sha256", sa.String(64), nullable=True))
    op.add_column("document_template", sa.Column("parts", sa.JSON(), nullable=True))
    op.add_column("document_version", sa.Column("parts", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("document_version", "parts")
    for column in ("parts", "sha256", "file_size", "file_name"):
        op.drop_column("document_template", column)
