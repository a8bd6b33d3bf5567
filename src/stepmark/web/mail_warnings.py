"""What is said to whoever writes to an address to which mail came back."""

from stepmark.platform.i18n import Text, _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.returned_mails import returned_to
from stepmark.web.caller import Caller


def warnings_about(session: ScopedSession, address: str) -> list[Text]:
    """For its form: none, or that the last mail came back."""
    return [
        _("The last mail to %(address)s came back: %(reason)s", address=each, reason=mark.reason)
        for each, mark in returned_to(session, [address]).items()
    ]


def on_its_way(caller: Caller, address: str, usual: Text) -> Text:
    """What is said once it is left to be sent: as usual, or with the same warning."""
    with caller.reading() as session:
        mark = returned_to(session, [address]).get(address)
    if mark is None:
        return usual
    said = {"address": address, "reason": mark.reason}
    return _("The mail is on its way, though the last one to %(address)s came back: %(reason)s", **said)
