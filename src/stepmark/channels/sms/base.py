"""What a provider of SMS is. One file per provider."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from stepmark.channels.http import Answer, HttpClient, url_fault
from stepmark.channels.results import NotSent, Result
from stepmark.channels.retry_after import not_before
from stepmark.platform.i18n import Text, _
from stepmark.platform.text import printable

_KEPT_TEXT = 1_000
# Of the statuses that mean no, those that pass: late, in conflict, too early, too many, and the server's own troubles.
_PASSING = frozenset({408, 409, 425, 429})


@dataclass(frozen=True)
class Sms:
    """One SMS. `to` is in international form, +48600100200; `key` is the same at every try."""

    to: str
    text: str
    sender: str
    key: str


@dataclass(frozen=True)
class Setting:
    """One thing that a provider must be told of an account, as a form asks for it. `options` are (stored, shown)."""

    name: str
    label: Text
    help: Text = ""
    required: bool = False
    lines: bool = False
    limit: int = 200
    options: Sequence[tuple[str, Text]] = ()


class SmsProvider(ABC):
    """One provider. `settings` is all that it must be told besides the account's secret, which `secret` names."""

    key: ClassVar[str]
    label: ClassVar[Text]
    settings: ClassVar[Sequence[Setting]]
    secret: ClassVar[Text]
    needs_secret: ClassVar[bool] = True
    needs_sender: ClassVar[bool] = False

    @abstractmethod
    def send(self, settings: Mapping[str, str], secret: str, sms: Sms, http: HttpClient) -> Result:
        """Ask it to send one, once. Raises Unreachable where no answer comes."""

    def faults(self, settings: Mapping[str, str]) -> dict[str, Text]:
        """What is wrong with filled-in settings, by name."""
        fault = url_fault(settings["url"]) if settings.get("url") else None
        return {"url": fault} if fault else {}


def told(answer: Answer) -> dict[str, Any]:
    """An answer as the log keeps it."""
    return {"status": answer.status, "text": answer.text[:_KEPT_TEXT]}


def said(answer: Answer) -> Mapping[str, Any]:
    """The object that an answer holds; nothing if it holds none."""
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def refused(answer: Answer, provider: Text, code: object = None, message: object = None) -> NotSent:
    """What an answer that is no success means by its status, in the provider's own words where it has any."""
    permanent = 300 <= answer.status < 500 and answer.status not in _PASSING
    return NotSent(reason(answer, provider, code, message), permanent, told(answer), not_before(answer))


def reason(answer: Answer, provider: Text, code: object = None, message: object = None) -> Text:
    """Why nothing was sent."""
    if message:
        text = printable(" ".join(str(message).split()), 300)
        return _("%(provider)s refuses: %(text)s (%(code)s).", provider=provider, text=text, code=code or answer.status)
    return _("%(provider)s has answered with %(status)s.", provider=provider, status=answer.status)
