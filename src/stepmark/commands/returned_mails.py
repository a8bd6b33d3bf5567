"""Marking addresses to which mail came back, and taking such a mark away."""

from sqlalchemy import delete, select

from stepmark.catalogue.kinds import Kind
from stepmark.commands.access import not_found, record_to_edit
from stepmark.commands.work import Work
from stepmark.domain.returned_mails import ReturnedMail
from stepmark.platform.clock import now
from stepmark.platform.text import printable
from stepmark.queries.fields import fields_of
from stepmark.queries.returned_mails import addresses_in, folded_address, returned_to
from stepmark.queries.values import values_of

_LONGEST_REASON = 500


def mark_address(work: Work, address: str, reason: str) -> None:
    """Remember that mail to an address came back, and why."""
    folded = folded_address(address)
    query = select(ReturnedMail).where(ReturnedMail.folded == folded).with_for_update()
    mark = work.session.scalars(query).one_or_none()
    if mark is None:
        mark = ReturnedMail(folded=folded)
        work.session.add(mark)
    mark.reason, mark.at = printable(" ".join(reason.split()), _LONGEST_REASON), now()


def unmark_address(work: Work, address: str) -> None:
    """Forget it: mail to the address is taken."""
    gone = delete(ReturnedMail).where(ReturnedMail.folded == folded_address(address))
    work.session.execute(gone, execution_options={"synchronize_session": False})


def remove_mark(work: Work, kind: Kind, record_id: int, mark_id: int) -> str:
    """Take the mark off an address of a record, so that it is tried as before. Returns the address."""
    record = record_to_edit(work, kind.model, record_id)
    fields = fields_of(work.session, kind)
    addresses = addresses_in(fields.values(), values_of(work.session, fields, [record])[record.id])
    marks = returned_to(work.session, addresses)
    found = next((each for each in marks.items() if each[1].id == mark_id), None)
    if found is None:
        raise not_found()
    address, mark = found
    work.session.delete(mark)
    # Without the reason: servers name the address in it, which not everybody may see.
    work.happened("mail.unmarked", kind.name, record.id, label=record.label)
    return address
