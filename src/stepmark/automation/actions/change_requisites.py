"""Change the requisites of the record's company or contact."""

from collections.abc import Collection, Mapping
from typing import Any, Literal

from stepmark.automation.actions.base import Action, Done, Failed, Outcome, Reach, Skipped
from stepmark.automation.context import ActionContext
from stepmark.automation.fan_out import NO_RECORD
from stepmark.automation.new_values import raw_of
from stepmark.automation.parameters import AddressType, MemberId, NewRequisites, Settings, TemplateName
from stepmark.automation.requisites import OF, check_entity, part_label, serves_requisites, stored_part, whose
from stepmark.automation.settings_check import SettingsCheck
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.catalogue.requisites import TEMPLATES, fields_with_address, stored_key
from stepmark.commands.requisites import set_requisites
from stepmark.platform.i18n import Text, _
from stepmark.queries.requisites import requisites_of


class ChangeRequisitesSettings(Settings):
    """`values`: {field of the template, or `address`: new value}; a field that is not named is kept.

    `create_missing`: whether requisites are begun where none of the template are filled.
    """

    entity: Literal["company", "contact"] = "company"
    template: TemplateName = "company"
    address_type: AddressType = "registered"
    values: NewRequisites
    create_missing: bool = False
    on_behalf: MemberId | None = None


class ChangeRequisites(Action[ChangeRequisitesSettings]):
    """All fields change at once, or none does."""

    key = "change_requisites"
    label = _("Change requisites")
    group = "payments"
    icon = "receipt"
    help = _("Numbers, accounts and addresses of the company or of the first contact. Fields not named here are kept.")
    Settings = ChangeRequisitesSettings

    def serves(self, kind: Kind) -> bool:
        return serves_requisites(kind)

    def sentence(self, settings: ChangeRequisitesSettings, words: Any) -> Text:
        fields = {
            key: Field("", key, part_label(key, field.label, settings.address_type), field.type)
            for key, field in fields_with_address(settings.template).items()
        }
        values = words.values_among(fields, settings.values)
        return _("change the requisites %(whose)s: %(values)s", whose=OF[settings.entity], values=values)

    def run(self, settings: ChangeRequisitesSettings, context: ActionContext) -> Outcome:
        found = whose(context, settings.entity)
        if found is None:
            return Skipped(NO_RECORD)
        kind, record = found
        filled = requisites_of(context.work.session, kind.name, record.id)
        if settings.template not in filled and not settings.create_missing:
            names = {"record": record.label, "template": TEMPLATES[settings.template]}
            return Failed(_("“%(record)s” has no requisites by the template “%(template)s”.", **names))
        with context.on_behalf(settings.on_behalf):
            set_requisites(context.work, kind, record.id, {settings.template: _raw(settings, context)})
        return Done()

    def reach(self, settings: ChangeRequisitesSettings, kind: Kind) -> Collection[Reach]:
        keys = [stored_part(key, settings.address_type) for key in settings.values]
        return (Reach(settings.entity, fields=[stored_key(settings.template, key) for key in keys]),)

    def check(self, settings: ChangeRequisitesSettings, check: SettingsCheck) -> None:
        check_entity(check, settings.entity)
        check.values_among("values", fields_with_address(settings.template), settings.values)


def _raw(settings: ChangeRequisitesSettings, context: ActionContext) -> Mapping[str, Any]:
    fields = fields_with_address(settings.template)
    return {
        stored_part(key, settings.address_type): raw_of(context, key, stored, fields[key])
        for key, stored in settings.values.items()
        if key in fields
    }
