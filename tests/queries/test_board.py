"""What the board asks the database, on both."""

from stepmark.domain.processes import Process, Stage
from stepmark.queries.board import BoardFilter, board_of, card_of, cards_below, last_card
from tests.cast import Cast


def test_columns_come_with_counts_sums_and_cards_and_go_on_below_the_last(cast: Cast) -> None:
    company = cast.company("Żubr SA")
    cast.deal(title="Roof", amount="10", company_id=company)
    deals = [cast.deal(title=f"Deal {number:02}", amount="1", by=cast.boris) for number in range(25)]
    won = cast.deal(title="Won")
    cast.change("deal", won, status="won")
    with cast.database.reading(cast.anna.workspace_id) as session:
        process = session.get_one(Process, cast.process_id)
        column = board_of(session, cast.anna, process, BoardFilter()).columns[0]
        assert column.cards is not None
        assert (column.count, [str(each.amount) for each in column.sums], column.more) == (26, ["35.00"], 6)
        last = column.cards[-1].deal
        stage = session.get_one(Stage, cast.stages[0])
        rest = cards_below(session, cast.anna, stage, (last.rank, last.id), BoardFilter())
        titles = [card.deal.title for card in (*column.cards, *rest)]
        assert titles == [*(f"Deal {number:02}" for number in range(24, -1, -1)), "Roof"]
        for wanted, found in (
            (BoardFilter(cast.boris.member_id), 25),
            (BoardFilter(text="żubr"), 1),
            (BoardFilter(cast.boris.member_id, "deal 0"), 10),
        ):
            assert board_of(session, cast.anna, process, wanted).columns[0].count == found
        assert last_card(session, cast.anna, cast.stages[0], without=deals[0]) is not None
        assert card_of(session, cast.anna, won) is None
        assert last_card(session, cast.anna, cast.stages[2], without=deals[0]) is None
