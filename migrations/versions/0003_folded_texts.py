"""every text of a record in the form in which conditions compare it"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from stepmark.platform.text import fold

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXTS = {
    "company": ("status", "type", "website", "address"),
    "contact": ("job_title",),
    "deal": ("source", "close_reason"),
    "task": ("description",),
}
CHUNK = 1000


def upgrade() -> None:
    for name, columns in TEXTS.items():
        for column in columns:
            op.add_column(name, sa.Column(f"{column}_folded", sa.Text(), nullable=True))
            _fold_all(name, column)


def _fold_all(name: str, column: str) -> None:
    """In Python, as neither database folds as we do; by pages of ids, as there may be millions of rows."""
    table = sa.table(name, sa.column("id"), sa.column(column), sa.column(f"{column}_folded"))
    text, change = table.c[column], sa.update(table).where(table.c.id == sa.bindparam("row"))
    page = sa.select(table.c.id, text).where(text.is_not(None)).order_by(table.c.id).limit(CHUNK)
    last = 0
    while rows := op.get_bind().execute(page.where(table.c.id > last)).all():
        folded = [{"row": row_id, "folded": fold(found)} for row_id, found in rows]
        op.get_bind().execute(change.values({f"{column}_folded": sa.bindparam("folded")}), folded)
        last = rows[-1][0]


def downgrade() -> None:
    for name, columns in TEXTS.items():
        for column in columns:
            op.drop_column(name, f"{column}_folded")
