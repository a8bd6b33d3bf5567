"""A style sheet or script with what it imports put in its place: a first visit asks for three files instead of eighty.

The files stay valid by themselves, as a browser would read them one by one; what is written here in other ways than
`@import "./name.css";`, `import "./name.js";`, `import { name } from "./name.js";` and `export function` is refused.
"""

import re
from functools import cache
from pathlib import Path

_SHEET = re.compile(r'^@import "\./(?P<name>\w+\.css)";\n', re.MULTILINE)
_MODULE = re.compile(r'^import (?:\{ (?P<names>[\w, ]+) \} from )?"\./(?P<name>\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function (?P<name>\w+))", re.MULTILINE)
_LEFT = re.compile(r"^\s*(?:@import|import|export)\b.*", re.MULTILINE)


@cache
def bundle(path: Path) -> str | None:
    """The text of the file with all that it imports, directly or not, or None if it imports nothing.

    Raises ValueError for an import or export of another form, and for modules that import one another in a circle.
    """
    text = path.read_text("utf-8")
    if path.suffix == ".css" and _SHEET.search(text):
        return _checked(path, _SHEET.sub(lambda found: _sheet(path.with_name(found["name"])), text))
    if path.suffix == ".js" and _MODULE.search(text):
        return _checked(path, "".join(_modules(path)))
    return None


def _sheet(path: Path) -> str:
    return bundle(path) or path.read_text("utf-8")


def _modules(entry: Path) -> list[str]:
    """Each module once, behind all that it imports, as a function of its own, so that names can't meet."""
    done: dict[Path, str] = {}
    begun: set[Path] = set()

    def add(path: Path) -> None:
        if path in done:
            return
        if path in begun:
            raise ValueError(f"{path.name} imports itself, directly or not")
        begun.add(path)
        text = path.read_text("utf-8")
        for found in _MODULE.finditer(text):
            add(path.with_name(f"{found['name']}.js"))
        done[path] = _as_function(path.stem, text)

    add(entry)
    return list(done.values())


def _as_function(name: str, text: str) -> str:
    exports = ", ".join(found["name"] for found in _EXPORT.finditer(text))
    body = _EXPORT.sub("", _MODULE.sub(_taken, text))
    return f"const ${name} = (() => {{\n{body}\nreturn {{ {exports} }};\n}})();\n"


def _taken(found: re.Match[str]) -> str:
    return f"const {{ {found['names']} }} = ${found['name']};\n" if found["names"] else ""


def _checked(path: Path, text: str) -> str:
    if left := _LEFT.search(text):
        raise ValueError(f"{path.name}: {left[0].strip()} is an import or export of a form that can't be bundled")
    return text
