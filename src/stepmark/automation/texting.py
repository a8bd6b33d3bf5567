"""What every SMS has in common, whether a rule sends it or a person: its text, its sender, its numbers."""

from collections.abc import Sequence
from typing import Any, Literal

from stepmark.channels.sms.numbers import international, is_mobile
from stepmark.channels.sms.parts import counted, transliterated
from stepmark.domain.sms_accounts import SmsAccount
from stepmark.platform.i18n import Text, _

MOST_PARTS = 10
Which = Literal["main", "first", "mobile", "all"]


def sms_text(account: SmsAccount, text: str) -> str:
    """The text as the account sends it."""
    text = text.strip()
    return transliterated(text) if account.transliterate else text


def text_fault(text: str) -> Text | None:
    """What keeps a text from being sent, if anything."""
    if not text:
        return _("The SMS would be empty.")
    parts = counted(text).parts
    if parts > MOST_PARTS:
        return _("The SMS would have %(parts)s parts. It may have %(most)s at most.", parts=parts, most=MOST_PARTS)
    return None


def numbers_of(account: SmsAccount, phones: Sequence[str], which: Which) -> list[str]:
    """Those of a client's phones that are meant, in international form. main: the first of the list, if it is a
    number that SMS can go to; first: the first that is one; mobile: the first of a mobile phone; all: each once.
    """
    found = [international(each, account.country) for each in phones]
    if which == "main":
        return [each for each in found[:1] if each]
    usable = list(dict.fromkeys(each for each in found if each))
    if which == "mobile":
        return [each for each in usable if is_mobile(each)][:1]
    return usable if which == "all" else usable[:1]


def sms_content(text: str, sender: str, **more: Any) -> dict[str, Any]:
    """What a delivery keeps of an SMS."""
    return {"text": text, "sender": sender, **more}
