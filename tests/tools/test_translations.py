"""The check that keeps Polish and Russian complete."""

from pathlib import Path

import pytest
from babel.messages import Catalog

from tests.tools.translations import extracted, faults_in, updated

DEALS = ("%(num)s deal of %(name)s", "%(num)s deals of %(name)s")


@pytest.fixture
def texts() -> Catalog:
    texts = Catalog()
    texts.add("Hello %(name)s", locations=[("templates/home.html", 0)])
    texts.add(DEALS, locations=[("templates/home.html", 0)])
    return texts


def polish(hello: str = "Cześć %(name)s", deals: tuple[str, ...] = ("%(num)s %(name)s",) * 3) -> Catalog:
    catalog = Catalog(locale="pl")
    catalog.add("Hello %(name)s", hello)
    catalog.add(DEALS, deals)
    return catalog


def test_a_complete_catalogue_has_no_faults(texts: Catalog) -> None:
    assert list(faults_in(polish(), texts)) == []


@pytest.mark.parametrize(
    ("catalog", "fault"),
    [
        (Catalog(locale="pl"), "missing: 'Hello %(name)s' (templates/home.html)"),
        (polish(hello=""), "not translated: 'Hello %(name)s'"),
        (polish(hello="Cześć %(imie)s"), "other places to fill in: 'Hello %(name)s'"),
        (polish(deals=("%(num)s %(name)s",) * 2), f"other plural forms expected: {DEALS[0]!r}"),
        (polish(deals=("%(num)s %(name)s", "%(num)s %(name)s", "")), f"not translated: {DEALS[0]!r}"),
    ],
)
def test_each_fault_is_told(texts: Catalog, catalog: Catalog, fault: str) -> None:
    assert fault in list(faults_in(catalog, texts))


def test_fuzzy_and_unused_translations_are_faults(texts: Catalog) -> None:
    catalog = polish()
    catalog["Hello %(name)s"].flags.add("fuzzy")
    catalog.add("Goodbye", "Do widzenia")
    assert list(faults_in(catalog, texts)) == ["fuzzy: 'Hello %(name)s'", "no longer used: 'Goodbye'"]


def test_updating_keeps_translations_adds_texts_and_drops_the_unused(texts: Catalog) -> None:
    catalog = polish()
    catalog.add("Goodbye", "Do widzenia")
    texts.add("Good morning", locations=[("templates/home.html", 0)])
    assert list(faults_in(updated(catalog, texts), texts)) == ["not translated: 'Good morning'"]


def test_texts_are_found_in_code_and_in_templates_and_their_macros(tmp_path: Path) -> None:
    for file, text in {
        "src/stepmark/web/forms.py": 'label = _("From code")\nn = ngettext_lazy("one deal", "many deals", 2)',
        "templates/deals/show.html": '{{ _("From %(place)s", place="a page") }}',
        "templates/_macros/ui.html": '{{ _("From a macro") }}',
    }.items():
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text(text)
    found = {message.id for message in extracted(tmp_path) if message.id}
    assert found == {"From code", ("one deal", "many deals"), "From %(place)s", "From a macro"}
