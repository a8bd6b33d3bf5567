"""Numbers and money in words, as contracts and invoices have them: "sto dwadzieścia trzy złote 45/100"."""

from decimal import Decimal
from typing import NamedTuple

from babel import Locale
from num2words import num2words  # type: ignore[import-untyped]  # it declares none

from stepmark.platform.money import Money, precision

LANGUAGES = ("en", "pl", "ru")


class _Noun(NamedTuple):
    """A currency as it is counted: 1, 2 and 5 of it. English has two of these forms."""

    one: str
    few: str
    many: str
    feminine: bool = False


# A currency that is not here is written by its code.
_NOUNS = {
    "en": {
        "PLN": _Noun("zloty", "zlotys", "zlotys"),
        "EUR": _Noun("euro", "euros", "euros"),
        "USD": _Noun("dollar", "dollars", "dollars"),
        "GBP": _Noun("pound", "pounds", "pounds"),
        "CHF": _Noun("Swiss franc", "Swiss francs", "Swiss francs"),
        "CZK": _Noun("Czech koruna", "Czech korunas", "Czech korunas"),
        "UAH": _Noun("hryvnia", "hryvnias", "hryvnias"),
        "RUB": _Noun("rouble", "roubles", "roubles"),
    },
    "pl": {
        "PLN": _Noun("złoty", "złote", "złotych"),
        "EUR": _Noun("euro", "euro", "euro"),
        "USD": _Noun("dolar", "dolary", "dolarów"),
        "GBP": _Noun("funt", "funty", "funtów"),
        "CHF": _Noun("frank", "franki", "franków"),
        "CZK": _Noun("korona", "korony", "koron", feminine=True),
        "UAH": _Noun("hrywna", "hrywny", "hrywien", feminine=True),
        "RUB": _Noun("rubel", "ruble", "rubli"),
    },
    "ru": {
        "PLN": _Noun("злотый", "злотых", "злотых"),
        "EUR": _Noun("евро", "евро", "евро"),
        "USD": _Noun("доллар", "доллара", "долларов"),
        "GBP": _Noun("фунт", "фунта", "фунтов"),
        "CHF": _Noun("франк", "франка", "франков"),
        "CZK": _Noun("крона", "кроны", "крон", feminine=True),
        "UAH": _Noun("гривна", "гривны", "гривен", feminine=True),
        "RUB": _Noun("рубль", "рубля", "рублей"),
    },
}
_MINUS = {"en": "minus", "pl": "minus", "ru": "минус"}


def money_in_words(money: Money, language: str) -> str:
    """The amount with its currency, and its hundredths as a fraction; a currency without any has none."""
    decimals = precision(money.currency)
    whole, rest = divmod(abs(money.minor), 10**decimals)
    noun = _NOUNS[language].get(money.currency)
    words = _counted(whole, noun, language) if noun else f"{_cardinal(whole, language)} {money.currency}"
    return _whole(words, rest, decimals, language, negative=money.minor < 0)


def number_in_words(number: Decimal, language: str) -> str:
    """A number; what follows its decimal point is a fraction as well."""
    decimals = max(0, -int(number.normalize().as_tuple().exponent))
    whole, rest = divmod(int(abs(number).scaleb(decimals)), 10**decimals)
    return _whole(_cardinal(whole, language), rest, decimals, language, negative=number < 0)


def _whole(words: str, rest: int, decimals: int, language: str, *, negative: bool) -> str:
    fraction = f" {rest:0{decimals}d}/{10**decimals}" if decimals else ""
    return f"{_MINUS[language]} {words}{fraction}" if negative else f"{words}{fraction}"


def _counted(count: int, noun: _Noun, language: str) -> str:
    form = Locale(language).plural_form(count)
    word = noun.one if form == "one" else noun.few if form == "few" else noun.many
    return f"{_feminine(count, language) if noun.feminine else _cardinal(count, language)} {word}"


def _feminine(count: int, language: str) -> str:
    if language == "ru":
        return str(num2words(count, lang=language, gender="f"))
    words = _cardinal(count, language)
    # In Polish 1 alone has a gender, and 2 wherever it stands last.
    if language == "pl" and count == 1:
        return "jedna"
    return f"{words[:-1]}ie" if language == "pl" and words.split()[-1] == "dwa" else words


def _cardinal(number: int, language: str) -> str:
    return str(num2words(number, lang=language))
