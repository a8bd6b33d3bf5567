"""Changes of many rows in one statement, where nothing hangs on each of them."""

from sqlalchemy import and_, delete, exists, func, select, update
from sqlalchemy.orm import aliased

from stepmark.commands.work import Work
from stepmark.domain.deals import Deal
from stepmark.domain.fields import FieldValue
from stepmark.platform.text import fold

_UNSEEN = {"synchronize_session": False}


def rename_stored_option(work: Work, field_id: int, old: str, new: str) -> None:
    """Let every record that holds an option hold it by another name; where a record has both, it keeps the other."""
    other = aliased(FieldValue)
    has_both = exists().where(
        other.workspace_id == FieldValue.workspace_id,
        other.field_id == field_id,
        other.record_id == FieldValue.record_id,
        other.text == new,
    )
    chosen = and_(FieldValue.field_id == field_id, FieldValue.text == old)
    work.session.execute(delete(FieldValue).where(chosen, has_both), execution_options=_UNSEEN)
    renamed = update(FieldValue).where(chosen).values(text=new, folded=fold(new))
    work.session.execute(renamed, execution_options=_UNSEEN)


def spread_ranks(work: Work, stage_id: int) -> None:
    """Give the cards of a column whole numbers as ranks, in their order, so that there is room between each two."""
    numbers = func.row_number().over(order_by=(Deal.rank, Deal.id))
    ordered = select(Deal.id, numbers.label("place")).where(Deal.stage_id == stage_id).subquery()
    place = select(ordered.c.place).where(ordered.c.id == Deal.id).scalar_subquery()
    work.session.execute(update(Deal).where(Deal.stage_id == stage_id).values(rank=place), execution_options=_UNSEEN)
