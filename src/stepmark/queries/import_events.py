"""What an import did, read off history, the latest first; and what others have done to the same records since."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from stepmark.catalogue.kinds import KINDS
from stepmark.domain.history import History
from stepmark.domain.imports import ImportRun

Record = tuple[str, int]


@dataclass(frozen=True)
class EventPage:
    """Some of an import's events on records. `reached` is how far back the look went, None at the import's start."""

    events: Sequence[History]
    reached: int | None


def import_events(session: Session, run: ImportRun, before: int | None, limit: int = 50) -> EventPage:
    """The import's events before that one, or its last ones."""
    began, ended = _bounds(session, run)
    query = select(History).where(History.id > began, History.id < (before or ended or 2**62))
    page = session.scalars(query.order_by(History.id.desc()).limit(limit)).all()
    own = [event for event in page if event.kind in KINDS and _is_of(event, run.id)]
    return EventPage(own, page[-1].id if page else None)


def lives_of(session: Session, run: ImportRun, events: Collection[History]) -> "Lives":
    """What history tells of the records of these events besides."""
    ids: dict[str, set[int]] = defaultdict(set)
    for event in events:
        ids[event.kind].add(event.record_id)
    lives = Lives({}, set())
    for kind, wanted in ids.items():
        _look_at(session, run, kind, wanted, lives)
    return lives


def made_by_rules(session: Session, event: History) -> list[Record]:
    """What rules made in the same change, the latest first, and nobody has touched since."""
    query = select(History.kind, History.record_id, History.id).where(
        History.change_id == event.change_id,
        History.cause["kind"].as_string() == "rule",
        History.name.endswith(".created", autoescape=True),
        History.kind.in_(KINDS),
    )
    made = session.execute(query.order_by(History.id.desc())).all()
    return [(kind, record_id) for kind, record_id, at in made if not _is_touched(session, kind, record_id, at)]


@dataclass(frozen=True)
class Lives:
    """When each record was last changed by somebody, or by another import, and which ones the import itself added."""

    changed: dict[Record, int]
    added: set[Record]

    def is_touched(self, event: History) -> bool:
        """Whether that happened after the import's event."""
        return self.changed.get((event.kind, event.record_id), 0) > event.id

    def is_added(self, event: History) -> bool:
        """Whether the record would not be there without the import."""
        return (event.kind, event.record_id) in self.added


def _bounds(session: Session, run: ImportRun) -> tuple[int, int | None]:
    """Between which events of history the import lies; it may not have ended."""
    query = select(History.name, History.id).where(History.kind == "import", History.record_id == run.id)
    found: dict[str, int] = {row.name: row.id for row in session.execute(query.order_by(History.id))}
    return found.get("import.started", 0), found.get("import.finished")


def _is_touched(session: Session, kind: str, record_id: int, at: int) -> bool:
    own = (History.kind == kind) & (History.record_id == record_id) & (History.id > at)
    by_somebody = History.cause["kind"].as_string().in_(("person", "import"))
    return session.scalar(select(History.id).where(own, by_somebody).limit(1)) is not None


def _is_of(event: History, import_id: int) -> bool:
    return bool(event.cause.get("kind") == "import" and event.cause.get("import") == import_id)


def _look_at(session: Session, run: ImportRun, kind: str, ids: Collection[int], lives: Lives) -> None:
    own = (History.kind == kind) & History.record_id.in_(ids)
    # What happens to a deal's tasks, ticks and notes happens to the deal.
    theirs = or_(own, History.deal_id.in_(ids)) if KINDS[kind].has_stages else own
    for event in session.scalars(select(History).where(theirs).order_by(History.id)):
        record = kind, event.record_id if event.kind == kind and event.record_id in ids else event.deal_id or 0
        if event.name == f"{kind}.created" and _is_of(event, run.id):
            lives.added.add(record)
        elif event.cause.get("kind") in ("person", "import") and event.cause.get("import") != run.id:
            lives.changed[record] = event.id
