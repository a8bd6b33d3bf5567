"""What finds what: on both databases, in any spelling, with one slip, and never what is not the reader's to see."""

import string
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from stepmark.catalogue.kinds import COMPANY, DEAL
from stepmark.commands.archive import archive_record
from stepmark.commands.records import delete_record, restore_record
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Visibility, Workspace
from stepmark.platform.words import bare
from stepmark.queries.search import MOST_COUNTED, search
from tests.cast import Cast
from tests.support.databases import Databases

FOUND = [
    ("Jan Kowalski", "kow jan"),
    ("Jan Kowalski", "KOWALSKI"),
    ("Jan Kowalski", "kowlaski"),
    ("Jan Kowalski", "kowallski"),
    ("Jan Kowalski", "kowalki jan"),
    ("Jan Kowalski", "kiwalski"),
    ("Jan Kowalski", "kowlas"),
    ("Jan Kowalski", "ковальски"),
    ("Zakłady Śląskie", "slaski"),
    ("Zakłady Śląskie", "ślaskie zakl"),
    ("Łódź Fabryczna", "lodz"),
    ("Żubr", "zbr"),
    ("Gęś Żółć", "zolc"),
    ("Иванов Семён", "ivanov"),
    ("Иванов Семён", "Iwanow"),
    ("Иванов Семён", "иванво"),
    ("Иванов Семён", "семен"),
    ("Иванов Семён", "bdfyjd"),
    ("Сергей Юрьевич", "sergey"),
    ("Сергей Юрьевич", "sergej iurevich"),
    ("Novak Kirill", "новак"),
    ("Michael O'Brien", "obrien"),
    ("Michael O'Brien", "o’brien"),
    ("Michael O'Brien", "brien"),
    ("Budimex S.A.", "budimex sa"),
    ("Budimex SA", "budimex s.a."),
    ("Straße AG", "strasse"),
    ("GTX500 Basic", "500"),
    ("Ｆｕｌｌｗｉｄｔｈ", "full"),
    ("office@zubr.pl", "zubr.pl"),
]
NOT_FOUND = [
    ("Jan Kowalski", "kwalsik"),
    ("Jan Kowalski", "kowalski anna"),
    ("Jan Kowalski", "owalski jan x"),
    ("Ola", "ala"),
    ("Deal 12345", "12346"),
]
POLISH = ["+48 600 100 200", "600-100-200", "(600) 100 200", "0048600100200", "600100200", "100 200", "48600"]
RUSSIAN = ["8 912 345-67-89", "+7 (912) 345 67 89", "345-67-89", "89123456789"]
NONSENSE = ["", " ", "\0", "\ud800", "%", "_", "'", "x" * 100_000, "a " * 1000, "\U0010ffff"]


def test_each_text_finds_its_name_and_nothing_else(cast: Cast) -> None:
    cast.company("Quite another")
    wrong = []
    for name, text, is_found in [*((*each, True) for each in FOUND), *((*each, False) for each in NOT_FOUND)]:
        company = cast.company(name)
        if _found(cast, text) != ({("company", company)} if is_found else set()):
            wrong.append((name, text))
        cast.run(delete_record, COMPANY, company)
    assert wrong == []


def test_a_phone_is_found_in_any_notation_and_by_any_part(cast: Cast) -> None:
    polish = cast.contact("Olga", phones=["+48 600 100 200"])
    russian = cast.contact("Semyon", phones=["+7 912 345-67-89"])
    assert [text for text in POLISH if _found(cast, text) != {("contact", polish)}] == []
    assert [text for text in RUSSIAN if _found(cast, text) != {("contact", russian)}] == []


def test_digits_with_gaps_are_a_number_where_there_is_one_and_else_words(cast: Cast) -> None:
    contact = cast.contact("Olga", phones=["+48 600 100 200"])
    cast.contact("Other", phones=["+48 100 600 200"])
    deal = cast.deal(title="Offer 2026-11-05")
    assert _found(cast, "600 100 200") == {("contact", contact)}
    assert _found(cast, "2026-11-05") == {("deal", deal)}


def test_what_bears_the_very_name_is_found_first_however_its_digits_are_read(cast: Cast) -> None:
    cast.contact("Olga", phones=["+48 100 000 000"])
    cast.deal(title="No. 100000000")
    spaced, numbered = cast.deal(title="1.000.000,00"), cast.deal(title="100-000-000")
    assert _deals(cast, "1.000.000,00")[0] == spaced
    assert _deals(cast, "100-000-000")[0] == numbered
    archived, long, other = (cast.deal(title=title) for title in ("Nova", "Nova " * 30, "Nova, the other"))
    cast.run(archive_record, DEAL, archived)
    assert _deals(cast, "NOVA " * 30)[0] == long
    assert _deals(cast, "nova") == [other, long, archived]


def test_all_kinds_are_searched_at_once_and_the_closest_come_first(cast: Cast) -> None:
    beginning = cast.company("Novatech")
    cast.company("Grupa Nova")
    exact = cast.company("Nova")
    slipped = cast.company("Nowe Nowva")
    cast.deal(title="Nova deal")
    cast.contact("Ewa Nova")
    answer = _answer(cast, "nova")
    assert [each.kind.name for each in answer.found] == ["deal", "company", "contact"]
    companies = [record.id for record in answer.found[1].records]
    assert companies[0] == exact
    assert companies[-1] == slipped
    assert beginning in companies


