"""The kind of record that an address names: one operation for all of them, where it is the same for each."""

from typing import Annotated

from fastapi import Depends
from pydantic import BeforeValidator, WithJsonSchema

from stepmark.catalogue.kinds import KINDS, Kind, kind_of
from stepmark.commands.access import not_found

_PLURALS = [kind.plural for kind in KINDS.values()]


def _known(raw: str) -> str:
    if raw not in _PLURALS:
        raise not_found()
    return raw


Plural = Annotated[str, BeforeValidator(_known), WithJsonSchema({"type": "string", "enum": _PLURALS})]


async def _kind(plural: Plural) -> Kind:
    return kind_of(plural)


KindInPath = Annotated[Kind, Depends(_kind)]
"""`/{plural}/…`: a word that is no kind's plural does not exist (404)."""
