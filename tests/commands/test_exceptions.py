"""The exceptions list: phones and e-mails by hand, in lists, taken off and brought back."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.commands.exceptions import MOST_LINES, add_exception, add_exceptions, delete_exception
from stepmark.commands.undo import undo_change
from stepmark.domain.exceptions import ExceptionEntry
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.exceptions import listed, newest_exceptions
from tests.cast import Cast


def entries(cast: Cast) -> list[tuple[str, str, str]]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        rows = session.scalars(select(ExceptionEntry).order_by(ExceptionEntry.id))
        return [(row.type, row.text, row.why) for row in rows]


def changed(cast: Cast, verb: Any, argument: int) -> int:
    """Do it; returns the number by which it can be undone."""
    undo = cast.edge.change(cast.anna, verb, argument).undo
    assert undo is not None
    return undo


def test_a_pasted_list_is_told_apart_and_each_is_listed_once(cast: Cast) -> None:
    pasted = "+48 600 100 200\r\nSpam@Example.com, spam@example.com;\n\n +48600100200"
    assert cast.run(add_exceptions, pasted, "Spam") == (2, 0)
    assert entries(cast) == [("phone", "+48 600 100 200", "Spam"), ("email", "Spam@Example.com", "Spam")]
    assert cast.run(add_exceptions, "SPAM@EXAMPLE.COM\nnew@example.com") == (1, 1)
    assert len(entries(cast)) == 3


def test_strangers_have_a_list_of_their_own(cast: Cast) -> None:
    cast.run(add_exception, "spam@example.com", by=cast.clara)
    assert entries(cast) == []
    assert cast.run(add_exceptions, "spam@example.com") == (1, 0)


@pytest.mark.parametrize(
    "pasted", ["", " \n;", "nobody", "a@b", "12", "\ud800@example.com", "spam@example.com\nnobody", None, "x@y.z\0"]
)
def test_what_is_no_phone_and_no_email_is_refused_by_its_field(cast: Cast, pasted: Any) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(add_exceptions, pasted)
    assert set(refused.value.errors) == {"lines"}
    assert entries(cast) == []


def test_the_longest_address_and_the_longest_list_that_are_taken(cast: Cast) -> None:
    # This letter is eighteen once it is folded.
    long = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 300 + "@example.com"
    cast.run(add_exception, long)
    cast.run(add_exceptions, "\n".join(f"u{n}@example.com" for n in range(MOST_LINES)))
    with pytest.raises(Invalid, match="At most"):
        cast.run(add_exceptions, "a@example.com\n" * (MOST_LINES + 1))


@pytest.mark.parametrize("by", ["magda", "boris", "viktor"])
def test_only_administrators_change_it(cast: Cast, by: str) -> None:
    entry = cast.run(add_exception, "spam@example.com")
    new = "x@example.com"
    for verb, argument in ((add_exceptions, new), (add_exception, new), (delete_exception, entry)):
        with pytest.raises(Problem) as refused:
            cast.run(verb, argument, by=getattr(cast, by))
        assert refused.value.type == "not-allowed"


def test_taking_off_and_adding_can_be_undone_and_redone(cast: Cast) -> None:
    entry = cast.run(add_exception, "spam@example.com", "Spam")
    taken = changed(cast, delete_exception, entry)
    assert entries(cast) == []
    undone = changed(cast, undo_change, taken)
    assert entries(cast) == [("email", "spam@example.com", "Spam")]
    cast.run(undo_change, undone)
    assert entries(cast) == []


def test_what_was_listed_again_meanwhile_is_not_undone(cast: Cast) -> None:
    taken = changed(cast, delete_exception, cast.run(add_exception, "spam@example.com"))
    cast.run(add_exception, "spam@example.com")
    with pytest.raises(Problem, match=r"spam@example\.com"):
        cast.run(undo_change, taken)


def test_whoever_comes_back_is_recognised_however_they_write(cast: Cast) -> None:
    cast.run(add_exceptions, "+48 600 100 200\nspam@example.com")
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = listed(session, ["+48 600-100-200", "+48 500 000 000"], ["SPAM@example.com", "48600100200"])
        assert [entry.type for entry in found] == ["phone", "email"]
        assert listed(session, ["+48 500 000 000"], []) == []


@pytest.mark.parametrize(
    ("sought", "found"), [("", 3), ("600 100", 1), ("SPAM", 1), ("%", 0), ("_", 1), ("@", 2), ("100x", 1)]
)
def test_it_is_searched_by_digits_and_by_text(cast: Cast, sought: str, found: int) -> None:
    cast.run(add_exceptions, "+48 600 100 200\nspam@example.com\na_b@example.org")
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert len(newest_exceptions(session, sought, None, 10)[0]) == found
