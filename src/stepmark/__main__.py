"""`python -m stepmark` is `stepmark`."""

from stepmark.cli import app

app()
