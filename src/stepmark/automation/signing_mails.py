"""Asking for a signature on a page, and sending its address by mail at once if that is wanted."""

from collections.abc import Mapping
from typing import Any

from stepmark.automation.hand_mails import send_by_hand
from stepmark.commands.documents import DOCUMENT
from stepmark.commands.signing_links import ask_by_link
from stepmark.commands.work import Work
from stepmark.domain.documents import Document
from stepmark.domain.signing_links import SigningLink
from stepmark.domain.workspace import Workspace
from stepmark.platform.errors import Invalid
from stepmark.platform.i18n import _, speaking


def ask_to_sign(work: Work, document_id: int, raw: Mapping[str, Any], base_url: str, *, sends: bool) -> int:
    """A link for `signer`, `email` and `days`; with `sends` its address goes to the e-mail. Returns the link's id."""
    email = str(raw.get("email") or "").strip()
    if sends and not email:
        raise Invalid({"email": _("Enter the address that the link is to be sent to.")})
    link_id = ask_by_link(work, document_id, raw.get("signer"), email, raw.get("days"))
    if sends:
        _send(work, work.session.get_one(SigningLink, link_id), email, base_url)
    return link_id


def _send(work: Work, link: SigningLink, email: str, base_url: str) -> None:
    document = work.session.get_one(Document, link.document_id)
    workspace = work.session.get_one(Workspace, link.workspace_id)
    values = {"title": document.title, "signer": link.signer, "url": f"{base_url}/sign/{link.token}"}
    with speaking(workspace.locale, workspace.time_zone):
        mail = {
            "recipient": email,
            "subject": str(_("Please sign: %(title)s", title=document.title))[:300],
            "text": str(_("Hello %(signer)s,\n\nplease read and sign “%(title)s” on this page:\n%(url)s", **values)),
        }
    send_by_hand(work, DOCUMENT, document.id, mail)
