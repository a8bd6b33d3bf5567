"""The board of one process: its stages with their first cards, counts and sums; constant statements.

Only the first columns come with cards; the others fetch theirs when they are scrolled into sight.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from stepmark.domain.companies import Company
from stepmark.domain.deals import DealStatus, Sale
from stepmark.domain.processes import Process, Stage
from stepmark.domain.rights import Actor
from stepmark.platform.money import Money, from_minor
from stepmark.queries.board_cards import Card, cards_of
from stepmark.queries.deal_pages import stages_of
from stepmark.queries.field_access import sees_on_sales
from stepmark.queries.named import name_contains
from stepmark.queries.reports.figures import amount_sums, whole_sum
from stepmark.queries.visible import active

CARDS = 20
# As many columns as a wide screen shows, and one more.
COLUMNS_AT_ONCE = 6
# Named though it is null in every one of them: else PostgreSQL sorts all of a stage instead of walking along its index.
_ORDER = (Sale.deleted_at, Sale.rank, Sale.id)


@dataclass(frozen=True)
class BoardFilter:
    """Whose deals are wanted, and with what in their names or their companies'; nothing said means all."""

    responsible_id: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Column:
    """One stage: its first cards, how many deals are in it in all, and their sums by currency.

    `cards` is None for a column that has not fetched its cards yet.
    """

    stage: Stage
    cards: list[Card] | None
    count: int
    sums: list[Money]

    @property
    def more(self) -> int:
        """How many deals are not among the cards."""
        return self.count - len(self.cards or ())


@dataclass(frozen=True)
class Board:
    """The open deals of one process by stage."""

    process: Process
    columns: list[Column]


def board_of(session: Session, actor: Actor, process: Process, wanted: BoardFilter) -> Board:
    """The board as the actor sees it, in six statements."""
    stages = stages_of(session, process.id)
    shown = [stage.id for stage in stages[:COLUMNS_AT_ONCE]]
    columns = columns_of(session, actor, stages, wanted)
    cards = _by_stage(cards_of(session, actor, process.id, _first(session, actor, shown, wanted)))
    filled = [Column(each.stage, cards[each.stage.id], each.count, each.sums) for each in columns[: len(shown)]]
    return Board(process, filled + columns[len(shown) :])


def column_of(session: Session, actor: Actor, stage: Stage, wanted: BoardFilter) -> Column:
    """One column with its first cards."""
    column = columns_of(session, actor, [stage], wanted)[0]
    cards = cards_of(session, actor, stage.process_id, _first(session, actor, [stage.id], wanted))
    return Column(stage, cards, column.count, column.sums)


def columns_of(session: Session, actor: Actor, stages: Sequence[Stage], wanted: BoardFilter) -> list[Column]:
    """Columns without their cards, in one statement."""
    query = _deals(actor, [stage.id for stage in stages], wanted).with_only_columns(
        Sale.stage_id, Sale.currency, func.count(), *amount_sums(session)
    )
    counts: dict[int, int] = defaultdict(int)
    sums: dict[int, list[Money]] = defaultdict(list)
    for stage_id, currency, count, high, low in session.execute(query.group_by(Sale.stage_id, Sale.currency)):
        counts[stage_id] += count
        if minor := whole_sum(high, low):
            sums[stage_id].append(Money(from_minor(minor, currency), currency))
    return [Column(stage, None, counts[stage.id], sums[stage.id]) for stage in stages]


def cards_below(
    session: Session, actor: Actor, stage: Stage, place: tuple[float, int], wanted: BoardFilter
) -> list[Card]:
    """The next cards of a column, below the rank and id of its last one."""
    further = tuple_(Sale.rank, Sale.id) > tuple_(*map(literal, place))
    query = _deals(actor, [stage.id], wanted).where(further).order_by(*_ORDER).limit(CARDS)
    return cards_of(session, actor, stage.process_id, list(session.scalars(query)))


def last_card(session: Session, actor: Actor, stage_id: int, without: int) -> int | None:
    """The lowest card of a column that the actor sees, other than one; None in an empty column."""
    query = _deals(actor, [stage_id], BoardFilter()).with_only_columns(Sale.id).where(Sale.id != without)
    return session.scalars(query.order_by(*(each.desc() for each in _ORDER)).limit(1)).first()


def card_of(session: Session, actor: Actor, deal_id: int) -> Card | None:
    """One open deal that the actor sees, as a card."""
    query = select(Sale).where(Sale.id == deal_id, Sale.status == DealStatus.OPEN, active(Sale, actor))
    deal = session.scalars(query).one_or_none()
    return cards_of(session, actor, deal.process_id, [deal])[0] if deal else None


def _by_stage(cards: Sequence[Card]) -> dict[int, list[Card]]:
    columns: dict[int, list[Card]] = defaultdict(list)
    for card in cards:
        columns[card.deal.stage_id].append(card)
    return columns


def _first(session: Session, actor: Actor, stage_ids: Sequence[int], wanted: BoardFilter) -> list[Sale]:
    """The first cards of each column: a bounded index walk per stage, in one statement."""
    if not stage_ids:
        return []
    parts = [
        _deals(actor, [stage_id], wanted).with_only_columns(Sale.id).order_by(*_ORDER).limit(CARDS).subquery()
        for stage_id in stage_ids
    ]
    ids = [select(part.c.id) for part in parts]
    found = ids[0].union_all(*ids[1:]) if len(ids) > 1 else ids[0]
    return list(session.scalars(select(Sale).where(Sale.id.in_(found)).order_by(Sale.rank, Sale.id)))


def _deals(actor: Actor, stage_ids: Sequence[int], wanted: BoardFilter) -> Select[Sale]:
    query = select(Sale).where(Sale.stage_id.in_(stage_ids), Sale.status == DealStatus.OPEN, active(Sale, actor))
    if wanted.responsible_id is not None:
        query = query.where(Sale.responsible_id == wanted.responsible_id)
    return query.where(_named(actor, wanted.text)) if wanted.text.strip() else query


def _named(actor: Actor, text: str) -> ColumnElement[bool]:
    company = exists().where(Company.id == Sale.company_id, Company.deleted_at.is_(None), name_contains(Company, text))
    named = name_contains(Sale, text)
    return or_(named, company) if sees_on_sales(actor.access, "company_id") else named
