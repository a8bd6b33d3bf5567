"""Records of any kind, with what each must have."""

from typing import Any

from sqlalchemy import and_, select

from stepmark.catalogue.kinds import Kind
from stepmark.domain.attributes import FieldType
from stepmark.domain.deals import Deal
from stepmark.domain.fields import CustomField, FieldValue
from tests.cast import Cast

_SAMPLES: dict[FieldType, Any] = {FieldType.MONEY: "5", FieldType.NUMBER: "5", FieldType.TEXT: "Something"}


def named(cast: Cast, kind: Kind, name: str, **values: Any) -> dict[str, Any]:
    """The raw values of a record of this name: with no more than it needs, and these."""
    bare = [field for field in kind.system_fields if field.required and field.by_hand and field.initial is None]
    samples = {**_SAMPLES, FieldType.USER: cast.boris.member_id}
    needed = {field.key: samples[field.type] for field in bare if field.type in samples}
    return {**needed, kind.title_key: name, **values}


def written(cast: Cast, key: str) -> dict[int, str | None]:
    """What a custom field of text says, by deal."""
    field_id = select(CustomField.id).where(CustomField.key == key).scalar_subquery()
    said = and_(FieldValue.record_id == Deal.id, FieldValue.field_id == field_id)
    with cast.database.reading(cast.anna.workspace_id) as session:
        query = select(Deal.id, FieldValue.text).outerjoin(FieldValue, said)
        return {row.id: row.text for row in session.execute(query)}
