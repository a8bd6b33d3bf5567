"""An import's report as a file: every fault by row and column, and whether the row was taken."""

import csv
from typing import TextIO

from sqlalchemy.orm import Session

from stepmark.platform.i18n import _
from stepmark.platform.spreadsheet import guarded
from stepmark.queries.imports import fault_text, faults_of

_HEADER = (_("Row"), _("Column"), _("Value"), _("Problem"), _("Row taken"))


def write_report(session: Session, import_id: int, file: TextIO) -> int:
    """Write the report as CSV in the reader's language; returns how many faults it tells."""
    writer = csv.writer(file)
    writer.writerow([str(title) for title in _HEADER])
    count = 0
    for fault in faults_of(session, import_id):
        taken = str(_("taken") if fault.taken else _("left out"))
        writer.writerow([fault.row, *map(guarded, (fault.column, fault.value, str(fault_text(fault)))), taken])
        count += 1
    return count
