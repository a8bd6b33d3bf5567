"""Who is on a record, as its form shows it: the co-executors; on a deal, contacts to keep or drop and one to add."""

from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import FormData

from stepmark.catalogue.kinds import CONTACT, Kind
from stepmark.domain.deals import Sale
from stepmark.domain.record import Record
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Text, _
from stepmark.platform.tenancy import ScopedSession
from stepmark.queries.co_executors import co_executors_of
from stepmark.queries.deal_pages import further_contacts
from stepmark.queries.names import named_exactly
from stepmark.queries.people import members
from stepmark.web.caller import Caller
from stepmark.web.forms import text_of_form

SHOWN = "people__shown"


@dataclass(frozen=True)
class RecordPeople:
    """Whom one may choose, (id, name), and who is chosen."""

    contacts: list[tuple[int, str]]
    members: list[tuple[int, str]]
    kept_contacts: list[int]
    co_executors: list[int]
    added: str = ""
    added_name: str = ""


def people_on_form(
    session: ScopedSession, kind: Kind, record: Record | None, form: FormData | None = None
) -> RecordPeople | None:
    """The people of this record, or of none yet; or those that a form which can't be saved has chosen."""
    if not kind.shared:
        return None
    now = _stored(session, record)
    if form is None or SHOWN not in form:
        return now
    return replace(
        now,
        kept_contacts=[
            contact_id for contact_id, _label in now.contacts if str(contact_id) in _ids(form, "contact_ids")
        ],
        co_executors=[
            member_id for member_id, _label in now.members if str(member_id) in _ids(form, "co_executor_ids")
        ],
        added=text_of_form(form, "add_contact"),
        added_name=text_of_form(form, "add_contact_text"),
    )


def submitted_people(
    caller: Caller, form: FormData, kind: Kind, record: Record | None
) -> tuple[dict[str, Any], dict[str, Text]]:
    """`contact_ids` and `co_executor_ids` where the form showed them and something changed, and what is wrong."""
    if SHOWN not in form or not kind.shared:
        return {}, {}
    with caller.reading() as session:
        now = _stored(session, record)
        added, faults = _added(session, caller.actor, form)
    contacts = [*_ids(form, "contact_ids"), *added]
    helpers = _ids(form, "co_executor_ids")
    changed: dict[str, Any] = {}
    if kind.has_stages and contacts != [str(contact_id) for contact_id, _label in now.contacts]:
        changed["contact_ids"] = list(dict.fromkeys(contacts))
    if set(helpers) != {str(member_id) for member_id in now.co_executors}:
        changed["co_executor_ids"] = helpers
    return changed, faults


def _stored(session: ScopedSession, record: Record | None) -> RecordPeople:
    helpers = co_executors_of(session, record) if record is not None else []
    choosable = {member.id: member.name for member in (*helpers, *members(session))}
    further = further_contacts(session, record) if isinstance(record, Sale) else []
    contacts = [(contact.id, contact.name) for contact in further]
    kept, helping = [contact_id for contact_id, _label in contacts], [member.id for member in helpers]
    return RecordPeople(contacts, sorted(choosable.items(), key=lambda each: each[1]), kept, helping)


def _added(session: ScopedSession, actor: Actor, form: FormData) -> tuple[list[str], dict[str, Text]]:
    chosen, text = text_of_form(form, "add_contact").strip(), text_of_form(form, "add_contact_text").strip()
    if chosen or not text:
        return [chosen] if chosen else [], {}
    found = named_exactly(session, actor, CONTACT, text)
    if not found:
        fault = _("No single contact is called “%(name)s”. Choose one from the list.", name=text[:100])
        return [], {"contact_ids": fault}
    return [str(found)], {}


def _ids(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str)]
