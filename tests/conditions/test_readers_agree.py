"""Python and SQL read any tree alike, and both as a plain telling of what it means, on either database."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from stepmark.catalogue.types.base import Reader
from stepmark.conditions.check import Conditions, compile_conditions
from stepmark.conditions.paths import Path
from stepmark.conditions.prepared import Prepared, can_be_prepared
from stepmark.conditions.python import Values, cells_of, holds
from stepmark.conditions.sql import where
from stepmark.conditions.tree import read_tree
from stepmark.queries.condition_values import fields_by_kind, seen_values
from tests.cast import Cast
from tests.conditions.meaning import Meaning
from tests.conditions.world import Scene, World, add_fields, scene, write

RECORDS, TREES = 7, 7
SHORT, LONG = 2_000, 100_000


@pytest.mark.timeout(3600)
def test_both_readers_say_what_the_conditions_mean(cast: Cast, long_form: bool) -> None:
    add_fields(cast)
    pairs, wanted = 0, LONG if long_form else SHORT
    with cast.database.writing(cast.anna.workspace_id) as session:
        world = World(cast, fields_by_kind(session))

        @settings(max_examples=wanted // (RECORDS * TREES) + 10, suppress_health_check=list(HealthCheck))
        @given(random=st.randoms(use_true_random=True))
        def compare(random: Random) -> None:
            nonlocal pairs
            drawn = scene(world, random, records=RECORDS, trees=TREES)
            with written(session, world, drawn):
                pairs += the_three_agree(session, world, drawn)

        compare()
    assert pairs >= wanted


def the_three_agree(session: Session, world: World, scene: Scene) -> int:
    """Compare all answers; returns how many pairs of a tree and a record there were."""
    reader = Reader(scene.context.time_zone, "pl", "PLN")
    trees = [compile_conditions(read_tree(raw), scene.kind, world.fields_by_kind, reader) for raw in scene.trees]
    by_sql = asked_of_sql(session, scene, trees)
    by_python = asked_of_python(session, scene, trees)
    by_meaning = asked_of_meaning(scene, trees, reader)
    for n, raw in enumerate(scene.trees):
        said = {row_id: (by_sql[row_id][n], by_python[row_id][n], by_meaning[row_id][n]) for row_id in by_sql}
        assert all(len(set(each)) == 1 for each in said.values()), f"SQL, Python, meaning: {said} of {raw}"
    return len(by_sql) * len(trees)


def asked_of_sql(session: Session, scene: Scene, trees: list[Conditions]) -> dict[int, list[bool]]:
    model = scene.kind.model
    columns = [where(each, scene.context, scene.before).label(f"tree_{n}") for n, each in enumerate(trees)]
    return {
        row_id: [bool(each) for each in answers] for row_id, *answers in session.execute(select(model.id, *columns))
    }


def asked_of_python(session: Session, scene: Scene, trees: list[Conditions]) -> dict[int, list[bool]]:
    records = list(session.scalars(select(scene.kind.model)))
    paths = {path.key: path for each in trees for path in each.paths}
    seen = seen_values(session, list(paths.values()), records)
    quick = Prepared([each for each in trees if can_be_prepared(each)], scene.context)
    return {record.id: asked_both_ways(trees, quick, seen[record.id], scene) for record in records}


def asked_both_ways(trees: list[Conditions], quick: Prepared, seen: Values, scene: Scene) -> list[bool]:
    """At length and, where that is allowed, quickly: the quick way names the same comparisons."""
    verdicts = [holds(each, seen, scene.context, scene.before) for each in trees]
    cells = {path.key: cells_of(path, seen) for each in trees for path in each.paths}
    asked_quickly = [verdict for each, verdict in zip(trees, verdicts, strict=True) if can_be_prepared(each)]
    for failing, verdict in zip(quick.failing(cells), asked_quickly, strict=True):
        assert (failing is None) is verdict.held
        assert failing is None or set(failing) == {leaf.place for leaf in verdict.leaves if not leaf.held}
    return [verdict.held for verdict in verdicts]


def asked_of_meaning(scene: Scene, trees: list[Conditions], reader: Reader) -> dict[int, list[bool]]:
    paths: dict[str, Path] = {path.key: path for each in trees for path in each.paths}
    fields = {key: path.field for key, path in paths.items()}
    answers: dict[int, list[bool]] = {}
    for row in scene.rows[scene.kind.name]:
        now = {key: scene.value(row.id, path) for key, path in paths.items()}
        meaning = Meaning(fields, now, scene.context, reader, scene.before)
        answers[row.id] = [meaning.of(raw) for raw in scene.trees]
    return answers


@contextmanager
def written(session: Session, world: World, scene: Scene) -> Iterator[None]:
    """The scene's records stand in the database inside the block."""
    savepoint = session.begin_nested()
    try:
        write(session, world, scene)
        session.expunge_all()
        yield
    finally:
        savepoint.rollback()
        session.expunge_all()
