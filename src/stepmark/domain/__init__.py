"""Mapped classes and their behaviour, one file for each thing. Importing the package maps every table."""

from importlib import import_module
from pkgutil import iter_modules

for each in iter_modules(__path__):
    import_module(f"{__name__}.{each.name}")
