"""How the workspace is paid: what is refused and how that is mended, and secrets that are never shown."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from stepmark.domain.history import History
from tests.cast import Cast
from tests.support.payments import IBAN, KEY, SECRET, payee, with_stripe
from tests.support.people import rows
from tests.support.web import signed_in

pytestmark = pytest.mark.sqlite_alone
URL = "/settings/payments"
FORM = {"payee_name": "Dachy Żak", "payee_address": "", "iban": "61 1090 1014 0000 0712 1981 2874", "bic": ""}


def save(app: FastAPI, cast: Cast, **more: str) -> tuple[int, str]:
    anna = signed_in(app, cast, cast.anna)
    answer = anna.post(URL, data={**FORM, "link_days": "30", "_method": "PATCH", **more})
    return answer.status_code, answer.text


def test_an_account_is_kept_without_gaps_and_shown_with_them(app: FastAPI, cast: Cast) -> None:
    assert save(app, cast)[0] == 303
    assert payee(cast, iban=IBAN).iban == IBAN
    page = signed_in(app, cast, cast.anna).get(URL).text
    assert "PL61 1090 1014" in page
    assert "https://crm.example.com/hooks/stripe/" in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("iban", "61 1090 1014 0000 0712 1981 2875", "check digits do not fit"),
        ("payee_name", "", "Enter who the money goes to"),
        ("bic", "BREX", "8 or 11"),
        ("link_days", "400", "from 1 to 365"),
        ("link_days", "0", "from 1 to"),
        ("stripe_key", "pk_live_1", "It begins with sk_"),
        ("stripe_secret", "secret", "It begins with whsec_"),
        ("stripe_on", "on", "needs both"),
        ("payee_address", "x" * 501, "500"),
    ],
)
def test_what_can_not_be_meant_is_named_with_its_mend(
    app: FastAPI, cast: Cast, field: str, value: str, said: str
) -> None:
    status, page = save(app, cast, **{field: value})
    assert (status, said in page) == (422, True)
    assert f'id="f-{field}"' in page


def test_secrets_are_neither_shown_nor_told_nor_readable_in_the_database(app: FastAPI, cast: Cast) -> None:
    with_stripe(cast)
    assert save(app, cast, stripe_on="on")[0] == 303
    assert with_stripe(cast).stripe_key == KEY
    page = signed_in(app, cast, cast.anna).get(URL).text
    told = str([each.changes for each in rows(cast, History)])
    with cast.database.engine.connect() as connection:
        stored = str(connection.execute(text("select * from payment_settings")).all())
    for secret in (KEY, SECRET):
        assert secret not in page
        assert secret not in told
        assert secret not in stored


def test_two_administrators_at_once_see_the_clash(app: FastAPI, cast: Cast) -> None:
    payee(cast)
    status, page = save(app, cast, version="1")
    assert (status, "Somebody else has changed this" in page) == (409, True)
