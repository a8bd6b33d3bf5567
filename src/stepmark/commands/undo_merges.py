"""Duplicates as they were before they were merged."""

from collections.abc import Sequence
from typing import Any

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.access import locked
from stepmark.commands.merge import hang
from stepmark.commands.merged_links import lead
from stepmark.commands.record_rows import mark_restored
from stepmark.commands.work import Work
from stepmark.domain.history import History


def is_of_merge(event: History) -> bool:
    """Whether an event tells of what a merge did to other records than the one that stays."""
    return (event.cause or {}).get("kind") == "merge"


def merges_back(work: Work, events: Sequence[History]) -> None:
    """Bring the duplicates back, with their notes, files and links; who may undo the merge may do so."""
    merges = [event for event in events if is_of_merge(event)]
    for event in merges:
        if event.name.endswith(".deleted"):
            kind = KINDS[event.kind]
            mark_restored(work, kind, locked(work, kind.model, event.record_id, deleted=True))
    work.session.flush()
    for event in reversed(merges):
        if event.name.endswith(".updated"):
            _links_back(work, event)
        elif event.name.endswith(".merged"):
            _papers_back(work, event.changes["merged"][1])


def _links_back(work: Work, event: History) -> None:
    record: Any = locked(work, KINDS[event.kind].model, event.record_id, deleted=None)
    lead(work, record, {key: before for key, (before, _after) in event.changes.items()})


def _papers_back(work: Work, moved: Sequence[Any]) -> None:
    for each in moved:
        for name in each.keys() - {"id", "name"}:
            hang(work, name, each[name], each["id"])
