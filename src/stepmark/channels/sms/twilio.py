"""Twilio, by its Messages API: https://www.twilio.com/docs/messaging/api/message-resource."""

import base64
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from stepmark.channels.http import Answer, HttpClient
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.channels.sms.base import Setting, Sms, SmsProvider, reason, refused, said, told
from stepmark.platform.i18n import Text, _

_URL = "https://api.twilio.com"
_ACCOUNT = re.compile(r"AC[0-9a-f]{32}")
# Too many requests, a full queue, internal errors: these pass, whatever status they come with.
_PASSING = frozenset({20429, 20500, 20503, 30001, 30022, 63038})


class Twilio(SmsProvider):
    """The sender is one of its numbers, a name, or a messaging service ("MG…"). It knows no repetitions."""

    key = "twilio"
    label = "Twilio"
    secret = _("Auth token")
    needs_sender = True
    settings = (
        Setting("account", _("Account SID"), _("It begins with AC."), required=True, limit=34),
        Setting(
            "url", _("Address of the API"), _("Left empty: %(url)s. Another region has its own.", url=_URL), limit=2_000
        ),
    )

    def faults(self, settings: Mapping[str, str]) -> dict[str, Text]:
        wrong = settings.get("account") and not _ACCOUNT.fullmatch(settings["account"])
        text = _("An account SID is AC and 32 digits or letters from a to f.")
        return super().faults(settings) | ({"account": text} if wrong else {})

    def send(self, settings: Mapping[str, str], secret: str, sms: Sms, http: HttpClient) -> Result:
        account = settings["account"]
        sender = "MessagingServiceSid" if sms.sender.startswith("MG") and len(sms.sender) > 30 else "From"
        fields = {"To": sms.to, "Body": sms.text, sender: sms.sender}
        proof = base64.b64encode(f"{account}:{secret}".encode()).decode("ascii")
        headers = {"Authorization": f"Basic {proof}", "Content-Type": "application/x-www-form-urlencoded"}
        base = (settings.get("url") or _URL).rstrip("/")
        url = f"{base}/2010-04-01/Accounts/{account}/Messages.json"
        return self._result(http.send("POST", url, headers=headers, content=urlencode(fields).encode()))

    def _result(self, answer: Answer) -> Result:
        content = said(answer)
        code, message = content.get("code"), content.get("message")
        if code in _PASSING:
            return NotSent(reason(answer, self.label, code, message), False, told(answer))
        if not answer.is_success:
            return refused(answer, self.label, code, message)
        if not content.get("sid"):
            return NotSent(_("%(provider)s has given an answer that is not understood.", provider=self.label))
        return Sent(told(answer))
