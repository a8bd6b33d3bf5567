"""Templates as a whole: what each page pays for."""

import re

from jinja2.meta import find_undeclared_variables

from stepmark.platform.paths import templates_dir
from stepmark.web.render import environment

_FOLDER = templates_dir()
_IMPORT = re.compile(r'\{%-? (?:from|import) "([^"]+)"(?:(?!%\}).)*?( with context)? -?%\}', re.DOTALL)
_SOURCES = {str(path.relative_to(_FOLDER)): path.read_text() for path in _FOLDER.rglob("*.html")}


def test_macros_that_use_nothing_of_the_page_are_made_once_for_all_pages() -> None:
    imports = {name: [(found[1], bool(found[2])) for found in _IMPORT.finditer(_SOURCES[name])] for name in _SOURCES}
    tied = {name for name in _SOURCES if _uses_the_page(name)}
    while more := {name for name in imports if any(each in tied for each, with_it in imports[name] if with_it)} - tied:
        tied |= more
    wrong = {name: [each for each, with_it in found if with_it and each not in tied] for name, found in imports.items()}
    assert {name: each for name, each in wrong.items() if each} == {}
    assert sum(len(found) for found in imports.values()) > 500


def _uses_the_page(name: str) -> bool:
    known = environment().globals
    return "{% macro" in _SOURCES[name] and not find_undeclared_variables(environment().parse(_SOURCES[name])) <= {
        *known
    }
