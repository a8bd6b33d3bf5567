"""A quote, an order or an invoice made from another record: its client, its products and what they come to."""

from collections.abc import Mapping
from typing import Any

from stepmark.catalogue.kinds import KINDS, Kind, kind_of_record, pointers_to
from stepmark.catalogue.values import to_json
from stepmark.commands.access import can_see, seen_record
from stepmark.commands.line_amounts import amount_field
from stepmark.commands.lines import copy_lines
from stepmark.commands.papers import create_paper
from stepmark.commands.work import Work
from stepmark.domain.papers import Paper
from stepmark.domain.record import Record
from stepmark.queries.field_access import lines_access
from stepmark.queries.lines import lines_of
from stepmark.queries.values import system_value

_LINKS = ("deal_id", "company_id", "contact_id")


def copy_to_paper(
    work: Work,
    source: Record,
    kind: Kind,
    responsible_id: int | None,
    *,
    name: str = "",
    with_lines: bool = True,
) -> int:
    """A paper of this kind for what the source is about. Returns its id.

    It gets the source's client, deal, currency, products, or amount where there are none, and, unless said otherwise,
    its name; nothing of what the actor's role may not see. It is a copy: what becomes of the source later changes
    nothing.
    """
    with_lines = with_lines and lines_access(work.actor, kind_of_record(source)).sees
    own_name = source.name if isinstance(source, Paper) else source.label
    raw = {
        "name": name or own_name[:300],
        "responsible_id": responsible_id,
        **_links(work, source, kind),
        **(_amount(work, source) if with_lines else {}),
    }
    paper_id = create_paper(work, kind, raw)
    if with_lines and kind_of_record(source).lines:
        copy_lines(work, kind, source, paper_id)
    return paper_id


def make_paper(work: Work, source_kind: Kind, source_id: int, kind: Kind) -> int:
    """The same by somebody's hand, who becomes responsible, from any record that they see. Returns the paper's id."""
    return copy_to_paper(work, seen_record(work, source_kind.model, source_id), kind, work.actor.member_id)


def _links(work: Work, source: Record, kind: Kind) -> dict[str, int]:
    """The deal and the client that the source is, or that it belongs to, as far as they may be linked."""
    of = kind_of_record(source)
    itself = {pointer.field.key: source.id for pointer in pointers_to(of) if pointer.kind is kind}
    keys = {field.key: field for field in of.system_fields if field.key in _LINKS}
    seen = (key for key in keys if work.actor.access.sees(of.name, key))
    linked = {key: getattr(source, key) for key in seen if getattr(source, key) is not None}
    return {key: row_id for key, row_id in linked.items() if _is_there(work, keys[key].related, row_id)} | itself


def _is_there(work: Work, kind_name: str, row_id: int) -> bool:
    record = work.session.get(KINDS[kind_name].model, row_id)
    return record is not None and not record.is_deleted and can_see(work, record)


def _amount(work: Work, source: Record) -> Mapping[str, Any]:
    """The currency, and the amount of what has no products."""
    kind = kind_of_record(source)
    if not kind.lines:
        return {}
    currency: str = source.currency  # type: ignore[attr-defined]  # what has lines has one
    field = amount_field(kind)
    amount = None if lines_of(work.session, kind, source).lines else system_value(source, field)
    return {"currency": currency, "amount": to_json(field, amount)}
