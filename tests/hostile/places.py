"""Where texts are kept that are no record's fields: names of the house, notes, views; how they get there, and out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from stepmark.domain.bindings import Binding
from stepmark.domain.deals import Deal
from stepmark.domain.fields import CustomField
from stepmark.domain.notes import Note
from stepmark.domain.people import AccessLink, ApiToken, Group, Member
from stepmark.domain.processes import Process, Stage, Step
from stepmark.domain.ticks import Tick
from stepmark.domain.views import SavedView
from stepmark.domain.workspace import Workspace
from stepmark.platform.text import is_storable
from tests.cast import Cast
from tests.hostile.asking import sending
from tests.hostile.records import one_line, trimmed

# What may have several lines.
_AREAS = {"guidance", "text", "note"}


@dataclass(frozen=True)
class Place:
    """A form and the row that keeps its texts: the newest one where there is no id."""

    method: str
    url: str
    model: type
    row_id: int | None
    # The form's inputs, by the names of the columns that keep them.
    inputs: Mapping[str, str]
    besides: Mapping[str, str] = field(default_factory=dict)

    def send(self, browser: TestClient, text: str) -> Any:
        """Send the form with the text in all of its inputs."""
        return sending(browser, self.method, self.url, {**self.besides, **dict.fromkeys(self.inputs.values(), text)})()

    def kept(self, cast: Cast) -> dict[str, str]:
        """What the row holds."""
        with cast.database.reading(None) as session:
            newest: Any = select(self.model).order_by(self.model.id.desc()).limit(1)  # type: ignore[attr-defined]  # all have ids
            row = session.get_one(self.model, self.row_id) if self.row_id else session.scalars(newest).one()
        return {column: _read(row, column) for column in self.inputs}

    def expected(self, text: str) -> dict[str, str]:
        """What it must hold when the text was taken."""
        return {column: trimmed(text) if column in _AREAS else one_line(text) for column in self.inputs}


def must_be_taken(text: str) -> bool:
    """Whether every place has to take the text."""
    return is_storable(text) and 0 < len(text.strip()) <= 100


def places(cast: Cast) -> list[Place]:
    """All of them, with rows of the cast's."""
    stage, step, deal = cast.stages[0], cast.steps[0], cast.deal()
    group, note = cast.put(Group(name="North")), cast.put(_note(cast, deal))
    size, binding = cast.field("size", "choice", options=["S", "M"]), cast.bind("source", step)
    name = {"name": "name"}
    anna, boris = cast.anna.member_id, cast.boris.member_id
    return [
        Place("PUT", f"/groups/{group}", Group, group, name),
        Place("PATCH", f"/processes/{cast.process_id}", Process, cast.process_id, name),
        Place("PATCH", f"/stages/{stage}", Stage, stage, name),
        Place("PATCH", f"/steps/{cast.steps[3]}", Step, cast.steps[3], _STEP),
        Place("PATCH", f"/fields/{size}", CustomField, size, {"label": "label", "help": "help"}, {"options": "S\nM"}),
        Place("PATCH", f"/bindings/{binding}", Binding, binding, name),
        Place("PATCH", f"/members/{boris}", Member, boris, name | _TITLE, {"role": "salesperson"}),
        Place("PATCH", "/profile", Member, anna, name | _TITLE, {"time_zone": "UTC"}),
        Place("PATCH", "/settings", Workspace, cast.anna.workspace_id, name, _SETTINGS),
        Place("PATCH", f"/notes/{note}", Note, note, {"text": "text"}),
        Place("POST", f"/deals/{deal}/notes", Note, None, {"text": "text"}),
        Place("POST", "/deals/views", SavedView, None, name),
        Place("POST", "/invitations", AccessLink, None, name, {"email": "dora@example.com", "role": "viewer"}),
        Place("POST", "/profile/tokens", ApiToken, None, {"name": "token_name"}),
    ]


_STEP = {"name": "name", "guidance": "guidance", "task_template": "task_template.title"}
_TITLE = {"job_title": "job_title"}
_SETTINGS = {"time_zone": "UTC", "currency": "EUR", "locale": "en", "visibility": "all"}


def places_of_new_deal(cast: Cast) -> list[Place]:
    """What can be said of a deal once: why its step is ticked, and why it was lost."""
    deal = cast.deal()
    return [
        Place("POST", f"/deals/{deal}/steps/{cast.steps[0]}/tick", Tick, None, {"note": "note"}),
        Place("POST", f"/deals/{deal}/closing", Deal, deal, {"close_reason": "reason"}, {"status": "lost"}),
    ]


def _note(cast: Cast, deal: int) -> Note:
    return Note(kind="deal", record_id=deal, text="Hello", author_id=cast.anna.member_id)


def _read(row: Any, column: str) -> str:
    value = getattr(row, column)
    return str(value["title"] if isinstance(value, dict) else value or "")
