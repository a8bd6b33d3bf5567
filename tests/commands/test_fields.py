"""Fields that administrators add: made, changed, ordered, deleted, brought back."""

from typing import Any

import pytest

from stepmark.catalogue.kinds import KINDS
from stepmark.commands.bindings import set_active
from stepmark.commands.fields import TYPES, create_field, delete_field, restore_field, update_field
from stepmark.domain.fields import CustomField
from stepmark.platform.errors import Invalid, Problem
from stepmark.queries.fields import custom_fields
from stepmark.queries.usage import field_use
from tests.cast import Cast
from tests.commands.test_bindings import row_of


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("type", TYPES)
def test_every_kind_takes_fields_of_every_type(cast: Cast, kind: str, type: str) -> None:
    options = ["Small"] if type in ("choice", "multi_choice") else []
    field = cast.run(create_field, kind, label="Size", type=type, options=options)
    assert stored(cast, field).type == type
    assert keys(cast, kind) == ["size"]


def test_the_key_is_made_from_the_label_in_any_script(cast: Cast) -> None:
    for label in ("Budżet (PLN)", "Бюджет", "预算", "Budżet (PLN)"):
        cast.run(create_field, "deal", label=label, type="number")
    assert keys(cast) == ["budzet_pln", "byudzhet", "field", "budzet_pln_2"]


def test_a_given_key_is_kept_or_refused_but_never_bent(cast: Cast) -> None:
    cast.run(create_field, "deal", label="Budget", type="number", key="annual_budget")
    for key in ("annual_budget", "Annual Budget", "custom.budget", "x" * 41, 7):
        with pytest.raises(Invalid) as refused:
            cast.run(create_field, "deal", label="Budget", type="number", key=key)
        assert refused.value.field == "key"
    assert keys(cast) == ["annual_budget"]


def test_two_kinds_may_have_fields_of_one_key(cast: Cast) -> None:
    for kind in ("deal", "company"):
        cast.run(create_field, kind, label="Region", type="text")
    assert (keys(cast), keys(cast, "company")) == (["region"], ["region"])


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"label": "  "}, "label"),
        ({"label": "x" * 201}, "label"),
        ({"label": "a\x00b"}, "label"),
        ({"label": "\ud800"}, "label"),
        ({"type": "record"}, "type"),
        ({"type": "colour"}, "type"),
        ({"type": None}, "type"),
        ({"kind": "planet"}, "kind"),
        ({"help": "x" * 1001}, "help"),
        ({"multiple": True, "type": "number"}, "multiple"),
        ({"type": "choice"}, "options"),
        ({"options": ["Small"]}, "options"),
    ],
)
def test_what_can_not_be_taken_is_refused_by_its_key(cast: Cast, values: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Invalid) as refused:
        cast.run(create_field, **{"kind": "deal", "label": "Size", "type": "text", **values})
    assert refused.value.field == wrong


def test_label_help_and_required_can_be_changed(cast: Cast) -> None:
    field = cast.run(create_field, "deal", label="Size", type="text")
    cast.run(update_field, field, label="Company size", help="Staff in all offices", required=True)
    row = stored(cast, field)
    assert (row.label, row.help, row.required, row.key) == ("Company size", "Staff in all offices", True, "size")
    with pytest.raises(Invalid) as refused:
        cast.deal()
    assert refused.value.field == "custom.size"


def test_a_field_may_hold_several_values(cast: Cast) -> None:
    cast.run(create_field, "deal", label="Sites", type="link", multiple=True)
    cast.deal(custom__sites=["https://a.example", "https://b.example"])
    cast.run(create_field, "deal", label="Site", type="link")
    with pytest.raises(Invalid) as refused:
        cast.deal(custom__site=["https://a.example", "https://b.example"])
    assert refused.value.field == "custom.site"


