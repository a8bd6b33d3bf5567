"""The public holidays of countries, as the library `holidays` knows them. It is large, and so imported when needed."""

from datetime import date
from functools import cache

from babel import Locale

FIRST_YEAR, LAST_YEAR = 2000, 2100


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """Code and name of every country whose holidays are known, by name."""
    import holidays  # noqa: PLC0415 - half a second at start, for a form that is rarely opened

    names = Locale(language).territories
    known = [(code, names[code]) for code in holidays.list_supported_countries(include_aliases=False) if code in names]
    return sorted(known, key=lambda each: each[1])


def holidays_of(country: str, year: int, language: str) -> dict[date, str]:
    """The days of a year on which a country does not work, with names in this language where it has them.

    `country` is one of `countries`, `year` FIRST_YEAR to LAST_YEAR.
    """
    import holidays  # noqa: PLC0415 - as above

    spoken = holidays.country_holidays(country).supported_languages
    wanted = "en_US" if language == "en" else language
    found = holidays.country_holidays(country, years=year, language=wanted if wanted in spoken else None)
    return dict(sorted(found.items()))
