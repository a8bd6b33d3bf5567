"""Exchange rates are read from the files of three central banks; anything else is refused in clear words."""

from datetime import date
from decimal import Decimal

import pytest

from stepmark.platform.bank_rates import read_bank_rates
from stepmark.platform.errors import Problem

ECB = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject><Cube>
<Cube time='2026-11-19'><Cube currency='USD' rate='9.99'/></Cube>
<Cube time='2026-11-20'><Cube currency='USD' rate='1.25'/><Cube currency='PLN' rate='4.2500'/>
<Cube currency='XQX' rate='2'/></Cube>
</Cube></gesmes:Envelope>"""
NBP_API = b"""\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?><ArrayOfExchangeRatesTable>
<ExchangeRatesTable><Table>A</Table>
<No>225/A/NBP/2026</No><EffectiveDate>2026-11-20</EffectiveDate><Rates>
<Rate><Currency>dolar</Currency><Code>USD</Code><Mid>3.4</Mid></Rate><Rate><Code>EUR</Code><Mid>4.25</Mid></Rate>
</Rates></ExchangeRatesTable></ArrayOfExchangeRatesTable>"""
NBP_TABLE = """<?xml version="1.0" encoding="ISO-8859-2"?><tabela_kursow typ="A"><numer_tabeli>1</numer_tabeli>
<data_publikacji>2026-11-20</data_publikacji>
<pozycja><nazwa_waluty>euro żółte</nazwa_waluty><przelicznik>1</przelicznik><kod_waluty>EUR</kod_waluty>
<kurs_sredni>4,25</kurs_sredni></pozycja>
<pozycja><przelicznik>100</przelicznik><kod_waluty>JPY</kod_waluty><kurs_sredni>2,5</kurs_sredni></pozycja></tabela_kursow>
""".encode("iso-8859-2")
NBP_CSV = """data;1USD;1EUR;100JPY;nr tabeli;pełny numer tabeli
;dolar;euro;jen;;;
20261119;9,9999;9,9999;9,9999;222;222/A/NBP/2026;
20261120;3,4;4,25;2,5;223;223/A/NBP/2026;
kod ISO;USD;EUR;JPY;;;
""".encode("cp1250")
CBR = """<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="21.11.2026" name="Foreign Currency Market">
<Valute ID="R01235"><NumCode>840</NumCode><CharCode>USD</CharCode><Nominal>1</Nominal><Name>Доллар США</Name>
<Value>80,0000</Value></Valute>
<Valute ID="R01820"><CharCode>JPY</CharCode><Nominal>100</Nominal><Value>50,0000</Value></Valute></ValCurs>
""".encode("cp1251")


@pytest.mark.parametrize(
    ("data", "bank", "day", "base", "rates"),
    [
        (ECB, "ECB", 20, "PLN", {"EUR": "4.25", "USD": "3.4"}),
        (ECB, "ECB", 20, "EUR", {"PLN": "0.2352941176470588", "USD": "0.8"}),
        (NBP_API, "NBP", 20, "PLN", {"EUR": "4.25", "USD": "3.4"}),
        (NBP_API, "NBP", 20, "EUR", {"PLN": "0.2352941176470588", "USD": "0.8"}),
        (NBP_TABLE, "NBP", 20, "PLN", {"EUR": "4.25", "JPY": "0.025"}),
        (NBP_CSV, "NBP", 20, "PLN", {"USD": "3.4", "EUR": "4.25", "JPY": "0.025"}),
        (CBR, "CBR", 21, "RUB", {"USD": "80", "JPY": "0.5"}),
        (CBR, "CBR", 21, "USD", {"RUB": "0.0125", "JPY": "0.00625"}),
        (ECB.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "ECB", 20, "PLN", {"EUR": "4.25", "USD": "3.4"}),
    ],
)
def test_a_banks_newest_rates_are_read_in_any_of_its_currencies(
    data: bytes, bank: str, day: int, base: str, rates: dict[str, str]
) -> None:
    read = read_bank_rates(data)
    assert (read.bank, read.day) == (bank, date(2026, 11, day))
    assert read.in_currency(base) == {currency: Decimal(rate) for currency, rate in rates.items()}


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><ValCurs Date="21.11.2026">&b;</ValCurs>'
OUTSIDE = b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><ValCurs Date="21.11.2026"/>'


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<", b"\x00\xff\xfe", b"hello", b"<html><body>503</body></html>", BOMB, OUTSIDE, ECB[:300], CBR[:200],
        b"<" + b"a><" * 100_000, CBR.replace(b"80,0000", b"-1"), CBR.replace(b"80,0000", b"0"),
        CBR.replace(b"80,0000", b"1e999"), CBR.replace(b"80,0000", b"9" * 5000), CBR.replace(b"100<", b"0<"),
        CBR.replace(b"21.11.2026", b"32.11.2026"), CBR.replace(b"windows-1251", b"utf-7"), NBP_CSV[:60],
        NBP_CSV.replace(b"4,25", b"n/a"), b'"' + NBP_CSV, b"data;1USD\n" + b"1" * 200_000,
        CBR.replace(b"CharCode", b"Code"), b"data;0USD\n20261120;1\n",
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with pytest.raises(Problem) as refused:
        read_bank_rates(data)
    assert (refused.value.type, refused.value.field) == ("invalid", "file")


def test_a_bank_without_the_workspaces_currency_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        read_bank_rates(ECB).in_currency("KZT")
    assert str(refused.value.detail) == "This file has no rate for KZT, the workspace's currency."
