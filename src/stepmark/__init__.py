"""Stepmark: a sales process as a checklist, with an automation engine around it."""

__version__ = "0.1.0"
