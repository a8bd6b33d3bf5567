"""SMSAPI, by its sms.do: https://www.smsapi.pl/docs."""

from collections.abc import Mapping
from urllib.parse import urlencode

from stepmark.channels.http import Answer, HttpClient
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.channels.sms.base import Setting, Sms, SmsProvider, reason, refused, said, told
from stepmark.platform.i18n import _

_URL = "https://api.smsapi.pl/sms.do"
# A message with this idx was taken already: what we sent before has arrived.
_KNOWN = 53
# Too many at once or to one number, no money left, trouble of theirs: this passes.
_PASSING = frozenset({8, 52, 99, 103, 200, 201, 202, 203, 999})


class SmsApi(SmsProvider):
    """The delivery's key is the `idx` by which SMSAPI sends a repeated message once."""

    key = "smsapi"
    label = "SMSAPI"
    secret = _("API token (OAuth)")
    settings = (
        Setting(
            "url",
            _("Address of the API"),
            _("Left empty: %(url)s. Accounts of smsapi.com enter https://api.smsapi.com/sms.do.", url=_URL),
            limit=2_000,
        ),
    )

    def send(self, settings: Mapping[str, str], secret: str, sms: Sms, http: HttpClient) -> Result:
        fields = {
            "to": sms.to.removeprefix("+"),
            "message": sms.text,
            "encoding": "utf-8",
            "format": "json",
            "idx": sms.key,
            "check_idx": "1",
        }
        if sms.sender:
            fields["from"] = sms.sender
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/x-www-form-urlencoded"}
        url = settings.get("url") or _URL
        return self._result(http.send("POST", url, headers=headers, content=urlencode(fields).encode()))

    def _result(self, answer: Answer) -> Result:
        content = said(answer)
        code, message = content.get("error"), content.get("message")
        if code == _KNOWN:
            return Sent(told(answer))
        if isinstance(code, int):
            return NotSent(reason(answer, self.label, code, message or _("error")), code not in _PASSING, told(answer))
        if not answer.is_success:
            return refused(answer, self.label, message=message)
        if not content.get("list"):
            return NotSent(_("%(provider)s has given an answer that is not understood.", provider=self.label))
        return Sent(told(answer))
