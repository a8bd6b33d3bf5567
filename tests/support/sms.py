"""SMS accounts, as tests set them up."""

from typing import Any

from stepmark.commands.sms_accounts import create_sms_account
from tests.cast import Cast
from tests.support.receiver import Receiver


def sms_account(cast: Cast, at: Receiver | None = None, **more: Any) -> int:
    """An account with SMSAPI, at a double of it."""
    given = {
        "name": "Bulk",
        "provider": "smsapi",
        "secret": "key-4711",
        "senders": ["Dachy", "Serwis"],
        "country": "PL",
    }
    settings = {"url": at.url} if at else {}
    made: int = cast.run(create_sms_account, {**given, "settings": settings, **more})
    return made
