"""Whose requisites an action means, and what it calls them."""

from collections.abc import Mapping

from stepmark.automation.context import ActionContext
from stepmark.automation.parameters import AddressType
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.catalogue.requisites import ADDRESSES
from stepmark.domain.record import Record
from stepmark.platform.i18n import Text, _

OF: Mapping[str, Text] = {"company": _("of the company"), "contact": _("of the contact")}


def whose(context: ActionContext, entity: str) -> tuple[Kind, Record] | None:
    """The company or contact that is meant, of several contacts the first: the record itself or what it links to."""
    context.work.session.flush()
    return context.linked(_target(context.kind, entity))


def check_entity(check: SettingsCheck, entity: str) -> None:
    """Refuse an entity to which no link leads."""
    check.way("entity", _target(check.kind, entity), several=False)


def serves_requisites(kind: Kind) -> bool:
    """Whether a record of this kind is a company or contact, or links to one."""
    linked = {field.related for field in kind.system_fields}
    return kind.is_client or any(KINDS[each].is_client for each in linked if each in KINDS)


def stored_part(key: str, address_type: AddressType) -> str:
    """The key within the template: an address is that of the type that is said besides."""
    return f"address.{address_type}" if key == "address" else key


def part_label(key: str, label: Text, address_type: AddressType) -> Text:
    """What people call it."""
    return ADDRESSES[address_type] if key == "address" else label


def _target(kind: Kind, entity: str) -> str:
    return "" if kind.name == entity else entity
