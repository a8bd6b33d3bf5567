"""Whatever is sent to a field becomes a value that comes back as it went, or a refusal in words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepmark.catalogue.fields import Field
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import (
    MOST_VALUES,
    from_cells,
    is_filled,
    parse,
    parse_all,
    to_cells,
    to_json,
)
from stepmark.domain.attributes import FieldType
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import text_of
from stepmark.platform.money import currencies
from tests.catalogue.fields import ALL_FIELDS, HOSTILE, OPTIONS, field_of, name_of

READERS = [Reader(), Reader("Europe/Warsaw", "pl", "PLN"), Reader("Pacific/Apia", "ru", "JPY")]

texts = st.text(st.characters(), max_size=60)
numbers = st.one_of(
    st.integers(-(10**19), 10**19),
    st.floats(),
    st.decimals(-(10**12), 10**12, places=6).map(str),
    st.from_regex(r"[+-]?[\d ]{1,9}[.,]\d{0,7}(e[+-]?\d)?", fullmatch=True),
)
times = st.one_of(
    st.dates().map(str),
    st.datetimes().map(str),
    st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
    st.from_regex(r"\d{1,2}\.\d{1,2}\.\d{4}", fullmatch=True),
)
amounts = st.fixed_dictionaries({"amount": numbers, "currency": st.sampled_from(sorted(currencies()))})
phones = st.from_regex(
    r"(\+?48|\+7|8|\+44)? ?\(?\d{3}\)?[ -]\d{3}[ -]\d{2,4}( ?(ext\.?|x|,) ?\d{1,4})?", fullmatch=True
)
addresses = st.from_regex(r"(https?://)?[a-z0-9]{1,9}\.(pl|com)(:\d{1,5})?(/[^\s]{0,20})?", fullmatch=True)
words = st.sampled_from([*OPTIONS, *(option.upper() for option in OPTIONS), "tak", "нет", "1", "anna@example.com"])
anything = st.one_of(
    st.none(),
    texts,
    numbers,
    times,
    amounts,
    phones,
    addresses,
    words,
    st.booleans(),
    st.sampled_from([*HOSTILE.values()]),
)
raws = st.one_of(anything, st.lists(anything, max_size=5), st.dictionaries(texts, anything, max_size=3))


@pytest.mark.parametrize("field", ALL_FIELDS, ids=name_of)
@given(raw=raws, reader=st.sampled_from(READERS))
def test_a_value_comes_back_as_it_went(field: Field, raw: Any, reader: Reader) -> None:
    value = parsed_or_none(field, raw, reader)
    assert from_cells(field, to_cells(field, value)) == value
    assert parse(field, to_json(field, value), reader) == value
    assert is_filled(value) == (value is not None)


@pytest.mark.parametrize("field", ALL_FIELDS, ids=name_of)
@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_meant_to_break_a_field_does_not(field: Field, what: str) -> None:
    value = parsed_or_none(field, HOSTILE[what], Reader())
    assert from_cells(field, to_cells(field, value)) == value
    str(to_json(field, value)).encode()


@pytest.mark.parametrize("field", ALL_FIELDS, ids=name_of)
@pytest.mark.parametrize("empty", [None, "", "  ", "\t\r\n", "\u00a0", [], [""], [" ", None]], ids=ascii)
def test_whitespace_and_nothing_are_empty_for_every_type(field: Field, empty: Any) -> None:
    if isinstance(empty, list) and not field.multiple:
        with pytest.raises(ValueFault):
            parse(field, empty, Reader())
    else:
        assert parse(field, empty, Reader()) is None


@pytest.mark.parametrize(
    ("type", "raw"),
    [("number", 0), ("number", "0"), ("yes_no", False), ("yes_no", "no"), ("money", 0), ("money", {"amount": 0})],
)
def test_nought_and_no_are_filled(type: str, raw: Any) -> None:
    assert is_filled(parse(field_of(FieldType(type)), raw, Reader()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1 234,50", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1,234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567.5", "1234567.5"),
        ("0,1", "0.1"),
        ("-7", "-7"),
        ("1e3", "1000"),
        ("999999999999.999999", "999999999999.999999"),
    ],
)
def test_a_number_is_read_in_the_writers_own_notation(typed: str, meant: str) -> None:
    assert parse(field_of(FieldType.NUMBER), typed, Reader()) == Decimal(meant)


@pytest.mark.parametrize("typed", ["1000000000000", "0.0000001", "1." + "0" * 37 + "1", "--1", "1-2", "e5", "0x10"])
def test_a_number_that_can_not_be_kept_exactly_is_refused(typed: str) -> None:
    with pytest.raises(ValueFault):
        parse(field_of(FieldType.NUMBER), typed, Reader())


def test_a_number_that_no_float_holds_is_given_as_text() -> None:
    field = field_of(FieldType.NUMBER)
    assert to_json(field, parse(field, "123456789012.123456", Reader())) == "123456789012.123456"
    assert to_json(field, parse(field, "0.1", Reader())) == 0.1
    assert to_json(field, parse(field, "5.000", Reader())) == 5


@pytest.mark.parametrize(("currency", "finest"), [("PLN", "0.01"), ("JPY", "1"), ("KWD", "0.001")])
def test_an_amount_has_the_decimals_of_its_currency(currency: str, finest: str) -> None:
    field = field_of(FieldType.MONEY)
    assert parse(field, f"{finest} {currency}", Reader()).amount == Decimal(finest)
    with pytest.raises(ValueFault):
        parse(field, f"{Decimal(finest) / 10} {currency}", Reader())


@pytest.mark.parametrize("raw", [{"amount": True}, {"amount": []}, {"amount": {}}, {"amount": "1", "currency": 5}])
def test_an_amount_of_another_shape_is_refused(raw: Any) -> None:
    with pytest.raises(ValueFault):
        parse(field_of(FieldType.MONEY), raw, Reader())


def test_options_that_differ_in_letter_case_alone_are_told_apart() -> None:
    field = Field("deal", "custom.size", "Size", FieldType.CHOICE, custom_id=1, choices=(("a", "a"), ("A", "A")))
    assert [parse(field, option, Reader()) for option in ("a", "A")] == ["a", "A"]


@pytest.mark.parametrize("typed", ["gold", "GOLD", " Gold "])
def test_an_option_is_known_by_its_name_in_any_letter_case(typed: str) -> None:
    assert parse(field_of(FieldType.CHOICE), typed, Reader()) == "Gold"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("example.com", "https://example.com"),
        ("example.com:8080/a", "https://example.com:8080/a"),
        ("HTTP://example.com", "HTTP://example.com"),
        ("localhost:8000", "https://localhost:8000"),
    ],
)
def test_a_web_address_gets_its_scheme(typed: str, meant: str) -> None:
    assert parse(field_of(FieldType.LINK), typed, Reader()) == meant


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.pl", "file:///etc/passwd", "https://", "http://[::1"],
)
def test_a_link_that_should_not_be_clicked_is_refused(typed: str) -> None:
    with pytest.raises(ValueFault):
        parse(field_of(FieldType.LINK), typed, Reader())


def test_a_web_address_stays_within_its_limit_with_its_scheme() -> None:
    with pytest.raises(ValueFault):
        parse(field_of(FieldType.LINK), "example.com/" + "a" * 988, Reader())


@pytest.mark.parametrize("separator", ["list", "text"])
def test_a_field_takes_so_many_values_and_no_more(separator: str) -> None:
    field = field_of(FieldType.TEXT, multiple=True)
    values = [str(each) for each in range(MOST_VALUES + 1)]
    with pytest.raises(ValueFault):
        parse(field, values if separator == "list" else "\n".join(values), Reader())
    assert parse(field, values[1:], Reader()) == tuple(values[1:])


def test_several_values_keep_their_order_and_lose_their_doubles() -> None:
    assert parse(field_of(FieldType.TEXT, multiple=True), " b \n\na\nb", Reader()) == ("b", "a")


def test_a_moment_without_a_zone_is_meant_in_the_writers() -> None:
    field = field_of(FieldType.DATETIME)
    assert parse(field, "2026-07-01 12:00", Reader("Europe/Warsaw")) == datetime(2026, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("start", ["0001-01-01T00:00Z", "9999-12-29T00:00Z"])
def test_a_moment_that_is_kept_can_be_shown_in_every_zone(start: str) -> None:
    moments = [datetime.fromisoformat(start) + timedelta(hours=hours) for hours in range(72)]
    parsed = [parsed_or_none(field_of(FieldType.DATETIME), moment.isoformat(), Reader()) for moment in moments]
    kept = [value for value in parsed if value is not None]
    assert len(kept) >= 40
    for value in kept:
        assert [value.astimezone(ZoneInfo(zone)) for zone in ("Pacific/Kiritimati", "Etc/GMT+12")] == [value, value]


def test_all_that_is_wrong_is_said_at_once_and_can_be_written_down() -> None:
    fields = {"custom.number": field_of(FieldType.NUMBER), "custom.date": field_of(FieldType.DATE)}
    raw = {"custom.number": "x", "custom.date": "y", "other": 1, "\ud800\x00": 2}
    with pytest.raises(Invalid) as refused:
        parse_all(fields, raw, Reader())
    assert set(refused.value.errors) >= {"custom.number", "custom.date", "other"}
    assert len(refused.value.errors) == 4
    for key, text in refused.value.errors.items():
        f"{key}: {text_of(text)}".encode()


def parsed_or_none(field: Field, raw: Any, reader: Reader) -> Any:
    """The value, or None for what is refused: with a text that can be written down, and by nothing but a ValueFault."""
    try:
        return parse(field, raw, reader)
    except ValueFault as fault:
        str(text_of(fault.text)).encode()
        return None
