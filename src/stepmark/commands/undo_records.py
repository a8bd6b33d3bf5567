"""The records of a change as they were before it: their values, where they stood, and whether they were there."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from stepmark.catalogue.kinds import KINDS, Kind, kind_of_record
from stepmark.catalogue.requisites import is_requisite, told_requisites
from stepmark.catalogue.values import from_json, to_json
from stepmark.commands.access import record_to_edit
from stepmark.commands.archive import archive_record, unarchive_record
from stepmark.commands.deal_moves import deal_to_edit, enter_stage, set_close_reason, set_status
from stepmark.commands.lines import lines_as_told, lines_back
from stepmark.commands.payments import mark_paid, mark_unpaid
from stepmark.commands.people import PEOPLE, people_of
from stepmark.commands.record_rows import update
from stepmark.commands.records import delete_record, restore_record, update_record
from stepmark.commands.requisites import current_requisites, write_requisites
from stepmark.commands.stages import live_stage
from stepmark.commands.values import fields_for
from stepmark.commands.work import Work
from stepmark.domain.deals import DealStatus
from stepmark.domain.history import History
from stepmark.domain.lines import LINE_KEYS
from stepmark.domain.record import Record
from stepmark.domain.tasks import Task, audience_of
from stepmark.platform.i18n import Text, _
from stepmark.queries.values import values_of

_STANDING = ("stage_id", "process_id", "status")
# They go along with something else that is compared and taken back.
_ALONG = (
    "override", "close_reason", "closed_at", "done_at", "done_by", "gross", "invoice_payment",
    "order_payment",
)  # fmt: skip
_ARCHIVED = "archived_at"
# What a part of an undo takes along or leaves as one.
GOES_TOGETHER = frozenset({*_STANDING, *_ALONG, "done"})
# What verbs of a kind set, and so can be set back.
STATES = {"accrual": ("status",), "document": ("status", "signed_on", "signed_by", "refusal")}
PRESENCE = {"created": (False, True), "deleted": (True, False), "restored": (False, True)}


class Net:
    """What a change came to for one record: `changes` from the first before to the last after."""

    def __init__(self, kind: Kind, record_id: int, label: str) -> None:
        self.kind, self.record_id, self.label = kind, record_id, label
        self.changes: dict[str, tuple[Any, Any]] = {}
        self.was_there = self.is_there = True
        self.created = False
        self.last_event = 0
        self.change_id: int | None = None

    def add(self, event: History) -> None:
        """Count an event in; they come in their order."""
        verb = event.name.partition(".")[2]
        if verb in PRESENCE:
            was, self.is_there = PRESENCE[verb]
            self.was_there = was if not self.last_event else self.was_there
            self.created = self.created or verb == "created"
        for key, (before, after) in event.changes.items():
            self.changes[key] = (self.changes[key][0] if key in self.changes else before, after)
        self.last_event, self.label, self.change_id = event.id, event.record_label, event.change_id


def touched_records(work: Work, events: Sequence[History]) -> Iterator[Text]:
    """What is not as the change left it, by name."""
    for net in _nets(events):
        record = work.session.get(net.kind.model, net.record_id, populate_existing=True)
        if record is None or record.is_deleted is net.is_there:
            yield net.label
        elif net.is_there:
            yield from _touched_values(work, net, record)
            if net.created and _others_came(work, net):
                yield net.label


def out_of_archive(work: Work, events: Sequence[History]) -> None:
    """What the change put into the archive leaves it, so that the rest can be taken back."""
    for net in _nets(events):
        if _ARCHIVED in net.changes and net.changes[_ARCHIVED][0] is None and net.is_there:
            unarchive_record(work, net.kind, net.record_id)


def records_back(work: Work, events: Sequence[History]) -> None:
    """First what was there comes back, then values return, and last goes what was not there."""
    nets = _nets(events)
    for net in nets:
        if net.was_there and not net.is_there:
            restore_record(work, net.kind, net.record_id)
    for net in reversed(nets):
        if net.was_there:
            _values_back(work, net)
    for net in reversed(nets):
        if net.is_there and not net.was_there:
            delete_record(work, net.kind, net.record_id)


def _nets(events: Sequence[History]) -> list[Net]:
    nets: dict[tuple[str, int], Net] = {}
    for event in events:
        # Notes and files tell of the record that they are on, a merge of those that it made one of.
        is_own = event.name.startswith(f"{event.kind}.") and not event.name.endswith((".merged", ".priced"))
        if event.kind in KINDS and is_own:
            net = nets.setdefault(
                (event.kind, event.record_id), Net(KINDS[event.kind], event.record_id, event.record_label)
            )
            net.add(event)
    return list(nets.values())


def _touched_values(work: Work, net: Net, record: Record) -> Iterator[Text]:
    fields = fields_for(work, net.kind)
    current = _current(work, net, record)
    along = set(_ALONG) if "status" in net.changes else {*_ALONG} - {"close_reason"}
    for key, (_before, after) in net.changes.items():
        if key not in along and current.get(key, _Missing) != after:
            yield fields[key].label if key in fields else _name(key)


def _name(key: str) -> Text:
    return told_requisites()[key].label if is_requisite(key) else _NAMES.get(key, key)


class _Missing:
    """What no value equals: the field is gone."""


_NAMES: Mapping[str, Text] = {
    "contact_ids": _("Further contacts"), "co_executor_ids": _("Co-executors"), "done": _("Done"),
    "for_group_id": _("Group"), "for_job_titles": _("Job titles"),
    "currency": _("Currency"), "lines": _("Products"), "amount_from_lines": _("Amount from products"),
}  # fmt: skip


def _current(work: Work, net: Net, record: Record) -> dict[str, Any]:
    fields = fields_for(work, net.kind)
    known = {key: fields[key] for key in net.changes if key in fields}
    values = values_of(work.session, known, [record])[record.id]
    current = {key: to_json(field, values.get(key)) for key, field in known.items()}
    if net.kind.has_currency:
        current["currency"] = record.currency  # type: ignore[attr-defined]  # as the kind says
    if set(PEOPLE) & set(net.changes):
        current |= people_of(work, record)
    if net.kind.lines:
        current |= lines_as_told(work, net.kind, record, net.changes)
    if isinstance(record, Task):
        current |= {"done": record.is_done, **audience_of(record)}
    if any(map(is_requisite, net.changes)):
        current |= dict.fromkeys(filter(is_requisite, net.changes)) | current_requisites(work, net.kind, record.id)
    return current


def _others_came(work: Work, net: Net) -> bool:
    """Whether somebody else has done anything to a new record since, which would go into the bin with it."""
    own = (History.kind == net.kind.name) & (History.record_id == net.record_id)
    here = or_(own, History.deal_id == net.record_id) if net.kind.has_stages else own
    others = or_(History.actor_id.is_(None), History.actor_id != work.actor.member_id)
    elsewhen = or_(History.change_id.is_(None), History.change_id != net.change_id)
    later = select(History.id).where(here, History.id > net.last_event, others, elsewhen).limit(1)
    return work.session.scalar(later) is not None


def _values_back(work: Work, net: Net) -> None:
    before = {key: pair[0] for key, pair in net.changes.items()}
    changed = {key for key, (first, last) in net.changes.items() if first != last}
    standing = _STANDING if net.kind.has_stages else ()
    if changed.intersection(standing):
        _standing_back(work, net.record_id, before)
    elif "close_reason" in changed:
        set_close_reason(work, deal_to_edit(work, net.record_id), before["close_reason"] or "")
    states = {key: before[key] for key in STATES.get(net.kind.name, ()) if key in changed}
    fields = fields_for(work, net.kind)
    kept = {key for key in changed if key in fields and not fields[key].by_hand}
    raw = {key: before[key] for key in changed.difference(standing, _ALONG, LINE_KEYS, (_ARCHIVED,), kept, states)}
    requisites = {key: raw.pop(key) for key in filter(is_requisite, sorted(raw))}
    if raw:
        update_record(work, net.kind, net.record_id, raw)
    if states:
        _states_back(work, net, states)
    if requisites:
        write_requisites(work, net.kind, record_to_edit(work, net.kind.model, net.record_id), requisites)
    if changed.intersection(LINE_KEYS):
        lines_back(work, net.kind, net.record_id, before)
    if "paid" in changed and before["paid"]:
        mark_paid(work, net.kind, net.record_id, before["paid_on"])
    elif "paid" in changed:
        mark_unpaid(work, net.kind, net.record_id)
    if "done" in changed and before["done"] and (task := work.session.get(Task, net.record_id)):
        # Finished again, but not just now.
        task.done_at, task.done_by = _moment(before.get("done_at")) or task.done_at, before.get("done_by")
    if before.get(_ARCHIVED):
        archive_record(work, net.kind, net.record_id, at=_moment(before[_ARCHIVED]))


def _standing_back(work: Work, deal_id: int, before: Mapping[str, Any]) -> None:
    deal = deal_to_edit(work, deal_id)
    status = before.get("status", deal.status)
    if "stage_id" in before and before["stage_id"] != deal.stage_id:
        set_status(work, deal, DealStatus.OPEN)
        enter_stage(work, deal, live_stage(work, kind_of_record(deal), before["stage_id"]))
    set_status(work, deal, status, before.get("close_reason") or "", closed_at=_moment(before.get("closed_at")))


def _states_back(work: Work, net: Net, states: Mapping[str, Any]) -> None:
    """What nobody types but verbs set, as it was before."""
    record = record_to_edit(work, net.kind.model, net.record_id)
    fields = fields_for(work, net.kind)
    update(work, net.kind, record, {key: from_json(fields[key], value) for key, value in states.items()})


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
