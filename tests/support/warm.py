"""Imported by the process from which servers are forked: all that a server or a worker imports."""
# ruff: noqa: E402 - as `stepmark` itself does

from stepmark.platform import garbage

garbage.pause()

import stepmark.cli
import stepmark.worker.queued  # noqa: F401 - for workers on PostgreSQL
from tests.support.web import built_app

built_app()
