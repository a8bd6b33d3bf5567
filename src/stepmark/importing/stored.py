"""Imports whose files lie in the file store: read again whenever somebody looks, and when they are carried on."""

from stepmark.catalogue.kinds import KINDS
from stepmark.domain.imports import ImportRun
from stepmark.domain.rights import Actor
from stepmark.importing.mapping import Mapping
from stepmark.importing.plan import Plan, plan_import
from stepmark.platform.db import Database
from stepmark.platform.errors import Problem
from stepmark.platform.file_store import FileStore
from stepmark.platform.i18n import _


def stored_bytes(store: FileStore, run: ImportRun) -> bytes:
    """The file's content; refused when it is not kept any more."""
    try:
        return store.path(run.sha256).read_bytes()
    except OSError:
        text = _("The file “%(name)s” is not kept any more. Upload it again.", name=run.file_name)
        raise Problem("not-found", text, field="file") from None


def mapping_of(run: ImportRun) -> Mapping:
    """What was said about the file."""
    return Mapping.model_validate(run.mapping)


def stored_plan(database: Database, store: FileStore, actor: Actor, run: ImportRun) -> Plan:
    """The import as it would be, or is being, carried out; refuses what its file or its mapping leaves open."""
    return plan_import(database, actor, KINDS[run.kind], run.file_name, stored_bytes(store, run), mapping_of(run))
