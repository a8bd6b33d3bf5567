"""A text may go through the products on a record."""

import pytest

from stepmark.automation.placeholders.check import check_template
from stepmark.automation.placeholders.rendering import render
from stepmark.automation.placeholders.scope import scope_of
from stepmark.catalogue.kinds import COMPANY, DEAL
from stepmark.catalogue.types.base import ValueFault
from stepmark.commands.lines import set_lines
from stepmark.domain.deals import Deal
from stepmark.queries.list_fields import readable_fields
from tests.cast import Cast

pytestmark = pytest.mark.sqlite_alone
EACH = (
    "{% for line in deal.lines %}{{ line.quantity }} {{ line.unit }} {{ line.name }} = {{ line.total }}; {% endfor %}"
)


def rendered(cast: Cast, deal: int, text: str) -> str:
    with cast.database.reading(cast.anna.workspace_id) as session:
        check_template(text, DEAL, readable_fields(session))
        scope = scope_of(session, cast.anna, DEAL, session.get_one(Deal, deal))
        return render(text, scope).text


def test_each_line_prints_its_parts(cast: Cast) -> None:
    deal = cast.deal()
    cast.run(
        set_lines,
        DEAL,
        deal,
        [
            {"name": "Tiles", "price": "1200", "quantity": "2.5", "unit": "m²", "discount": 10},
            {"name": "Pipes", "price": "80.5"},
        ],
    )
    assert rendered(cast, deal, EACH) == "2.5 m² Tiles = 2,700.00 EUR; 1  Pipes = 80.50 EUR; "
    assert rendered(cast, deal, "{{ deal.lines }} ({{ deal.lines.size }})") == "Tiles, Pipes (2)"
    assert rendered(cast, cast.deal(), "{{ deal.lines.size }}") == "0"


def test_what_has_no_products_has_no_such_list(cast: Cast) -> None:
    with cast.database.reading(cast.anna.workspace_id) as session:
        with pytest.raises(ValueFault):
            check_template("{{ company.lines }}", COMPANY, readable_fields(session))
        with pytest.raises(ValueFault):
            check_template("{{ deal.lines.price }}", DEAL, readable_fields(session))