def test_fields_are_put_in_order(cast: Cast) -> None:
    first, second, third = (cast.run(create_field, "deal", label=name, type="text") for name in "ABC")
    cast.run(update_field, third, position=0)
    assert keys(cast) == ["c", "a", "b"]
    cast.run(update_field, third, position=99)
    cast.run(update_field, first, position=1)
    assert keys(cast) == ["b", "a", "c"]
    assert [stored(cast, field).position for field in (second, first, third)] == [0, 1, 2]


def test_nobody_overwrites_a_field_they_have_not_seen(cast: Cast) -> None:
    field = cast.run(create_field, "deal", label="Size", type="text")
    cast.run(update_field, field, label="One", version=1)
    with pytest.raises(Problem) as refused:
        cast.run(update_field, field, label="Two", version=1)
    assert refused.value.type == "conflict"


def test_what_hangs_on_a_field_is_known_before_it_is_deleted(cast: Cast) -> None:
    field = cast.field("budget")
    binding = cast.bind("custom.budget", cast.steps[0])
    for amount in (1, 2, None):
        cast.deal(custom__budget=amount)
    with cast.database.reading(cast.anna.workspace_id) as session:
        use = field_use(session, session.get_one(CustomField, field))
    assert (use.records, [row.binding.id for row in use.bindings]) == (2, [binding])


def test_a_deleted_field_is_off_all_forms_and_comes_back_with_its_values(cast: Cast) -> None:
    field = cast.field("budget")
    binding = cast.bind("custom.budget", cast.steps[0])
    deal = cast.deal(custom__budget=5)
    cast.run(delete_field, field)
    assert keys(cast) == []
    with pytest.raises(Invalid):
        cast.change("deal", deal, custom__budget=6)
    cast.run(restore_field, field)
    row = row_of(cast, binding)
    assert (keys(cast), row.broken, row.binding.active) == (["budget"], None, False)
    cast.run(set_active, binding, True)
    cast.change("deal", deal, custom__budget=None)
    assert cast.ticked(deal) == set()


def test_a_field_that_comes_back_to_a_taken_key_gets_another(cast: Cast) -> None:
    field = cast.field("budget")
    binding = cast.bind("custom.budget", cast.steps[0])
    cast.run(delete_field, field)
    cast.run(create_field, "deal", label="Budget", type="number", key="budget")
    cast.run(restore_field, field)
    assert (stored(cast, field).key, row_of(cast, binding).binding.field) == ("budget_2", "custom.budget_2")


def test_a_made_key_leaves_those_of_deleted_fields_alone(cast: Cast) -> None:
    cast.run(delete_field, cast.field("budget"))
    cast.run(create_field, "deal", label="Budget", type="number")
    assert keys(cast) == ["budget_2"]


@pytest.mark.parametrize("who", ["magda", "boris", "viktor", "clara"])
def test_only_the_workspaces_administrators_touch_its_fields(cast: Cast, who: str) -> None:
    field = cast.field("budget")
    for verb, arguments in ((update_field, {"label": "X"}), (delete_field, {})):
        with pytest.raises(Problem) as refused:
            cast.run(verb, field, by=getattr(cast, who), **arguments)
        assert refused.value.type == ("not-found" if who == "clara" else "not-allowed")


def test_what_happened_to_a_field_is_in_the_history(cast: Cast) -> None:
    def remembering(work: Any) -> list[str]:
        field = create_field(work, "deal", label="Size", type="text")
        update_field(work, field, label="Sizes")
        update_field(work, field, label="Sizes")
        delete_field(work, field)
        restore_field(work, field)
        return [event.name for event in work.events]

    assert cast.run(remembering) == [f"field.{verb}" for verb in ("created", "updated", "deleted", "restored")]


def keys(cast: Cast, kind: str = "deal") -> list[str]:
    """The keys of a kind's live fields in their order."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return [field.key for field in custom_fields(session, kind)]


def stored(cast: Cast, field: int) -> CustomField:
    """The field's row."""
    with cast.database.reading(cast.anna.workspace_id) as session:
        return session.get_one(CustomField, field)
