"""How the cast's workspace is paid, and payment links as tests make them."""

from typing import Any

from sqlalchemy import select

from stepmark.catalogue.kinds import Kind
from stepmark.commands.payment_links import create_link
from stepmark.commands.payment_settings import update_payment_settings
from stepmark.domain.payment_links import PaymentLink, PaymentSettings
from tests.cast import Cast
from tests.support.people import row

IBAN = "PL61109010140000071219812874"
GERMAN = "DE89370400440532013000"
KEY, SECRET = "sk_test_51Stepmark", "whsec_test_secret"


def payee(cast: Cast, **more: Any) -> PaymentSettings:
    """An account that clients can transfer to."""
    cast.run(update_payment_settings, {"payee_name": "Dachy Żak", "iban": GERMAN, **more})
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.scalars(select(PaymentSettings)).one()


def with_stripe(cast: Cast, **more: Any) -> PaymentSettings:
    """The same, and Stripe besides."""
    return payee(cast, stripe_key=KEY, stripe_secret=SECRET, stripe_on=True, **more)


def payment_link(cast: Cast, kind: Kind, record_id: int, *, anew: bool = False) -> PaymentLink:
    """A record's link."""
    return row(cast, PaymentLink, cast.run(create_link, kind, record_id, anew=anew))
