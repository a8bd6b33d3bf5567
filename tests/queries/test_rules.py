"""What lists of rules ask besides the rules."""

from stepmark.commands.fields import delete_field
from stepmark.queries.rules import Runs, rule_labels, runs_today
from tests.cast import Cast
from tests.support.rules import Rules, set_fields


def test_runs_of_today_are_counted_with_those_that_failed(cast: Cast) -> None:
    rules, field = Rules(cast), cast.field("tier", "text")
    good = rules.make("created", set_fields(source="x"), label="Sales")
    bad = rules.make("created", set_fields(custom__tier="A"), label="after")
    cast.deal()
    cast.run(delete_field, field)
    cast.deal()
    with cast.database.reading(cast.anna.workspace_id) as session:
        assert runs_today(session, "Europe/Warsaw") == {good: Runs(2, 0), bad: Runs(2, 1)}
        assert rule_labels(session) == ["after", "Sales"]
