"""Erasing a person's data for good: of a contact, or of a member who left. Their records stay as nameless shells.

It can't be undone, and no rule wakes to it. What is to be erased was found beforehand by `queries.personal_data`, so
that nobody waits for the search.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import case, delete, func, inspect, select, tuple_, update

from stepmark.catalogue.kinds import CONTACT, KINDS
from stepmark.commands.access import locked
from stepmark.commands.bin import remove_belongings
from stepmark.commands.members import member_to_change
from stepmark.commands.search_index import index_records
from stepmark.commands.telegram import forget_chat
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.domain.calendar_feeds import CalendarFeed
from stepmark.domain.contacts import ContactPoint
from stepmark.domain.documents import Document
from stepmark.domain.erasures import ERASED, Erasure
from stepmark.domain.exceptions import ExceptionEntry
from stepmark.domain.history import History
from stepmark.domain.imports import ImportFault
from stepmark.domain.incoming_webhooks import IncomingCall
from stepmark.domain.lead_forms import FormEntry
from stepmark.domain.messages import Message
from stepmark.domain.notes import IdempotencyKey, Notice
from stepmark.domain.people import AccessLink, ApiToken, Member, Person, SignIn
from stepmark.domain.record import Record
from stepmark.domain.returned_mails import ReturnedMail
from stepmark.domain.rights import require_admin
from stepmark.domain.runs import Outcome, Run, Unmet
from stepmark.domain.signing_links import SigningLink
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.tenancy import across_workspaces
from stepmark.queries.personal_data import Mentions, PersonalData, by_people, text_columns
from stepmark.queries.signs import Signs

_UNSEEN = {"synchronize_session": False}
_AT_ONCE = 500
_EMPTIED = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LINK, FieldType.DATE, FieldType.DATETIME, FieldType.RECORD)


def erase_contact(work: Work, contact_id: int, found: PersonalData) -> None:
    """Erase a contact, and the duplicates that were merged into it; deals, tasks and papers go on linking to it."""
    require_admin(work.actor)
    records = [locked(work, CONTACT.model, row_id, deleted=None) for row_id in sorted({contact_id, *found.ids})]
    ids = [each.id for each in records]
    _drop_exceptions(work, ids)
    _drop_import_faults(work, ids)
    remove_belongings(work, CONTACT, ids)
    for record in records:
        _empty(record)
    work.session.flush()
    _blank_doings(work, CONTACT.name, ids)
    _blank_messages(work, ids)
    _blank_signings(work, ids)
    _blank_mentions(work, found.signs, found.mentions)
    index_records(work, CONTACT, ids)
    _register(work, CONTACT.name, contact_id, found)


def erase_member(work: Work, member_id: int, found: PersonalData) -> None:
    """Erase who somebody was that does not work here any more; what they did stays, without a name."""
    require_admin(work.actor)
    member = member_to_change(work, member_id)
    if member.active:
        raise Problem("invalid", _("Deactivate the member first. Whoever works here keeps their name."))
    member.name, member.job_title, member.phone = ERASED, "", ""
    member.version += 1
    _end_access(work, member)
    forget_chat(work, member_id)
    _forget_person(work, member)
    for model in (History, Run):
        his = model.actor_id == member_id
        work.session.execute(update(model).where(his).values(actor_name=ERASED), execution_options=_UNSEEN)
    _blank_doings(work, "member", [member_id])
    _blank_mentions(work, found.signs, found.mentions)
    _register(work, "member", member_id, found)


def _register(work: Work, kind: str, row_id: int, found: PersonalData) -> None:
    work.session.add(Erasure(kind=kind, record_id=row_id, member_id=work.actor.member_id, what=found.what))
    work.rules_asleep = True
    work.happened(f"{kind}.erased", kind, row_id, label=ERASED)
    work.session.flush()
    work.forget()


def _empty(record: Record) -> None:
    """Leave of a record's own columns nothing but whose it is."""
    kind = KINDS[record.about.name]
    setattr(record, record.name_column, ERASED)
    for field in kind.system_fields:
        if field.column and not field.required and not field.always_seen and field.type in _EMPTIED:
            setattr(record, field.column, None)
    record.touch()


def _drop_exceptions(work: Work, ids: Sequence[int]) -> None:
    points = select(ContactPoint.type, ContactPoint.folded).where(
        ContactPoint.kind == CONTACT.name, ContactPoint.record_id.in_(ids)
    )
    for type, folded in work.session.execute(points).all():
        listed = ExceptionEntry.type == type, ExceptionEntry.folded == folded
        work.session.execute(delete(ExceptionEntry).where(*listed), execution_options=_UNSEEN)


def _drop_import_faults(work: Work, ids: Sequence[int]) -> None:
    """What was wrong in the rows that the person came from: it quotes them."""
    told = select(History.cause).where(History.kind == CONTACT.name, History.record_id.in_(ids))
    for cause in work.session.scalars(told).all():
        if cause.get("kind") == "import" and cause.get("row"):
            its = ImportFault.import_id == cause.get("import"), ImportFault.row == cause["row"]
            work.session.execute(delete(ImportFault).where(*its), execution_options=_UNSEEN)


