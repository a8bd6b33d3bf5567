"""What the inputs of a rule's form offer, read when an input asks for it."""

from collections.abc import Mapping
from functools import cached_property

from sqlalchemy.orm import Session

from stepmark.automation.copying import fits
from stepmark.automation.labels import UNITS, WHO
from stepmark.automation.targets import find_target, targets_of
from stepmark.catalogue.constants import KnownConstant
from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import DEAL, KINDS, PRODUCT, Kind
from stepmark.catalogue.requisites import COMPANY_TEMPLATE, fields_with_address
from stepmark.catalogue.types.base import ValueFault
from stepmark.domain.documents import Document
from stepmark.domain.people import ROLE_LABELS
from stepmark.domain.rights import Actor
from stepmark.platform.i18n import Text
from stepmark.queries.constants import constants_in_use
from stepmark.queries.documents import document_templates
from stepmark.queries.groups import groups
from stepmark.queries.incoming_webhooks import incoming_webhooks
from stepmark.queries.labels import Labels, label_rows, target_of
from stepmark.queries.lead_forms import lead_forms
from stepmark.queries.list_fields import readable_fields
from stepmark.queries.mail_templates import mail_templates
from stepmark.queries.mailboxes import shared_mailboxes
from stepmark.queries.people import members
from stepmark.queries.processes import ProcessShape, processes, shapes_of
from stepmark.queries.projects import project_templates
from stepmark.queries.rules import rules_where
from stepmark.queries.sms_accounts import sms_accounts
from stepmark.queries.webhooks import webhooks
from stepmark.web.placeholder_menu import Menu, menu_for
from stepmark.web.record_forms import InputOptions
from stepmark.web.rules.choosing import Offer, Options, own_fields, path_offers
from stepmark.web.rules.settings_form import Setting

# Which of the lists below offers what a widget asks for.
_LISTS = {
    "member": "people",
    "group": "groups",
    "rule": "rules",
    "role": "roles",
    "project_template": "project_templates",
    "document_template": "document_templates",
    "webhook": "webhooks",
    "incoming_webhook": "incoming_webhooks",
    "lead_form": "lead_forms",
    "mailbox": "mailboxes",
    "mail_template": "mail_templates",
    "sms_account": "sms_accounts",
    "sms_sender": "sms_senders",
    "constant": "all_constants",
    "made": "made",
    "paper": "papers",
}


