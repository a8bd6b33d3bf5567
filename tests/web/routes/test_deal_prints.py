"""A deal's checklist on paper."""

from fastapi import FastAPI

from stepmark.catalogue.kinds import DEAL
from stepmark.commands.notes import add_note
from stepmark.commands.ticks import tick_step
from tests.cast import Cast
from tests.support.web import signed_in


def test_it_shows_ticks_with_who_and_why_fields_and_notes_and_nothing_to_change(app: FastAPI, cast: Cast) -> None:
    deal = cast.deal(source="Fair <b>")
    cast.run(tick_step, deal, cast.steps[0], note="They said yes")
    cast.run(add_note, DEAL, deal, "Ask @Boris Lem")
    shown = signed_in(app, cast, cast.viktor).get(f"/deals/{deal}/print").text
    assert (shown.count("☑"), shown.count("☐")) == (1, 8)
    for text in ("by Anna Maj", "They said yes", "Fair &lt;b&gt;", "Ask @Boris Lem", "Printed", "Viktor Orlov"):
        assert text in shown
    assert "<form" not in shown