def _blank_doings(work: Work, kind: str, ids: Sequence[int]) -> None:
    """What the history and rules told of the records themselves."""
    for model, values in _BLANK.items():
        own: Any = model
        about = update(model).where(own.kind == kind, own.record_id.in_(ids)).values(record_label=ERASED, **values)
        work.session.execute(about, execution_options=_UNSEEN)
    waiting = Run.kind == kind, Run.record_id.in_(ids), Run.outcome == Outcome.WAITING
    stop = update(Run).where(*waiting).values(outcome=Outcome.STOPPED, due_at=None, finished_at=now())
    work.session.execute(stop, execution_options=_UNSEEN)
    for told in (Unmet, Notice):
        row: Any = told
        work.session.execute(delete(told).where(row.kind == kind, row.record_id.in_(ids)), execution_options=_UNSEEN)


_BLANK: Mapping[type[Any], Mapping[str, Any]] = {
    History: {"changes": {}},
    IncomingCall: {"body": "", "reason": None},
    FormEntry: {"given": {}},
    Run: {"wake": {}, "trace": [], "yielded": {}, "memory": {}, "reason": None, "reason_details": None},
}


def _blank_messages(work: Work, ids: Sequence[int]) -> None:
    """Mails and SMS from and to the person: that there were some stays, and when."""
    rows = work.session.scalars(select(Message).where(Message.contact_id.in_(ids))).all()
    for row in rows:
        row.subject = ERASED
        row.sender = row.recipient = row.body = None
        row.touch()
    work.session.flush()
    message, known = KINDS[Message.about.name], [row.id for row in rows]
    _blank_doings(work, message.name, known)
    index_records(work, message, known)


def _blank_signings(work: Work, ids: Sequence[int]) -> None:
    """Who was asked to sign the person's documents, and from where they answered; the signed document itself stays."""
    theirs = select(Document.id).where(Document.contact_id.in_(ids))
    blank = {"signer": ERASED, "email": None, "opened_from": None, "answered_from": None, "browser": None}
    asked = update(SigningLink).where(SigningLink.document_id.in_(theirs))
    answered = case((SigningLink.answer_name.is_(None), None), else_=ERASED)
    closed = func.coalesce(SigningLink.withdrawn_at, now())
    blanked = asked.values(**blank, answer_name=answered, refusal=None, withdrawn_at=closed)
    work.session.execute(blanked, execution_options=_UNSEEN)


def _blank_mentions(work: Work, signs: Signs, mentions: Mentions) -> None:
    """Put the marker where texts about others name the person."""
    work.session.flush()
    for model, keys in mentions.items():
        if model in (IdempotencyKey, ReturnedMail):
            # An answer that was blanked would be given once more for what it was not, and a mark is of nothing then.
            _delete(work, model, keys)
            continue
        for start in range(0, len(keys), _AT_ONCE):
            _blank_rows(work, signs, model, keys[start : start + _AT_ONCE])


def _blank_rows(work: Work, signs: Signs, model: type[Any], keys: Sequence[Sequence[Any]]) -> None:
    rows = work.session.scalars(select(model).where(_is_one_of(model, keys))).all()
    for row in rows:
        for name in text_columns(model):
            value = getattr(row, name)
            blanked = signs.blanked(value, by_people=by_people(model))
            if blanked != value:
                setattr(row, name, blanked)
        if isinstance(row, Record):
            row.touch()
    work.session.flush()
    kind = next((each for each in KINDS.values() if each.model is model), None)
    if kind is not None:
        index_records(work, kind, [row.id for row in rows])


def _delete(work: Work, model: type[Any], keys: Sequence[Sequence[Any]]) -> None:
    for start in range(0, len(keys), _AT_ONCE):
        part = _is_one_of(model, keys[start : start + _AT_ONCE])
        work.session.execute(delete(model).where(part), execution_options=_UNSEEN)


def _is_one_of(model: type[Any], keys: Sequence[Sequence[Any]]) -> Any:
    mapper = inspect(model)
    columns = [getattr(model, mapper.get_property_by_column(each).key) for each in mapper.primary_key]
    return columns[0].in_([key[0] for key in keys]) if len(columns) == 1 else tuple_(*columns).in_(keys)


def _end_access(work: Work, member: Member) -> None:
    for access in (SignIn, ApiToken, CalendarFeed):
        own: Any = access
        work.session.execute(delete(access).where(own.member_id == member.id), execution_options=_UNSEEN)


def _forget_person(work: Work, member: Member) -> None:
    """Who signs in, unless another workspace still knows them; invitations to their address go in any case."""
    here = work.actor.workspace_id
    with across_workspaces(work.session):
        person = work.session.get_one(Person, member.person_id)
        elsewhere = select(Member.id).where(Member.person_id == person.id, Member.workspace_id != here).limit(1)
        known = work.session.scalar(elsewhere) is not None
        invited = (
            AccessLink.workspace_id == here,
            (AccessLink.email == person.email) | (AccessLink.person_id == person.id),
        )
        work.session.execute(delete(AccessLink).where(*invited), execution_options=_UNSEEN)
        if not known:
            person.name, person.password_hash = ERASED, ""
            person.email = person.email_folded = f"erased-{person.id}@erased.invalid"
        work.session.flush()