class Choices:
    """The choices for a rule about records of a kind. Everything is read at most once."""

    def __init__(self, session: Session, actor: Actor, kind: Kind) -> None:
        self.session, self.actor, self.kind = session, actor, kind
        self.units, self.who = list(UNITS.items()), list(WHO.items())

    def offers(self, setting: Setting) -> list[Offer]:
        """The choices for one setting, in groups; a group without a label stands for itself."""
        match setting.widget:
            case "field":
                return [own_fields(self.kind, self.fields)]
            case "path":
                return self.paths
            case "stage":
                return self.stages_for(setting.kind)
            case "step":
                return self.steps
            case "target" | "targets":
                ways = targets_of(self.kind, several=setting.widget == "targets")
                return [Offer("", [(way.key, str(way.label)) for way in ways])]
        return [Offer("", self.options(setting))]

    def options(self, setting: Setting) -> Options:
        """The same without groups."""
        if setting.widget in _LISTS:
            found: Options = getattr(self, _LISTS[setting.widget])
            return found
        return [(key, str(label)) for key, label in setting.options]

    def fields_for(self, setting: Setting, answers: Mapping[str, object]) -> Mapping[str, Field]:
        """What can be set, as far as the settings before have been answered."""
        if setting.kind == "requisites":
            return fields_with_address(str(answers.get("template") or COMPANY_TEMPLATE))
        return self._fields_behind(answers.get("target"), setting.kind)

    def _fields_behind(self, target: object, kind: str) -> dict[str, Field]:
        """What can be set of the record that a target leads to, or of a kind."""
        try:
            end = KINDS[kind] if kind in KINDS else find_target(self.kind, str(target or "")).end
        except ValueFault:
            end = self.kind
        return {key: field for key, field in self.fields[end.name].items() if field.by_hand}

    def inputs(self, field: Field, value: object) -> InputOptions:
        """What the input of a field needs to show a value."""
        target, text = target_of(field), str(value or "")
        wanted = {target: [int(text)]} if target and text.isascii() and text.isdigit() and len(text) < 19 else {}
        people = [(int(key), name) for key, name in self.people]
        return InputOptions(people, self.actor.currency, Labels(label_rows(self.session, self.actor, wanted)))

    def constants_for(self, field: Field) -> Options:
        """The constants that a field can be set to."""
        return [(each.key, each.name) for each in self.constants.values() if fits(each.field, field)]

    def product_name(self, product_id: object) -> str:
        """What a chosen product is called; empty where none is chosen."""
        found = (
            label_rows(self.session, self.actor, {PRODUCT.name: [product_id]}) if isinstance(product_id, int) else {}
        )
        return "".join(label.name for label in found.get(PRODUCT.name, {}).values())

    @cached_property
    def fields(self) -> dict[str, dict[str, Field]]:
        """Every field by kind and key."""
        return readable_fields(self.session)

    @cached_property
    def paths(self) -> list[Offer]:
        """Every field that can be read from a record."""
        return path_offers(self.kind, self.fields)

    @cached_property
    def menu(self) -> Menu:
        """The placeholders that a text may hold."""
        return menu_for(self.session, self.actor, self.kind)

    @cached_property
    def people(self) -> Options:
        """The active members."""
        return [(str(each.id), each.name) for each in members(self.session)]

    @cached_property
    def groups(self) -> Options:
        """The groups of members."""
        return [(str(each.id), each.name) for each in groups(self.session)]

    @cached_property
    def rules(self) -> Options:
        """All rules."""
        return [(str(each.id), each.name) for each in rules_where(self.session)]

    @cached_property
    def project_templates(self) -> Options:
        """The templates of projects."""
        return [(str(each.id), each.name) for each in project_templates(self.session)]

    @cached_property
    def document_templates(self) -> Options:
        """The templates of documents about records of this kind."""
        return [(str(each.id), each.name) for each in document_templates(self.session, self.kind.name)]

    @cached_property
    def webhooks(self) -> Options:
        """The addresses of other systems."""
        return [(str(each.id), each.name) for each in webhooks(self.session)]

    @cached_property
    def incoming_webhooks(self) -> Options:
        """Where records of this kind come in."""
        of_kind = (each for each in incoming_webhooks(self.session) if each.kind == self.kind.name)
        return [(str(each.id), each.name) for each in of_kind]

    @cached_property
    def lead_forms(self) -> Options:
        """The lead forms."""
        return [(str(each.id), each.name) for each in lead_forms(self.session)]

    @cached_property
    def mailboxes(self) -> Options:
        """The workspace's mailboxes."""
        return [(str(each.id), f"{each.name} <{each.address}>") for each in shared_mailboxes(self.session)]

    @cached_property
    def mail_templates(self) -> Options:
        """The templates of mails about records of this kind."""
        return [(str(each.id), each.name) for each in mail_templates(self.session, self.kind.name)]

    @cached_property
    def sms_accounts(self) -> Options:
        """The workspace's SMS accounts."""
        return [(str(each.id), each.name) for each in sms_accounts(self.session)]

    @cached_property
    def sms_senders(self) -> Options:
        """The names that they may send from."""
        names = [str(name) for each in sms_accounts(self.session) for name in each.senders]
        return [(name, name) for name in dict.fromkeys(names)]

    @cached_property
    def constants(self) -> dict[str, KnownConstant]:
        """The workspace's constants by key."""
        return constants_in_use(self.session, self.actor)

    @cached_property
    def all_constants(self) -> Options:
        """All of them."""
        return [(each.key, each.name) for each in self.constants.values()]

    @cached_property
    def made(self) -> Options:
        """What can be made on the basis of a record."""
        return [*self.papers, (Document.about.name, str(KINDS[Document.about.name].label))]

    @cached_property
    def papers(self) -> Options:
        """The kinds of paper."""
        return [(kind.name, str(kind.label)) for kind in KINDS.values() if kind.is_paper]

    @cached_property
    def roles(self) -> Options:
        """All roles."""
        labels: dict[str, Text] = {str(role): label for role, label in ROLE_LABELS.items()}
        return [(role, str(label)) for role, label in labels.items()]

    def stages_for(self, kind: str) -> list[Offer]:
        """The stages of each process that is for records of a kind, or else for those of the rule."""
        return [
            Offer(shape.process.name, [(str(each.stage.id), each.stage.name) for each in shape.stages])
            for shape in self._shapes_for(kind)
        ]

    @cached_property
    def steps(self) -> list[Offer]:
        """The steps of each stage."""
        return [
            Offer(f"{shape.process.name}: {each.stage.name}", [(str(one.step.id), one.step.name) for one in each.steps])
            for shape in self._shapes_for("")
            for each in shape.stages
            if each.steps
        ]

    def _shapes_for(self, kind: str) -> list[ProcessShape]:
        wanted = kind or (self.kind.name if self.kind.has_stages else DEAL.name)
        return [shape for shape in self._shapes if shape.process.kind == wanted]

    @cached_property
    def _shapes(self) -> list[ProcessShape]:
        return shapes_of(self.session, processes(self.session))
