"""A document that a run has made is put before its client: as a page to sign on, wherever that can be."""

from collections.abc import Mapping
from typing import Any

from stepmark.automation.context import ActionContext
from stepmark.commands.documents import ask_for_signature
from stepmark.commands.signing_links import ask_by_link
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.documents import Document
from stepmark.domain.signing_links import SigningLink
from stepmark.platform.i18n import Text, _
from stepmark.platform.tenancy import public_url
from stepmark.queries.signing_links import can_be_read, newest_version

YIELDED: Mapping[str, Text] = {"signing_url": _("Address of the page to sign on")}


def ask_client(context: ActionContext, document_id: int) -> dict[str, Any]:
    """What later actions may read: the address of the page. There is none for a document that has no text yet."""
    work = context.work
    version, url = newest_version(work.session, document_id), public_url(work.session)
    if version is None or not can_be_read(version) or not url:
        if version is not None and not url:
            context.warn(_("There is no page to sign on: the settings don't say where clients reach this server."))
        ask_for_signature(work, document_id)
        return {}
    link_id = ask_by_link(work, document_id, _signer(context, document_id))
    return {"signing_url": f"{url}/sign/{work.session.get_one(SigningLink, link_id).token}"}


def _signer(context: ActionContext, document_id: int) -> str:
    session = context.work.session
    document = session.get_one(Document, document_id)
    contact = session.get(Contact, document.contact_id) if document.contact_id else None
    company = session.get(Company, document.company_id) if document.company_id else None
    return next((each.label for each in (contact, company, context.record) if each is not None), "")
