"""One round of keeping the house, in every workspace: in small transactions, so that nobody waits for it."""

import threading
import time

import structlog
from sqlalchemy import select

from stepmark.automation.deliveries import drop_old_deliveries
from stepmark.automation.forgetting import drop_misses, drop_old_runs, surplus_misses
from stepmark.commands.housekeeping import drop_expired
from stepmark.commands.incoming_webhooks import drop_old_calls
from stepmark.commands.lead_forms import drop_old_entries
from stepmark.commands.purge import purge_bin
from stepmark.domain.documents import DocumentTemplate, DocumentVersion
from stepmark.domain.imports import NEEDS_FILE, ImportRun
from stepmark.domain.notes import File
from stepmark.domain.people import Role
from stepmark.domain.rights import Actor
from stepmark.domain.signing_links import SigningLink
from stepmark.domain.workspace import Workspace
from stepmark.edge import Edge
from stepmark.platform.settings import Settings

log = structlog.get_logger()
_PAUSE = 0.05
_PORTION = 500
_DRAFT_SECONDS = 24 * 3600


def keep_house(edge: Edge, settings: Settings, stopping: threading.Event | None = None) -> int:
    """Empty bins, drop what has expired, let the planner know what is left, and remove contents that no file names.
    Returns how many rows went.

    It may be told to stop between two transactions.
    """
    stopping = stopping or threading.Event()
    gone = edge.run_as_system(lambda session: drop_expired(session, settings.session_days))
    for actor in _everywhere(edge):
        while not stopping.is_set() and (count := edge.run(actor, purge_bin, settings.purge_days)):
            gone += count
            stopping.wait(_PAUSE)
        gone += _forget_runs(edge, actor, settings.run_days, stopping)
        for drop in (drop_old_calls, drop_old_entries):
            while not stopping.is_set() and (count := edge.run(actor, drop)):
                gone += count
                stopping.wait(_PAUSE)
        while not stopping.is_set() and (count := edge.run(actor, drop_old_deliveries, settings.run_days)):
            gone += count
            stopping.wait(_PAUSE)
    edge.database.refresh_statistics()
    contents = _remove_unnamed_contents(edge, settings)
    if gone or contents:
        log.info("housekeeping.done", rows=gone, contents=contents)
    return gone


def _forget_runs(edge: Edge, actor: Actor, days: int, stopping: threading.Event) -> int:
    gone = 0
    while not stopping.is_set() and (count := edge.run(actor, drop_old_runs, days)):
        gone += count
        stopping.wait(_PAUSE)
    with edge.database.reading(actor.workspace_id) as session:
        surplus = surplus_misses(session)
    for start in range(0, len(surplus), _PORTION):
        if not stopping.is_set():
            gone += edge.run(actor, drop_misses, surplus[start : start + _PORTION])
            stopping.wait(_PAUSE)
    return gone


def _everywhere(edge: Edge) -> list[Actor]:
    with edge.database.reading(None) as session:
        ids = session.scalars(select(Workspace.id).order_by(Workspace.id)).all()
    return [Actor(workspace_id, None, "Stepmark", Role.ADMINISTRATOR) for workspace_id in ids]


def _remove_unnamed_contents(edge: Edge, settings: Settings) -> int:
    """Files are kept once by their hash. A content younger than a day may belong to an upload under way."""
    if not settings.files_dir.is_dir():
        return 0
    with edge.database.reading(None) as session:
        named = set(session.scalars(select(File.sha256).distinct()))
        named |= set(session.scalars(select(DocumentVersion.sha256).where(DocumentVersion.sha256.is_not(None))))
        named |= set(session.scalars(select(SigningLink.pdf_sha256).where(SigningLink.pdf_sha256.is_not(None))))
        named |= set(session.scalars(select(DocumentTemplate.sha256).where(DocumentTemplate.sha256.is_not(None))))
        waiting = ImportRun.kept.is_(True), ImportRun.state.in_(NEEDS_FILE)
        named |= set(session.scalars(select(ImportRun.sha256).where(*waiting)))
    oldest = time.time() - _DRAFT_SECONDS
    removed = 0
    for content in (*settings.files_dir.glob("*/*"), *settings.files_dir.glob("upload-*")):
        if content.name not in named and content.stat().st_mtime < oldest:
            content.unlink(missing_ok=True)
            removed += 1
    return removed
