"""Finding the classes of a folder, so that adding one is adding its file."""

from collections.abc import Iterator
from importlib import import_module
from inspect import isabstract
from pkgutil import iter_modules
from typing import Any


def found_in(package: str, base: Any) -> Iterator[Any]:
    """One object of each concrete class below `base` that a module of the package defines."""
    for module in iter_modules(import_module(package).__path__):
        loaded = import_module(f"{package}.{module.name}")
        for each in vars(loaded).values():
            if _is_own(each, base, loaded.__name__):
                yield each()


def _is_own(each: Any, base: Any, module: str) -> bool:
    return isinstance(each, type) and issubclass(each, base) and each.__module__ == module and not isabstract(each)
