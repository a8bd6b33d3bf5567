"""Read the requisites of the record's company or contact, for later actions."""

from collections.abc import Mapping
from typing import Any, Literal

from stepmark.automation.actions.base import Action, Done, Outcome
from stepmark.automation.context import ActionContext
from stepmark.automation.fan_out import NO_RECORD
from stepmark.automation.parameters import AddressType, Settings, TemplateName
from stepmark.automation.placeholders.printing import printed
from stepmark.automation.requisites import OF, check_entity, part_label, serves_requisites, stored_part, whose
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.requisites import TEMPLATES, fields_with_address
from stepmark.domain.workspace import Workspace
from stepmark.platform.i18n import Text, _, speaking
from stepmark.queries.requisites import requisites_of


class GetRequisitesSettings(Settings):
    """Whose, by which template, and with which of the addresses."""

    entity: Literal["company", "contact"] = "company"
    template: TemplateName = "company"
    address_type: AddressType = "registered"


class GetRequisites(Action[GetRequisitesSettings]):
    """Yields every field of the template as text, what is empty as an empty one."""

    key = "get_requisites"
    label = _("Get requisite values")
    group = "payments"
    icon = "list-details"
    help = _("Changes nothing. The texts of later actions can use what it has read.")
    Settings = GetRequisitesSettings

    def serves(self, kind: Kind) -> bool:
        return serves_requisites(kind)

    def sentence(self, settings: GetRequisitesSettings, words: Any) -> Text:
        template = TEMPLATES[settings.template]
        return _(
            "read the requisites %(whose)s by the template “%(template)s”", whose=OF[settings.entity], template=template
        )

    def run(self, settings: GetRequisitesSettings, context: ActionContext) -> Outcome:
        found = whose(context, settings.entity)
        if found is None:
            context.warn(NO_RECORD)
        values = _values(context, *found, settings) if found else {}
        if found and not values.get("address"):
            context.warn(_("“%(field)s” is empty.", field=part_label("address", "", settings.address_type)))
        return Done({_name(settings, key): values.get(key, "") for key in fields_with_address(settings.template)})

    def yields(self, settings: GetRequisitesSettings) -> Mapping[str, Text]:
        return {
            _name(settings, key): _label(settings, key, field.label)
            for key, field in fields_with_address(settings.template).items()
        }

    def check(self, settings: GetRequisitesSettings, check: SettingsCheck) -> None:
        check_entity(check, settings.entity)


def _name(settings: GetRequisitesSettings, key: str) -> str:
    return f"{settings.entity}_{key}"


def _label(settings: GetRequisitesSettings, key: str, label: Text) -> Text:
    return _("%(field)s %(whose)s", field=part_label(key, label, settings.address_type), whose=OF[settings.entity])


def _values(context: ActionContext, kind: Kind, record: Any, settings: GetRequisitesSettings) -> dict[str, str]:
    session = context.work.session
    filled = requisites_of(session, kind.name, record.id).get(settings.template, {})
    with speaking(session.get_one(Workspace, context.work.actor.workspace_id).locale):
        return {
            key: printed(filled.get(stored_part(key, settings.address_type)))
            for key in fields_with_address(settings.template)
        }
