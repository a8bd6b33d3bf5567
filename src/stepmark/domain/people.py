"""People, their memberships, and everything by which they get in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from stepmark.platform.clock import now
from stepmark.platform.i18n import Text, _
from stepmark.platform.mapping import Base, Id, Json, Numbered, Scoped, link


class Role(StrEnum):
    """What a member may do, least first."""

    VIEWER = "viewer"
    SALESPERSON = "salesperson"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        """0 for a viewer up to 3 for an administrator."""
        return list(Role).index(self)

    @property
    def label(self) -> Text:
        """The role's name for people."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.VIEWER: _("Viewer"),
    Role.SALESPERSON: _("Salesperson"),
    Role.MANAGER: _("Manager"),
    Role.ADMINISTRATOR: _("Administrator"),
}


class Way(StrEnum):
    """How a member can be told of things besides the bell: in an open page, by the browser, by mail, by Telegram."""

    POPUP = "popup"
    BROWSER = "browser"
    MAIL = "mail"
    TELEGRAM = "telegram"


class Person(Numbered, Base):
    """Someone who can sign in, once, whatever workspaces they belong to."""

    __tablename__ = "person"

    email: Mapped[str] = mapped_column(String(320))
    email_folded: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Member(Numbered, Scoped, Base):
    """A person in a workspace. `active` is false for those who left; their work keeps their name.

    `told_by` are the ways of `Way` that they want to be told by.
    """

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("workspace_id", "person_id"),
        link("superior_id", "member"),
        Index("ix_member_person_id", "person_id"),
    )

    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    superior_id: Mapped[int | None] = mapped_column(Id)
    job_title: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    locale: Mapped[str] = mapped_column(String(5), default="en")
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    told_by: Mapped[list[Any]] = mapped_column(Json, default=list)
    active: Mapped[bool] = mapped_column(default=True)
    tour_due: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Group(Numbered, Scoped, Base):
    """A named set of members, such as a regional office."""

    __tablename__ = "member_group"
    __table_args__ = (UniqueConstraint("workspace_id", "id"), UniqueConstraint("workspace_id", "name"))

    name: Mapped[str] = mapped_column(String(200))


class GroupMember(Scoped, Base):
    """One member in one group."""

    __tablename__ = "member_group_member"
    __table_args__ = (link("group_id", "member_group", "CASCADE"), link("member_id", "member", "CASCADE"))

    group_id: Mapped[int] = mapped_column(Id, primary_key=True)
    member_id: Mapped[int] = mapped_column(Id, primary_key=True)


class SignIn(Numbered, Base):
    """A browser that is signed in; ended by setting `ended_at`. It is found by its token before any workspace is."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("person.id"), index=True)
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("member.id"))
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class AccessLink(Numbered, Base):
    """A link that lets a stranger in once: an invitation into a workspace, or a new password for a person."""

    __tablename__ = "access_link"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    workspace_id: Mapped[int] = mapped_column(Id, ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(Id, ForeignKey("person.id"))
    email: Mapped[str] = mapped_column(String(320), default="")
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(20), default=Role.SALESPERSON)
    invited_by: Mapped[int | None] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Numbered, Base):
    """A bearer token of one member; only its hash is kept."""

    __tablename__ = "api_token"

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[int] = mapped_column(Id, ForeignKey("member.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
