"""How a member wants to be told of things, besides the bell, which always tells."""

from typing import Any

from stepmark.commands import inputs
from stepmark.commands.members import write_member
from stepmark.commands.work import Work
from stepmark.domain.people import Member, Way


def set_told_by(work: Work, raw: Any) -> None:
    """Choose one's own ways: any of `Way`, none at all for the bell alone."""
    given = raw if isinstance(raw, list | tuple) else [raw]
    chosen = {inputs.one_of("told_by", each, list(Way)) for each in given}
    member = work.session.get_one(Member, work.actor.member_id, with_for_update={"key_share": True})
    write_member(work, member, {"told_by": [str(way) for way in Way if way in chosen]})
