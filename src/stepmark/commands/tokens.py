"""API tokens: a member's own keys for programs."""

from stepmark.commands.access import not_found
from stepmark.commands.inputs import line
from stepmark.commands.work import Work
from stepmark.domain.people import ApiToken, Member
from stepmark.domain.plans import plan
from stepmark.domain.rights import require
from stepmark.domain.workspace import Workspace
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.ids import new_token, token_hash


def create_token(work: Work, name: str, member_id: int | None = None) -> str:
    """A token with the rights of the actor, or, from the command line, of `member_id`. Only its hash is kept."""
    owner = _owner(work, member_id or work.actor.member_id)
    _require_api(work)
    text, token = line("name", _("Name"), name), new_token()
    row = ApiToken(member_id=owner.id, name=text, token_hash=token_hash(token))
    work.session.add(row)
    work.session.flush()
    work.happened("token.created", "token", row.id, label=text)
    return token


def end_token(work: Work, token_id: int) -> None:
    """End one of the actor's tokens; programs that use it are refused from now on."""
    token = work.session.get(ApiToken, token_id)
    if token is None or token.member_id != work.actor.member_id:
        raise not_found()
    if token.ended_at is None:
        token.ended_at = now()
        work.happened("token.ended", "token", token.id, label=token.name)


def _owner(work: Work, member_id: int | None) -> Member:
    # Nobody may act with the rights of another, not even an administrator; the command line is the server's owner.
    require(work.actor.member_id in (None, member_id))
    member = work.session.get(Member, member_id) if member_id else None
    if member is None or not member.active:
        raise not_found()
    return member


def _require_api(work: Work) -> None:
    name = work.session.get_one(Workspace, work.actor.workspace_id).plan
    if not plan(name).api:
        raise Problem("quota-exceeded", _("The plan “%(plan)s” does not include the API.", plan=name), plan=name)
