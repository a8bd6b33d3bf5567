"""The templates of requisites: which fields and addresses a company has, and which a person."""

from collections.abc import Iterator, Mapping
from functools import cache

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import Kind
from stepmark.domain.attributes import FieldType
from stepmark.platform.i18n import Text, _

COMPANY_TEMPLATE, PERSON_TEMPLATE = "company", "person"
TEMPLATES: Mapping[str, Text] = {COMPANY_TEMPLATE: _("Company"), PERSON_TEMPLATE: _("Person")}
ADDRESSES: Mapping[str, Text] = {
    "registered": _("Registered address"),
    "actual": _("Actual address"),
    "delivery": _("Delivery address"),
    "invoice": _("Invoice address"),
}
_FIELDS: Mapping[str, Mapping[str, Text]] = {
    COMPANY_TEMPLATE: {
        "legal_name": _("Legal name"),
        "tax_number": _("Tax number"),
        "registration_number": _("Registration number"),
        "director": _("Director"),
        "bank_name": _("Bank"),
        "bank_account": _("Bank account"),
    },
    PERSON_TEMPLATE: {
        "full_name": _("Full legal name"),
        "tax_number": _("Tax number"),
        "birth_date": _("Date of birth"),
        "passport": _("Passport series and number"),
        "passport_issued_by": _("Passport issued by"),
        "passport_issued_on": _("Passport issued on"),
        "bank_account": _("Bank account"),
    },
}
_DAYS = frozenset({"birth_date", "passport_issued_on"})


@cache
def fields_of_template(template: str) -> Mapping[str, Field]:
    """Its fields by their keys, then the addresses by theirs, as `address.delivery`; none for another word."""
    if template not in TEMPLATES:
        return {}
    return {key: _field(key, label) for key, label in (*_FIELDS[template].items(), *_addresses())}


@cache
def fields_with_address(template: str) -> Mapping[str, Field]:
    """Its fields by their keys, then `address`, of the type that is said besides."""
    fields = {key: field for key, field in fields_of_template(template).items() if not _is_address(key)}
    return {**fields, "address": _field("address.", _("Address"))} if fields else {}


def stored_key(template: str, key: str) -> str:
    """What history calls one: `requisites.company.tax_number`."""
    return f"requisites.{template}.{key}"


def template_and_key(stored: str) -> tuple[str, str]:
    """The template and the key that history speaks of."""
    _word, template, key = stored.split(".", maxsplit=2)
    return template, key


def is_requisite(stored: str) -> bool:
    """Whether history speaks of a requisite."""
    return stored in told_requisites()


@cache
def readable_requisites(kind: Kind) -> Mapping[str, Field]:
    """What texts can read of a record of this kind, by key: `requisites.tax_number`, of whichever template has it."""
    if not kind.is_client:
        return {}
    labels = {**_FIELDS[PERSON_TEMPLATE], **_FIELDS[COMPANY_TEMPLATE], **dict(_addresses())}
    own = [key for template in templates_for(kind.name) for key in fields_of_template(template)]
    return {f"requisites.{key}": _readable(kind, key, labels[key]) for key in dict.fromkeys(own)}


def templates_for(kind_name: str) -> tuple[str, str]:
    """The templates as they suit a kind of record: of a company first its own, of a contact a person's."""
    both = COMPANY_TEMPLATE, PERSON_TEMPLATE
    return both if kind_name == "company" else both[::-1]


@cache
def told_requisites() -> Mapping[str, Field]:
    """Every requisite by the key that history has for it, named with its template."""
    return {
        stored_key(template, key): Field("", stored_key(template, key), _told_label(template, field), field.type)
        for template in TEMPLATES
        for key, field in fields_of_template(template).items()
    }


def _told_label(template: str, field: Field) -> Text:
    return _("Requisites (%(template)s): %(field)s", template=TEMPLATES[template], field=field.label)


def _addresses() -> Iterator[tuple[str, Text]]:
    return ((f"address.{type}", label) for type, label in ADDRESSES.items())


def _is_address(key: str) -> bool:
    return key.startswith("address.")


def _field(key: str, label: Text) -> Field:
    type = FieldType.DATE if key in _DAYS else FieldType.LONG_TEXT if _is_address(key) else FieldType.TEXT
    return Field("requisites", key, label, type)


def _readable(kind: Kind, key: str, label: Text) -> Field:
    type = _field(key, label).type
    text = _("Requisites: %(field)s", field=label)
    return Field(kind.name, f"requisites.{key}", text, type, by_hand=False, in_list=False, requisite=key)
