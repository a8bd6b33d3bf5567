"""Documents: their versions, and how they come to be signed."""

from typing import Any

import pytest
from sqlalchemy import select

from stepmark.commands.documents import (
    DOCUMENT,
    add_version,
    ask_for_signature,
    back_to_draft,
    mark_refused,
    mark_signed,
    restore_version,
)
from stepmark.commands.files import Upload
from stepmark.commands.records import create_record, delete_record, restore_record, update_record
from stepmark.commands.undo import undo_change
from stepmark.domain.documents import Document, DocumentVersion
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Visibility
from stepmark.platform import clock
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.history import history_of, seen_events
from tests.cast import Cast
from tests.support.people import row

OFFER = Upload("../Offer.pdf", "a" * 64, 10)
BETTER = Upload("Better offer.pdf", "b" * 64, 20)


@pytest.fixture
def offer(cast: Cast) -> int:
    """A document of Boris's about a deal of his, with one version."""
    deal = cast.deal(responsible_id=cast.boris.member_id)
    raw = {"title": "Offer", "deal_id": deal, "responsible_id": cast.boris.member_id}
    document = int(cast.run(create_record, DOCUMENT, raw))
    cast.run(add_version, document, [OFFER])
    return document


@pytest.mark.both
def test_each_upload_is_a_version_and_an_older_one_can_be_the_newest_again(cast: Cast, offer: int) -> None:
    assert cast.run(add_version, offer, [BETTER], by=cast.boris) == 2
    assert cast.run(restore_version, offer, 1) == 3
    kept = [(each.number, each.name, each.sha256, each.restored_from) for each in versions(cast, offer)]
    assert kept == [
        (1, "Offer.pdf", OFFER.sha256, None),
        (2, "Better offer.pdf", BETTER.sha256, None),
        (3, "Offer.pdf", OFFER.sha256, 1),
    ]
    with pytest.raises(Problem, match="not-found"):
        cast.run(restore_version, offer, 10**17)
    with pytest.raises(Problem, match="Choose a file"):
        cast.run(add_version, offer, [])


def test_it_is_signed_by_somebody_on_a_day(cast: Cast, offer: int) -> None:
    clock.set_clock("2026-11-22T09:00:00")
    cast.run(ask_for_signature, offer)
    for day, by, place in (("2026-11-23", "Olga", "signed_on"), ("soon", "Olga", "signed_on"), ("", " ", "signed_by")):
        with pytest.raises(Invalid) as refused:
            cast.run(mark_signed, offer, day, by)
        assert set(refused.value.errors) == {place}
    cast.run(mark_signed, offer, "2026-11-20", "Olga Kowalska")
    signed = row(cast, Document, offer)
    assert (signed.status, str(signed.signed_on), signed.signed_by) == ("signed", "2026-11-20", "Olga Kowalska")


def test_what_is_signed_keeps_its_content_and_another_content_waits_for_no_signature(cast: Cast, offer: int) -> None:
    cast.run(ask_for_signature, offer)
    cast.run(add_version, offer, [BETTER])
    assert row(cast, Document, offer).status == "draft"
    cast.run(mark_signed, offer, "", "Olga")
    for verb, argument in ((add_version, [OFFER]), (restore_version, 1)):
        with pytest.raises(Problem, match="is signed"):
            cast.run(verb, offer, argument)
    with pytest.raises(Problem, match="in the state"):
        cast.run(mark_refused, offer, "Too late")
    cast.run(back_to_draft, offer)
    cast.run(mark_refused, offer, "Too dear")
    refused = row(cast, Document, offer)
    assert (refused.status, refused.refusal, refused.signed_by) == ("refused", "Too dear", None)
    cast.run(ask_for_signature, offer)
    assert row(cast, Document, offer).refusal is None


@pytest.mark.parametrize("verb", [ask_for_signature, mark_signed, mark_refused])
def test_a_change_of_its_state_can_be_undone(cast: Cast, offer: int, verb: Any) -> None:
    arguments = {mark_signed: ("", "Olga"), mark_refused: ("No",)}.get(verb, ())
    change = cast.edge.change(cast.anna, verb, offer, *arguments)
    cast.run(undo_change, change.undo)
    document = row(cast, Document, offer)
    assert (document.status, document.signed_on, document.signed_by, document.refusal) == ("draft", None, None, None)


def test_nobody_else_changes_it_and_its_state_is_no_field(cast: Cast, offer: int) -> None:
    for verb, arguments in (
        (add_version, ([OFFER],)),
        (restore_version, (1,)),
        (ask_for_signature, ()),
        (mark_signed, ("", "Olga")),
        (mark_refused, ("",)),
        (back_to_draft, ()),
    ):
        for stranger in (cast.viktor, cast.clara):
            with pytest.raises(Problem):
                cast.run(verb, offer, *arguments, by=stranger)
    with pytest.raises(Invalid, match="can't be set here"):
        cast.run(update_record, DOCUMENT, offer, {"status": "signed"})


def test_versions_go_and_come_with_their_document(cast: Cast, offer: int) -> None:
    cast.run(delete_record, DOCUMENT, offer)
    with pytest.raises(Problem, match="not-found"):
        cast.run(add_version, offer, [OFFER])
    cast.run(restore_record, DOCUMENT, offer)
    assert len(versions(cast, offer)) == 1


def test_its_deal_tells_of_the_signature_whoever_sees_the_document(cast: Cast, offer: int) -> None:
    cast.run(mark_signed, offer, "", "Olga")
    deal = row(cast, Document, offer).deal_id or 0
    cast.run(update_record, DOCUMENT, offer, {"responsible_id": cast.magda.member_id})
    narrow = Actor(**{**vars(cast.boris), "visibility": Visibility.OWN})
    assert told(cast, cast.anna, deal) == ["document.signed"]
    assert told(cast, narrow, deal) == []


def told(cast: Cast, actor: Actor, deal: int) -> list[str]:
    with cast.database.reading(actor.workspace_id) as session:
        events = seen_events(session, actor, "deal", history_of(session, "deal", deal))
        return [each.name for each in events if each.name.startswith("document.")]


def versions(cast: Cast, document: int) -> list[DocumentVersion]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        query = select(DocumentVersion).where(DocumentVersion.document_id == document)
        return list(session.scalars(query.order_by(DocumentVersion.number)))
