"""Any provider that takes an SMS by one HTTP request, written down as texts with placeholders."""

import re
from collections.abc import Mapping

from stepmark.channels.http import HttpClient, url_fault
from stepmark.channels.results import NotSent, Result, Sent
from stepmark.channels.sms.base import Setting, Sms, SmsProvider, refused, told
from stepmark.channels.sms.texts import NotUnderstood, in_body, in_header, in_url, written
from stepmark.platform.i18n import Text, _

_METHODS = ("POST", "GET", "PUT")
_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*(.*)")
_FIXED_HOST = re.compile(r"https?://[^/?#{}]+(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)
# These are the client's own business.
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})
_SAMPLE = {"number": "+48600100200", "text": "x", "sender": "x", "key": "x", "secret": "x"}
_TEXTS = ("url", "headers", "body")


class GenericHttp(SmsProvider):
    """What a placeholder prints is encoded for where it stands: in an address, in JSON, in a form, in XML.

    `key` is the same at every try, for providers that can tell a repetition.
    """

    key = "generic"
    label = _("Another provider, by HTTP")
    secret = _("Key or password that {{ secret }} stands for")
    needs_secret = False
    settings = (
        Setting("method", _("Method"), required=True, options=tuple((each, each) for each in _METHODS)),
        Setting(
            "url",
            _("Address"),
            _("Placeholders here and below: {{ number }}, {{ text }}, {{ sender }}, {{ secret }} and {{ key }}."),
            required=True,
            limit=2_000,
        ),
        Setting("headers", _("Headers"), _("One on each line, such as “Content-Type: application/json”."), lines=True),
        Setting("body", _("Body"), _("Values are encoded as its Content-Type wants. None for GET."), lines=True),
        Setting(
            "success", _("What a good answer contains"), _("Left empty: every answer with a status from 200 to 299.")
        ),
    )

    def faults(self, settings: Mapping[str, str]) -> dict[str, Text]:
        found: dict[str, Text] = {}
        for key in _TEXTS:
            try:
                text = written(settings.get(key, ""), _SAMPLE, in_url)
            except NotUnderstood:
                found[key] = _("This text is not understood. Look at what stands in double braces.")
            else:
                found |= _faults_in(key, settings.get(key, ""), text)
        if settings.get("method") == "GET" and settings.get("body"):
            found.setdefault("body", _("GET takes no body: put the values into the address."))
        return found

    def send(self, settings: Mapping[str, str], secret: str, sms: Sms, http: HttpClient) -> Result:
        values = {"number": sms.to, "text": sms.text, "sender": sms.sender, "key": sms.key, "secret": secret}
        try:
            url = written(settings["url"], values, in_url)
            headers = dict(_headers(written(settings.get("headers", ""), values, in_header)))
            content_type = next((each for name, each in headers.items() if name.lower() == "content-type"), "")
            body = written(settings.get("body", ""), values, in_body(content_type))
        except NotUnderstood:
            text = _("The texts of this SMS account are not understood. Look through its settings.")
            return NotSent(text, permanent=True)
        answer = http.send(settings["method"], url, headers=headers, content=body.encode())
        if not answer.is_success:
            return refused(answer, self.label)
        wanted = settings.get("success", "")
        if wanted not in answer.text:
            text = _("The provider's answer does not contain “%(text)s”.", text=wanted)
            return NotSent(text, permanent=True, answer=told(answer))
        return Sent(told(answer))


def _faults_in(key: str, text: str, filled: str) -> dict[str, Text]:
    if key == "url" and text:
        fault = url_fault(filled)
        if fault is None and not _FIXED_HOST.fullmatch(text):
            fault = _("The server's name must hold no placeholder.")
        return {key: fault} if fault else {}
    if key == "headers":
        try:
            _headers(filled)
        except NotUnderstood as fault:
            return {key: _("“%(line)s” is no header that can be sent.", line=str(fault))}
    return {}


def _headers(text: str) -> list[tuple[str, str]]:
    found = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        parts = _HEADER.fullmatch(line)
        if parts is None or parts[1].lower() in _OURS or not _is_sendable(parts[2]):
            raise NotUnderstood(line[:100])
        found.append((parts[1], parts[2]))
    return found


def _is_sendable(value: str) -> bool:
    return value.isascii() and value.isprintable()
