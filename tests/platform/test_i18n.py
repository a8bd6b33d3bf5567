"""Texts are chosen once and read in the language of whoever looks."""

import pytest

from stepmark.platform.i18n import (
    LOCALES,
    Lazy,
    _,
    gettext,
    locale,
    ngettext,
    ngettext_lazy,
    speaking,
    text_of,
    time_zone,
)

YES = {"en": "Administrator", "pl": "Administrator", "ru": "Администратор"}


@pytest.mark.parametrize("language", LOCALES)
def test_a_text_is_translated_when_it_is_shown(language: str) -> None:
    text = _("Administrator")
    with speaking(language):
        assert str(text) == YES[language]
    assert str(text) == "Administrator"


def test_values_fill_their_places_and_are_translated_too() -> None:
    text = Lazy("%(role)s of %(where)s", role=_("Administrator"), where="ACME %(role)s 100 %")
    with speaking("ru"):
        assert str(text) == "Администратор of ACME %(role)s 100 %"


def test_a_text_without_values_may_hold_a_percent_sign() -> None:
    assert str(Lazy("100 % done")) == "100 % done"


def test_the_number_chooses_the_form() -> None:
    assert [str(ngettext_lazy("%(num)s xyzzy", "%(num)s xyzzies", number)) for number in (0, 1, 2)] == [
        "0 xyzzies",
        "1 xyzzy",
        "2 xyzzies",
    ]
    assert ngettext("xyzzy", "xyzzies", 1) == "xyzzy"


def test_speaking_ends_with_its_block_and_nests() -> None:
    with speaking("pl", "Europe/Warsaw"):
        with speaking("ru", "Europe/Moscow"):
            assert (locale(), time_zone()) == ("ru", "Europe/Moscow")
        assert (locale(), time_zone()) == ("pl", "Europe/Warsaw")
    assert (locale(), time_zone()) == ("en", "UTC")


def test_speaking_ends_with_an_error_too() -> None:
    with pytest.raises(LookupError), speaking("pl"):
        raise LookupError
    assert locale() == "en"


@pytest.mark.parametrize("unknown", ["", "de", "PL", "../pl"])
def test_an_unknown_language_is_english(unknown: str) -> None:
    with speaking(unknown):
        assert locale() == "en"


def test_an_empty_text_is_not_the_catalogues_header() -> None:
    with speaking("pl"):
        assert gettext("") == ""


def test_a_text_in_a_page_is_escaped_with_its_values() -> None:
    assert Lazy("%(name)s & others", name="<b>").__html__() == "&lt;b&gt; &amp; others"


def test_texts_are_equal_by_message_and_values() -> None:
    assert _("Budget of %(x)s", x=1) == _("Budget of %(x)s", x=1)
    assert _("Budget of %(x)s", x=1) != _("Budget of %(x)s", x=2)
    assert len({_("Budget"), _("Budget")}) == 1


def test_other_values_pass_as_they_are() -> None:
    assert text_of(5) == 5
    assert text_of(Lazy("Budget")) == "Budget"
