"""Members: added, and changed by administrators. How they leave and come back stands in leaving.py."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select

from stepmark.commands import inputs
from stepmark.commands.access import not_found
from stepmark.commands.groups import set_groups
from stepmark.commands.persons import person_for
from stepmark.commands.quota import locked_workspace
from stepmark.commands.seats import require_administrator_besides, require_free_seat, revoke_invitations_of
from stepmark.commands.stages import id_in
from stepmark.commands.work import Work
from stepmark.domain.people import Member, Role
from stepmark.domain.rights import require, require_admin
from stepmark.platform.errors import Invalid, Problem
from stepmark.platform.i18n import _
from stepmark.queries.people import team_of

Raw = Mapping[str, Any]


def add_member(work: Work, email: str, name: str, role: str, password_hash: str = "", **details: Any) -> int:
    """Add somebody at once, without an invitation: for the command line and the demo. Returns the member's id.

    Whoever signs in here already keeps their password. `details` are those of `update_member`.
    """
    require(work.actor.member_id is None)
    require_free_seat(work)
    name, role = inputs.line("name", _("Full name"), name), inputs.role("role", role)
    person = person_for(work.session, inputs.email("email", email), name, password_hash)
    if work.session.scalars(select(Member).where(Member.person_id == person.id)).first() is not None:
        raise Invalid({"email": _("%(email)s is a member already.", email=person.email)})
    member = new_member(work, person.id, name, role)
    update_member(work, member.id, details)
    return member.id


def new_member(work: Work, person_id: int, name: str, role: str) -> Member:
    """A person's membership. The caller has seen to a free seat."""
    workspace = locked_workspace(work)
    own = {"locale": workspace.locale, "time_zone": workspace.time_zone}
    member = Member(person_id=person_id, name=name, role=role, **own)
    work.session.add(member)
    work.session.flush()
    work.happened("member.joined", "member", member.id, {"role": (None, role)}, label=name)
    return member


def update_member(work: Work, member_id: int, raw: Raw, *, version: int | None = None) -> None:
    """Change a member's `name`, `role`, `job_title`, `phone`, `superior_id` or `group_ids`, as far as given.

    `version` is the one the administrator saw; a newer one refuses with `conflict`.
    """
    require_admin(work.actor)
    locked_workspace(work)
    member = member_to_change(work, member_id)
    if version not in (None, member.version):
        raise Problem("conflict", _("Somebody else has changed this since you read it. Look again, then repeat."))
    after = _read(work, member, raw)
    if member.role == Role.ADMINISTRATOR and after.get("role", member.role) != Role.ADMINISTRATOR:
        require_administrator_besides(work, member)
        revoke_invitations_of(work, member)
    write_member(work, member, after)
    if "group_ids" in raw:
        set_groups(work, member, raw["group_ids"])


def update_profile(work: Work, raw: Raw) -> None:
    """Change one's own `name`, `job_title`, `phone`, `locale` or `time_zone`, as far as given."""
    read = _plain(work) | {"locale": inputs.locale, "time_zone": inputs.time_zone}
    member = work.session.get_one(Member, work.actor.member_id, with_for_update={"key_share": True})
    write_member(work, member, inputs.read_all({key: partial(read[key], key, raw[key]) for key in read if key in raw}))


def write_member(work: Work, member: Member, after: Raw) -> None:
    """Set what differs, and append an event if anything did."""
    changes = {key: (getattr(member, key), value) for key, value in after.items() if getattr(member, key) != value}
    if not changes:
        return
    for key, (_before, value) in changes.items():
        setattr(member, key, value)
    member.version += 1
    work.happened("member.updated", "member", member.id, changes, label=member.name)


def member_to_change(work: Work, member_id: int) -> Member:
    """The member, locked; else `not-found`."""
    query = select(Member).where(Member.id == member_id).with_for_update(key_share=True)
    member = work.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if member is None:
        raise not_found()
    return member


def _read(work: Work, member: Member, raw: Raw) -> dict[str, Any]:
    read = _plain(work) | {"role": inputs.role}
    readings = {key: partial(read[key], key, raw[key]) for key in read if key in raw}
    if "superior_id" in raw:
        readings["superior_id"] = partial(_superior, work, member, id_in(raw, "superior_id"))
    return inputs.read_all(readings)


def _plain(work: Work) -> dict[str, Callable[[str, Any], Any]]:
    return {"name": _name, "job_title": _job_title, "phone": partial(inputs.phone, language=work.reader.locale)}


def _name(key: str, raw: Any) -> str:
    return inputs.line(key, _("Full name"), raw)


def _job_title(key: str, raw: Any) -> str:
    return inputs.line(key, _("Job title"), raw, required=False)


def _superior(work: Work, member: Member, superior_id: int | None) -> int | None:
    if superior_id in (None, member.superior_id):
        return superior_id
    superior = work.session.get(Member, superior_id)
    if superior is None or not superior.active:
        text = _("The superior must be an active member. Choose somebody else.")
        raise Problem("broken-reference", text, field="superior_id")
    if superior.id == member.id:
        raise Invalid({"superior_id": _("Nobody can be their own superior.")})
    if superior.id in team_of(work.session, member.id):
        names = {"superior": superior.name, "name": member.name}
        raise Invalid({"superior_id": _("%(superior)s works under %(name)s, so can't be the superior.", **names)})
    return superior.id
