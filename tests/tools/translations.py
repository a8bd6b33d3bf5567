"""Whether every text of the code and the templates is translated; --update brings the .po files up to date."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("pl", "ru")
_ROOT = Path(__file__).parents[2]
_LOCALE = _ROOT / "src" / "stepmark" / "locale"
# Where texts stand, and what reads them there.
_SOURCES = {"src/stepmark": [("**.py", "python")], "templates": [("**.*", "jinja2")]}
_OPTIONS = {
    "**.*": {
        "encoding": "utf-8",
        "extensions": "jinja2.ext.do",
        "newstyle_gettext": "true",
        "silent": "false",
        "trimmed": "true",
    }
}
_KEYWORDS = {**DEFAULT_KEYWORDS, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
_PLACE = re.compile(r"%\((\w+)\)")


def main() -> None:
    """Report what is wrong, one line each, and exit with 1; or write the files anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write new texts into the .po files and drop old ones")
    update = parser.parse_args().update
    texts = extracted(_ROOT)
    if update:
        for language in LANGUAGES:
            _write(_path(language), updated(_read(_path(language), language), texts))
    faults = [f"{language}: {each}" for language in LANGUAGES for each in faults_in(_read_for(language), texts)]
    print("\n".join(faults) or f"{len(texts)} texts, all translated into {' and '.join(LANGUAGES)}")
    sys.exit(1 if faults and not update else 0)


def extracted(root: Path) -> Catalog:
    """All texts of the product that gettext will be asked for."""
    texts = Catalog(project="Stepmark", charset="utf-8")
    for folder, methods in _SOURCES.items():
        options = _OPTIONS if folder == "templates" else {}
        found = extract_from_dir(
            root / folder,
            methods,
            options,
            keywords=_KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
            directory_filter=lambda _: True,  # Babel would leave out _macros
        )
        for file, _line, message, comments, context in found:
            texts.add(message, None, [(f"{folder}/{file}", 0)], auto_comments=comments, context=context)
    return texts


def faults_in(catalog: Catalog, texts: Catalog) -> Iterator[str]:
    """What a language's catalogue lacks or has wrong against the extracted texts."""
    for text in texts:
        if not text.id:
            continue
        message = catalog.get(_key(text), text.context)
        if message is None:
            yield f"missing: {_key(text)!r} ({text.locations[0][0]})"
        else:
            yield from _faults_of(message, text, catalog.num_plurals)
    for message in catalog:
        if message.id and texts.get(_key(message), message.context) is None:
            yield f"no longer used: {_key(message)!r}"
    yield from (f"obsolete: {message!r}" for message in catalog.obsolete)


def updated(catalog: Catalog, texts: Catalog) -> Catalog:
    """The catalogue with exactly the extracted texts in it, translated as far as it knew them."""
    catalog.update(texts, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def _faults_of(message: Message, text: Message, plurals: int) -> Iterator[str]:
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    if message.fuzzy:
        yield f"fuzzy: {_key(message)!r}"
    if message.pluralizable != text.pluralizable or (text.pluralizable and len(forms) != plurals):
        yield f"other plural forms expected: {_key(message)!r}"
    elif not all(forms):
        yield f"not translated: {_key(message)!r}"
    elif any(_places(form) not in _allowed_places(text) for form in forms):
        yield f"other places to fill in: {_key(message)!r}"


def _allowed_places(text: Message) -> list[set[str]]:
    """The English one-form may leave the number out ("one deal"), and then a translation's may too."""
    return [_places(each) for each in (text.id if isinstance(text.id, (list, tuple)) else (text.id,))]


def _places(form: str | None) -> set[str]:
    return set(_PLACE.findall(form or ""))


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, (list, tuple)) else message.id


def _path(language: str) -> Path:
    return _LOCALE / language / "LC_MESSAGES" / "messages.po"


def _read_for(language: str) -> Catalog:
    return _read(_path(language), language)


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, project="Stepmark", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # Files without line numbers, in one order: a change elsewhere must not touch this file.
        write_po(file, catalog, width=120, include_lineno=False, sort_output=True)


if __name__ == "__main__":
    main()
