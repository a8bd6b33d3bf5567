"""What the user says about a file; all of it may be left out and is then guessed, asked for or reported."""

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _

Linking = Literal["find", "add", "merge"]


class Duplicates(BaseModel):
    """Rows whose `key` fields equal those of a live record: left out, merged into it, or added all the same."""

    model_config = ConfigDict(extra="forbid")

    key: list[str] = Field(min_length=1)
    do: Literal["skip", "merge", "add"] = "skip"


class Mapping(BaseModel):
    """Columns by their names in the file, fields by key, short key or label in any of our languages.

    columns: the field, or fields, that a column fills; null leaves it out. joined: a field put together of columns.
    values: by field, other texts for cells ({"stage": {"Won": "Closing"}}). linked: what becomes of a company or a
    contact that a row names: found or else reported, added when it is not there, or merged besides when it is.
    expect: columns whose empty cells are to be reported.
    """

    model_config = ConfigDict(extra="forbid")

    columns: dict[str, str | list[str] | None] = {}
    joined: dict[str, list[str]] = {}
    defaults: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    expect: list[str] = []
    dates: Literal["iso", "dmy", "mdy"] | None = None
    decimals: Literal["point", "comma"] | None = None
    duplicates: Duplicates | None = None
    linked: dict[Literal["company", "contact"], Linking] = {}
    encoding: str | None = None
    separator: str | None = Field(None, min_length=1, max_length=1)
    sheet: str | None = None


def read_mapping(data: bytes | str) -> Mapping:
    """The mapping that a JSON text holds; refuses with the place that can't be read."""
    try:
        return Mapping.model_validate(json.loads(data))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "?"
        text = _("The mapping can't be used: %(place)s: %(fault)s", place=place, fault=first["msg"])
        raise Problem("invalid", text, field="mapping") from None
    except (ValueError, RecursionError) as error:
        raise Problem("invalid", _("The mapping is not JSON: %(fault)s", fault=str(error)), field="mapping") from None


def as_json(mapping: Mapping) -> dict[str, Any]:
    """The mapping as it is kept with its import."""
    return mapping.model_dump(mode="json", exclude_defaults=True)
