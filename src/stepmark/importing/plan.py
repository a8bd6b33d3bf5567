"""An import before anything is written: the file read, its columns understood, or refused with what to mend."""

from dataclasses import dataclass

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.types.base import Reader
from stepmark.commands.import_record import Fault
from stepmark.commands.imports import SourceFile
from stepmark.domain.rights import Actor
from stepmark.importing.layout import Layout, layout_of
from stepmark.importing.links import Links
from stepmark.importing.mapping import Mapping, as_json
from stepmark.importing.rows import RowReader
from stepmark.importing.table import Table, read_table
from stepmark.importing.targets import LINKED, targets_of
from stepmark.platform.db import Database
from stepmark.platform.i18n import _


@dataclass(frozen=True)
class Plan:
    """What will be brought in, and how."""

    kind: Kind
    file: SourceFile
    table: Table
    fields: dict[str, Field]
    layout: Layout

    @property
    def kinds(self) -> list[Kind]:
        """The kinds of records that rows may add: their own, and those of the links that a row describes."""
        linked = LINKED.get(self.kind.name, {})
        return [self.kind, *(linked[key] for key in self.layout.linked if key in linked)]

    def header_faults(self) -> list[Fault]:
        """What stands in the header and is not brought in."""
        doubled = _("Two columns have this name. Only the first is read.")
        unread = _("This column fills no field, so it is not read. Name its field in the mapping.")
        faults = [Fault(doubled, name) for name in self.table.doubled]
        return faults + [Fault(unread, name) for name in self.layout.unread if name not in self.table.seconds]


def plan_import(database: Database, actor: Actor, kind: Kind, name: str, data: bytes, mapping: Mapping) -> Plan:
    """Read a file as records of a kind; refuses what can't be read, or is not said clearly enough, with a Problem."""
    table = read_table(data, mapping.encoding, mapping.separator, mapping.sheet, name)
    with database.reading(actor.workspace_id, access=actor.access) as session:
        fields = targets_of(session, kind)
    layout = layout_of(kind, table, fields, mapping)
    file = SourceFile(name, table.sha256, len(table.rows), as_json(mapping))
    return Plan(kind, file, table, fields, layout)


def row_reader(plan: Plan, actor: Actor, links: Links) -> RowReader:
    """Reads the planned file's rows with the actor's eyes."""
    reader = Reader(actor.time_zone, actor.locale, actor.currency)
    return RowReader(plan.kind, plan.table.columns, plan.fields, plan.layout, links, reader)
