"""The parts that the pages of all records are made of, each read afresh."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from stepmark.automation.document_templates import ABOUT
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import PRODUCT, TASK, Kind, pointers_to
from stepmark.commands.access import not_found
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.domain.tasks import Task
from stepmark.platform.i18n import Text
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.audience import for_whom
from stepmark.queries.co_executors import co_executors_of
from stepmark.queries.field_access import lines_access
from stepmark.queries.fields import by_hand, fields_of
from stepmark.queries.files import files_of
from stepmark.queries.lines import lines_of
from stepmark.queries.notes import notes_of
from stepmark.queries.prices import prices_of
from stepmark.queries.processes import processes
from stepmark.queries.record_pages import Details, linked_records, seen_details
from stepmark.queries.task_lists import tasks_of
from stepmark.queries.timelines import timeline_of
from stepmark.web.audience_form import audience_on_form
from stepmark.web.caller import Caller
from stepmark.web.kind_parts import parts_of_kind
from stepmark.web.payment_parts import payment_links_for
from stepmark.web.people_form import people_on_form
from stepmark.web.record_forms import input_options
from stepmark.web.requisite_parts import filled_requisites
from stepmark.web.run_parts import record_runs

Raw = Mapping[str, Any]


def details_for(session: ScopedSession, caller: Caller, kind: Kind, record_id: int) -> Details:
    """The record's fields; `not-found` unless the caller sees it."""
    details = seen_details(session, caller.actor, kind, record_id)
    if details is None:
        raise not_found()
    return details


def panels(session: ScopedSession, caller: Caller, details: Details) -> dict[str, Any]:
    """The context of every panel beside a record: details, timeline, notes, files, tasks, and what links to it."""
    kind, record = details.kind, details.record
    has_tasks = any(pointer.kind is TASK for pointer in pointers_to(kind))
    return {
        "details": details,
        "kind": kind,
        "record_id": record.id,
        "may_edit": details.editable,
        "may_edit_lines": may_edit_lines(caller.actor, details),
        "max_upload_mb": caller.settings.max_upload_mb,
        "timeline": timeline_of(session, caller.actor, kind.name, record.id),
        "notes": notes_of(session, caller.actor, kind, record.id),
        "files": files_of(session, caller.actor, kind, record.id),
        "tasks": tasks_of(session, caller.actor, kind, record.id, editable=details.editable) if has_tasks else [],
        "has_tasks": has_tasks,
        "prices": prices_of(session, record.id) if kind is PRODUCT and "price" in details.fields else None,
        "lines": lines_of(session, kind, record) if kind.lines and lines_access(caller.actor, kind).sees else None,
        "makes_documents": kind in ABOUT,
        "linked": linked_records(session, caller.actor, record),
        "for_whom": for_whom(session, record) if isinstance(record, Task) else [],
        "co_executors": co_executors_of(session, record) if kind.shared and not kind.has_stages else [],
        "requisites": filled_requisites(session, caller.actor, kind, record.id) if kind.is_client else [],
        **payment_links_for(session, caller, kind, record),
        **record_runs(session, caller.actor, kind, record.id),
        **parts_of_kind(session, caller, record),
    }


def may_edit_lines(actor: Actor, details: Details) -> bool:
    """Whether the actor may change the record's lines as it stands now."""
    is_fixed = "lines" in details.record.fixed_keys
    return details.editable and not is_fixed and lines_access(actor, details.kind).edits


def form_context(
    session: ScopedSession,
    caller: Caller,
    kind: Kind,
    values: Raw,
    *,
    errors: Mapping[str, Text] | None = None,
    record: Record | None = None,
    form: FormData | None = None,
) -> dict[str, Any]:
    """What a form of all fields shows: stored values, or what was typed, with what is wrong with it."""
    fixed = record.fixed_keys if record else ()
    fields: list[Field] = [field for field in by_hand(fields_of(session, kind).values()) if field.key not in fixed]
    return {
        "kind": kind,
        "audience": audience_on_form(session, kind, record, form),
        "people": people_on_form(session, kind, record, form),
        "fields": fields,
        "values": values,
        "errors": errors or {},
        "options": input_options(session, caller.actor, fields, values),
        "processes": [(each.id, each.name) for each in processes(session, kind.name)] if kind.has_stages else [],
    }
