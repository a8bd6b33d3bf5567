"""Signing links as tests write them."""

from datetime import timedelta
from typing import Any

from stepmark.automation.document_templates import create_document_template, document_about
from stepmark.catalogue.kinds import DEAL
from stepmark.commands.signing_links import ask_by_link
from stepmark.domain.signing_links import SigningLink
from stepmark.platform.clock import now
from stepmark.platform.ids import token_hash
from tests.cast import Cast
from tests.support.people import row


def written_document(cast: Cast, title: str = "Contract 5") -> int:
    """A document about a deal of Anna's, whose one version is a text."""
    template = cast.run(create_document_template, {"name": title, "kind": "deal", "body": "For {{ deal.title }}"})
    deal = cast.deal(responsible_id=cast.anna.member_id)
    return int(cast.run(document_about, DEAL, deal, template, {"title": title}))


def asked_to_sign(cast: Cast, document: int, signer: str = "Olga", **more: Any) -> SigningLink:
    """A new link for a document whose newest version is a text."""
    return row(cast, SigningLink, cast.run(ask_by_link, document, signer, **more))


def signed_link(cast: Cast, document: int, name: str = "Olga") -> dict[str, object]:
    """What is kept of a signature, by the names of addresses."""
    moment = now()
    kept = {"signer": name, "author_name": name, "answer_name": name, "answer": "signed", "browser": name}
    link = SigningLink(
        document_id=document,
        document_version=1,
        token="signed",
        token_hash=token_hash("signed"),
        expires_at=moment + timedelta(days=1),
        opened_at=moment,
        answered_at=moment,
        **kept,
    )
    return {"signing_link_id": cast.put(link), "sign_token": "signed"}
