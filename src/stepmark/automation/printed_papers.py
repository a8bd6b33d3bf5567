"""Quotes, orders and invoices as files of their own, which go along with mails."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from stepmark.automation.context import ActionContext
from stepmark.automation.placeholders.printing import Amount, printed
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.domain.invoices import Invoice
from stepmark.domain.papers import Paper
from stepmark.domain.workspace import Workspace
from stepmark.platform import i18n
from stepmark.platform.money import Money, from_minor
from stepmark.platform.paths import templates_dir
from stepmark.queries.lines import Lines, lines_of
from stepmark.queries.parties import Parties, parties_of
from stepmark.queries.visible import active


@dataclass(frozen=True)
class Sheet:
    """All that stands on a paper, read while a session was open."""

    kind: Kind
    paper: Any
    lines: Lines
    parties: Parties
    locale: str
    time_zone: str


def paper_of(context: ActionContext, name: str) -> Paper | None:
    """The record itself where it is such a paper, else the newest one of the record that the rule's owner sees."""
    kind = KINDS[name]
    if context.kind is kind:
        return context.record  # type: ignore[return-value]  # the kind says so
    links = [field for field in kind.system_fields if field.related == context.kind.name]
    if not links:
        return None
    model: Any = kind.model
    belongs = or_(*(getattr(model, str(field.column)) == context.record.id for field in links))
    query = select(model).where(belongs, active(kind, context.work.actor)).order_by(model.id.desc()).limit(1)
    found: Paper | None = context.work.session.scalars(query).one_or_none()
    return found


def sheet_of(session: Session, name: str, paper_id: int) -> Sheet | None:
    """A paper as it stands now; None for one that is deleted."""
    kind = KINDS[name]
    paper: Any = session.get(kind.model, paper_id)
    if paper is None or paper.is_deleted:
        return None
    workspace = session.get_one(Workspace, paper.workspace_id)
    lines, parties = lines_of(session, kind, paper), parties_of(session, paper)
    return Sheet(kind, paper, lines, parties, workspace.locale, workspace.time_zone)


def printed_sheet(sheet: Sheet) -> bytes:
    """The paper as HTML that needs nothing beside it, in the workspace's language."""
    paper = sheet.paper
    is_stamped = paper.status == "cancelled" or (isinstance(paper, Invoice) and paper.is_draft)
    states = dict(next(field.choices for field in sheet.kind.system_fields if field.key == "status"))
    shown = {"kind": sheet.kind, "paper": paper, "lines": sheet.lines, "parties": sheet.parties}
    with i18n.speaking(sheet.locale, sheet.time_zone):
        stamp = states.get(paper.status, "") if is_stamped else ""
        template = _environment().get_template("mails/paper.html")
        return template.render(**shown, stamp=stamp, locale=sheet.locale).encode()


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(templates_dir()),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]  # of i18n
    made.filters.update(amount=_amount, money=_money, minor_money=_minor_money, number=printed, date=printed)
    return made


def _money(value: Decimal, currency: str) -> str:
    return printed(Amount.of(Money(value, currency)))


def _amount(value: Decimal, _currency: str) -> str:
    return printed(value)


def _minor_money(minor: int, currency: str) -> str:
    return _money(from_minor(minor, currency), currency)