def test_what_is_counted_is_exact_up_to_a_hundred(cast: Cast) -> None:
    for number in range(MOST_COUNTED + 1):
        cast.company(f"Novum {number}")
    (all_of_them,) = _answer(cast, "novum").found
    assert (all_of_them.count, all_of_them.more, len(all_of_them.records)) == (MOST_COUNTED, True, 20)
    (few,) = _answer(cast, "novum 1").found
    assert (few.count, few.more) == (12, False)


def test_a_count_is_not_called_exact_when_one_record_has_many_words_alike(cast: Cast) -> None:
    for number in range(40):
        cast.company(" ".join(f"nova{number}x{letter}" for letter in "abcdefgh"))
    (found,) = _answer(cast, "nova").found
    assert found.more
    assert found.count <= 40


def test_the_bin_and_other_workspaces_are_not_searched(cast: Cast) -> None:
    company = cast.company("Novum")
    assert _found(cast, "novum", cast.clara) == set()
    cast.run(delete_record, COMPANY, company)
    assert _found(cast, "novum") == _found(cast, "novmu") == set()
    cast.run(restore_record, COMPANY, company)
    assert _found(cast, "novmu") == {("company", company)}


@pytest.mark.parametrize(("visibility", "seen"), [(Visibility.OWN, 1), (Visibility.TEAM, 2), (Visibility.ALL, 3)])
def test_what_others_keep_to_themselves_is_not_found(cast: Cast, visibility: Visibility, seen: int) -> None:
    for member in (cast.boris, cast.viktor, cast.anna):
        cast.company("Novum", responsible_id=member.member_id)
    with cast.database.writing(None) as session:
        session.get_one(Workspace, cast.anna.workspace_id).visibility = visibility
        if visibility is Visibility.TEAM:
            session.connection().exec_driver_sql(
                f"update member set superior_id = {cast.boris.member_id} where id = {cast.viktor.member_id}"
            )
        session.commit()
    seller = Actor(cast.anna.workspace_id, cast.boris.member_id, "Boris", cast.boris.role, visibility)
    (found,) = search_as(cast, seller, "novum")
    assert found.count == len(found.records) == seen


def test_nonsense_finds_nothing_and_breaks_nothing(cast: Cast) -> None:
    cast.company("Plain")
    assert [_found(cast, text) for text in NONSENSE] == [set() for _text in NONSENSE]


LETTERS = string.ascii_lowercase + "ąćęłńóśźżйцукенгшщзхъфывапролджэячсмитьбюё"
WORDS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=12)
NAMES = st.lists(WORDS, min_size=1, max_size=4)


@pytest.fixture(scope="module")
def filled(databases: Databases) -> Iterator[Cast]:
    """A workspace that gathers what the examples add to it; SQLite alone, as the table above is tried on both."""
    with databases.fresh_cast("sqlite") as cast:
        yield cast


gathering = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@gathering
@given(names=NAMES, data=st.data())
def test_the_beginning_of_any_word_finds(filled: Cast, names: list[str], data: st.DataObject) -> None:
    company = filled.company(" ".join(names))
    word = data.draw(st.sampled_from(names))
    begun = word[: data.draw(st.integers(1, len(word)))]
    assert _has(filled, " ".join([begun, *data.draw(st.permutations(names))][:3]), company)


@gathering
@given(word=st.text(st.sampled_from(LETTERS), min_size=4, max_size=12), data=st.data())
def test_one_slip_in_a_word_of_four_letters_or_more_finds(filled: Cast, word: str, data: st.DataObject) -> None:
    company = filled.company(word)
    assert _has(filled, data.draw(_slips(bare(word))), company)


def _slips(word: str) -> st.SearchStrategy[str]:
    at, letter = st.integers(0, len(word) - 1), st.sampled_from(LETTERS)
    return st.one_of(
        at.map(lambda i: word[:i] + word[i + 1 :]),
        at.map(lambda i: word[: i + 1] + word[i:]),
        at.map(lambda i: word[:i] + word[i : i + 2][::-1] + word[i + 2 :]),
        st.tuples(at, letter).map(lambda each: word[: each[0]] + each[1] + word[each[0] + 1 :]),
    )


def _has(cast: Cast, text: str, company: int) -> bool:
    """Whether the search would show it if nothing else were in its way: the newest are asked for by the hundred."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        found = search(session, cast.anna, text, limit=MOST_COUNTED).found
    return any(record.id == company for each in found for record in each.records)


def _found(cast: Cast, text: str, actor: Actor | None = None) -> set[tuple[str, int]]:
    return {
        (each.kind.name, record.id) for each in search_as(cast, actor or cast.anna, text) for record in each.records
    }


def search_as(cast: Cast, actor: Actor, text: str):  # type: ignore[no-untyped-def]  # a list of Found
    with cast.database.reading(actor.workspace_id) as session:
        return search(session, actor, text).found


def _deals(cast: Cast, text: str) -> list[int]:
    return [record.id for each in search_as(cast, cast.anna, text) if each.kind is DEAL for record in each.records]


def _answer(cast: Cast, text: str):  # type: ignore[no-untyped-def]  # an Answer
    with cast.database.reading(cast.anna.workspace_id) as session:
        return search(session, cast.anna, text)
