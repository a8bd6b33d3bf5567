"""Mentioning members in a note: kept by their ids, and told so."""

from sqlalchemy import select

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.notices import tell
from stepmark.commands.work import Work
from stepmark.domain.mentions import kept, mentioned
from stepmark.domain.people import Member
from stepmark.domain.record import Record
from stepmark.domain.workspace import Workspace
from stepmark.platform.i18n import _
from stepmark.queries.identity import actor_of
from stepmark.queries.mentions import mention_names
from stepmark.queries.visible import live


def with_mentions(work: Work, text: str) -> str:
    """The text as it is kept, its mentions by the members' ids."""
    if "@" not in text:
        return text
    return kept(text, {name: member_id for member_id, name in mention_names(work.session).items()})


def tell_mentioned(work: Work, kind_name: str, record: Record, before: str, after: str) -> None:
    """Tell whom a note newly mentions, if they see the record at all; nobody is told of their own words."""
    for member_id in sorted(mentioned(after) - mentioned(before) - {work.actor.member_id or 0}):
        member = work.session.get(Member, member_id)
        if member is not None and member.active and _sees(work, member, kind_name, record):
            text = _("%(who)s mentioned you in a note: %(record)s", who=work.actor.name, record=record.label)
            tell(work, member_id, text, kind_name, record.id)


def _sees(work: Work, member: Member, kind_name: str, record: Record) -> bool:
    kind, workspace = KINDS[kind_name], work.session.get_one(Workspace, work.actor.workspace_id)
    seen = select(kind.model.id).where(kind.model.id == record.id, live(kind, actor_of(member, workspace)))
    return work.session.scalar(seen) is not None
