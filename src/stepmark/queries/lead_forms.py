"""Lead forms as settings and rules list them, the one that a token opens, and what was sent."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.fields import LONG_TEXT_LIMIT, Field
from stepmark.catalogue.kinds import LEAD
from stepmark.domain.attributes import FieldType
from stepmark.domain.lead_forms import FormEntry, LeadForm
from stepmark.domain.people import Member
from stepmark.domain.rights import Actor
from stepmark.domain.workspace import Workspace
from stepmark.platform.i18n import Text, _
from stepmark.platform.ids import token_hash
from stepmark.queries.fields import fields_of
from stepmark.queries.identity import actor_of

# What is no field of a lead and becomes a note on it.
MESSAGE_KEY = "message"
# What a stranger gives is their own, and one of it.
_USUAL: Mapping[str, Text] = {"person_name": _("Name"), "emails": _("E-mail"), "phones": _("Phone")}
_ASKED = frozenset(FieldType) - {FieldType.USER, FieldType.FILE, FieldType.RECORD, FieldType.MONEY, FieldType.DATETIME}


class OpenForm(NamedTuple):
    """An active form with whoever acts in it."""

    form: LeadForm
    actor: Actor


class AskedField(NamedTuple):
    """A field as the form asks for it."""

    field: Field
    label: Text
    required: bool


def open_form(session: Session, token: str) -> OpenForm | None:
    """The active form that this token opens; None where its owner has left too. Asks across workspaces."""
    query = (
        select(LeadForm, Member, Workspace)
        .join(Member, Member.id == LeadForm.owner_id)
        .join(Workspace, Workspace.id == LeadForm.workspace_id)
        .where(LeadForm.token_hash == token_hash(token), LeadForm.deleted_at.is_(None))
        .where(LeadForm.active.is_(True), Member.active.is_(True))
    )
    row = session.execute(query).one_or_none()
    return OpenForm(row[0], actor_of(row[1], row[2])) if row else None


def lead_forms(session: Session) -> Sequence[LeadForm]:
    """All of them, by name."""
    query = select(LeadForm).where(LeadForm.deleted_at.is_(None))
    return session.scalars(query.order_by(LeadForm.name, LeadForm.id)).all()


def lead_form(session: Session, form_id: int) -> LeadForm | None:
    """One that is not deleted."""
    query = select(LeadForm).where(LeadForm.id == form_id, LeadForm.deleted_at.is_(None))
    return session.scalars(query).one_or_none()


def entries_of(session: Session, form_id: int, *, before: int | None = None, limit: int) -> Sequence[FormEntry]:
    """What was sent, the newest first, older than `before`."""
    query = select(FormEntry).where(FormEntry.form_id == form_id)
    if before is not None:
        query = query.where(FormEntry.id < before)
    return session.scalars(query.order_by(FormEntry.id.desc()).limit(limit)).all()


def fields_to_ask(session: Session) -> dict[str, Field]:
    """What a form may ask for, by key: a lead's fields that a stranger can fill, and a message."""
    fields = fields_of(session, LEAD)
    message = Field(LEAD.name, MESSAGE_KEY, _("Message"), FieldType.LONG_TEXT, limit=LONG_TEXT_LIMIT)
    asked = {key: each for key, each in fields.items() if each.by_hand and each.type in _ASKED and key != "source"}
    return {**asked, MESSAGE_KEY: message}


def asked_fields(session: Session, form: LeadForm) -> list[AskedField]:
    """What the form asks for, in its order; fields that are gone are left out."""
    known = fields_to_ask(session)
    rows = [(known.get(each["field"]), each) for each in form.fields]
    return [
        AskedField(field, each["label"] or _USUAL.get(field.key, field.label), each["required"] or field.required)
        for field, each in rows
        if field is not None
    ]
