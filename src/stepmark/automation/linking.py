"""What a new record is linked with, so that it stands on the card of the record that it was made for."""

from stepmark.automation.context import ActionContext
from stepmark.catalogue.kinds import KINDS, TASK, Kind, pointers_to
from stepmark.commands.access import can_see
from stepmark.domain.record import Record
from stepmark.platform.i18n import _

_CLIENT = ("company_id", "contact_id")
_SHARED = ("deal_id", *_CLIENT)


def task_links(context: ActionContext) -> dict[str, int]:
    """A new task's links: to the record at hand, or to what that is itself linked with, if it is a task."""
    own = next((pointer.field.key for pointer in pointers_to(context.kind) if pointer.kind is TASK), None)
    return _live(context, {own: context.record.id} if own else _of(context.record, _SHARED))


def links_of_new(context: ActionContext, made: Kind) -> dict[str, int]:
    """A new record's links, as far as it has them: to the record at hand, and to what that is itself linked with.

    Of a task without a client it is the client of its deal.
    """
    kind, record = context.kind, context.record
    if kind is TASK and not _of(record, _CLIENT) and (found := context.linked("deal")):
        kind, record = found
    own = {field.key for field in made.system_fields}
    links = _live(context, _of(record, tuple(key for key in _SHARED if key in own)) | _itself(kind, record, made))
    if not links:
        context.warn(
            _("What was made is linked with nothing, as this record leads to nothing that it could belong to.")
        )
    return links


def _itself(kind: Kind, record: Record, made: Kind) -> dict[str, int]:
    pointers = (each for each in pointers_to(kind) if each.kind is made and each.field.by_hand)
    return {pointer.field.key: record.id for pointer in pointers}


def _of(record: Record, keys: tuple[str, ...]) -> dict[str, int]:
    values = {key: getattr(record, key, None) for key in keys}
    return {key: row_id for key, row_id in values.items() if row_id is not None}


def _live(context: ActionContext, links: dict[str, int]) -> dict[str, int]:
    """Those that a new record may be linked with."""
    return {key: row_id for key, row_id in links.items() if _is_there(context, key, row_id)}


def _is_there(context: ActionContext, key: str, row_id: int) -> bool:
    kind = KINDS[key.removesuffix("_id")]
    is_itself = kind is context.kind and row_id == context.record.id
    record = context.record if is_itself else context.work.session.get(kind.linked_model, row_id)
    return record is not None and not record.is_deleted and can_see(context.work, record)
