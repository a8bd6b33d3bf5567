"""Creating and changing records of every kind with whatever clients may send: a value, or a refusal in words."""

from typing import Any

import pytest

from stepmark.catalogue.fields import Field
from stepmark.catalogue.kinds import COMPANY, CONTACT, DEAL, KINDS, TASK, Kind
from stepmark.catalogue.types.base import Reader, ValueFault
from stepmark.catalogue.values import parse
from stepmark.commands.deals import NOT_FIELDS
from stepmark.commands.records import create_record, delete_record, restore_record, update_record
from stepmark.commands.work import Work
from stepmark.domain.attributes import FieldType
from stepmark.platform.errors import Problem
from stepmark.queries.fields import fields_of
from stepmark.queries.values import values_of
from tests.cast import Cast
from tests.catalogue.fields import ALL_FIELDS, HOSTILE, OPTIONS
from tests.support.records import named

# Deals stand for the fields of every type, which either database keeps in its own way.
EACH_KIND = [pytest.param(kind, marks=[pytest.mark.both] if kind is DEAL else []) for kind in KINDS.values()]
LINKS = {FieldType.RECORD, FieldType.USER, FieldType.FILE}


@pytest.mark.parametrize("kind", EACH_KIND, ids=KINDS)
def test_nothing_that_is_sent_breaks_a_record(cast: Cast, kind: Kind) -> None:
    if kind is DEAL:  # the catalogue treats custom fields of all kinds alike
        add_fields_of_every_type(cast)
    record = cast.run(create_record, kind, named(cast, kind, "Whole"))
    broken = cast.run(_try_everything, kind, record)
    assert broken == {}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_record_goes_to_the_bin_and_comes_back_as_it_was(cast: Cast, kind: Kind) -> None:
    record = cast.run(create_record, kind, named(cast, kind, "Żółć"))
    before = values(cast, kind, record)
    cast.run(delete_record, kind, record)
    with pytest.raises(Problem, match="not-found"):
        cast.run(update_record, kind, record, {kind.title_key: "Changed"})
    with pytest.raises(Problem, match="not-found"):
        cast.run(delete_record, kind, record)
    cast.run(restore_record, kind, record)
    with pytest.raises(Problem, match="not-found"):
        cast.run(restore_record, kind, record)
    assert values(cast, kind, record) == before


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_title_is_demanded_and_can_not_be_emptied(cast: Cast, kind: Kind) -> None:
    whole = named(cast, kind, "Whole")
    for raw in ({**whole, kind.title_key: " "}, {**whole, kind.title_key: None}):
        with pytest.raises(Problem) as refused:
            cast.run(create_record, kind, raw)
        assert refused.value.field == kind.title_key
    record = cast.run(create_record, kind, named(cast, kind, "Whole"))
    with pytest.raises(Problem):
        cast.run(update_record, kind, record, {kind.title_key: "\u00a0"})


@pytest.mark.parametrize("kind", [COMPANY, CONTACT, DEAL, TASK], ids=lambda kind: kind.name)
def test_a_viewer_creates_and_changes_nothing(cast: Cast, kind: Kind) -> None:
    record = cast.run(create_record, kind, {kind.title_key: "Whole", "responsible_id": cast.viktor.member_id})
    for verb, args in (
        (create_record, (kind, {kind.title_key: "Mine"})),
        (update_record, (kind, record, {kind.title_key: "Mine"})),
        (delete_record, (kind, record)),
    ):
        with pytest.raises(Problem, match="not-allowed"):
            cast.run(verb, *args, by=cast.viktor)


def _try_everything(work: Work, kind: Kind, record: int) -> dict[tuple[str, str], str]:
    """Every sample in each field that takes it, and in what is no field. Returns what ended in anything but words."""
    fields = {key: field for key, field in fields_of(work.session, kind).items() if field.by_hand}
    besides = {*(NOT_FIELDS if kind is DEAL else ()), "done", "no such field"}
    broken: dict[tuple[str, str], str] = {}
    for name, sample in HOSTILE.items():
        taken = {key: sample for key, field in fields.items() if _is_taken(field, sample)}
        links = {key for key in taken if fields[key].type in LINKS}
        together = {key: value for key, value in taken.items() if key not in links}
        for raw in (together, *({key: sample} for key in links | besides)):
            error = _error_in(work, kind, record, raw)
            if error is not None:
                broken[", ".join(raw), name] = error
    return broken


def _is_taken(field: Field, sample: Any) -> bool:
    try:
        parse(field, sample, Reader())
    except ValueFault:
        return False
    return True


def _error_in(work: Work, kind: Kind, record: int, raw: dict[str, Any]) -> str | None:
    savepoint = work.session.begin_nested()
    try:
        update_record(work, kind, record, raw)
        work.session.add_all(work.history())
        work.session.flush()
        create_record(work, kind, {kind.title_key: "New", **raw})
        work.session.flush()
    except Problem as problem:
        str(problem).encode()
        return None
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    finally:
        savepoint.rollback()
        work.events.clear()
    return None


def add_fields_of_every_type(cast: Cast) -> None:
    for number, field in enumerate(ALL_FIELDS):
        options = list(OPTIONS) if "choice" in field.type else []
        several = field.multiple and field.type is not FieldType.MULTI_CHOICE
        cast.field(f"f{number}", field.type, options=options, multiple=several, label=f"{field.type}")


def values(cast: Cast, kind: Kind, record: int) -> dict[str, Any]:
    with cast.database.reading(cast.anna.workspace_id) as session:
        return values_of(session, fields_of(session, kind), [session.get_one(kind.model, record)])[record]
