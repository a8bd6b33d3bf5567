"""Who sells and who buys, as a paper says it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import COMPANY, CONTACT
from stepmark.catalogue.requisites import templates_for
from stepmark.domain.companies import Company
from stepmark.domain.contacts import Contact
from stepmark.domain.papers import Paper
from stepmark.domain.workspace import Workspace
from stepmark.queries.paper_settings import paper_settings
from stepmark.queries.requisites import requisites_of

# By "seller" and "buyer": name, address, tax_number, bank_account; what is empty is left out.
Parties = Mapping[str, Mapping[str, Any]]
SELLER_KEYS = ("name", "address", "tax_number", "bank_account")
_ADDRESSES = ("address.invoice", "address.registered", "address.actual")


def parties_of(session: Session, paper: Paper) -> Parties:
    """Those that an invoice was issued with; else as settings and requisites have them now."""
    kept: Parties | None = getattr(paper, "parties", None)
    return kept or parties_now(session, paper)


def parties_now(session: Session, paper: Paper) -> Parties:
    """The workspace, and the company or else the contact that the paper is for."""
    return {"seller": _seller(session, paper.workspace_id), "buyer": _buyer(session, paper)}


def _seller(session: Session, workspace_id: int) -> dict[str, Any]:
    seller = paper_settings(session).seller
    name = seller.get("name") or session.get_one(Workspace, workspace_id).name
    return _filled({**{key: seller.get(key) for key in SELLER_KEYS}, "name": name})


def _buyer(session: Session, paper: Paper) -> dict[str, Any]:
    kind, model, row_id = (
        (COMPANY, Company, paper.company_id) if paper.company_id else (CONTACT, Contact, paper.contact_id)
    )
    client: Any = session.get(model, row_id) if row_id else None
    if client is None:
        return {}
    found = requisites_of(session, kind.name, client.id)
    own: dict[str, Any] = {}
    for template in reversed(templates_for(kind.name)):
        own |= found.get(template, {})
    return _filled(
        {
            "name": own.get("legal_name") or own.get("full_name") or client.name,
            "address": next((own[key] for key in _ADDRESSES if own.get(key)), None),
            "tax_number": own.get("tax_number"),
        }
    )


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
