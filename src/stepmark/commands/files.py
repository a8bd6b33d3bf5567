"""Files on records: a row points at a content that the file store already holds."""

import mimetypes
import re
from typing import NamedTuple

from stepmark.catalogue.kinds import KINDS, Kind
from stepmark.commands.access import locked, not_found, record_to_edit, seen_record
from stepmark.commands.linked import file_changed
from stepmark.commands.work import Work
from stepmark.domain.deals import Sale
from stepmark.domain.notes import File
from stepmark.domain.record import Record
from stepmark.domain.rights import require
from stepmark.domain.tasks import Task
from stepmark.platform.clock import now
from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _
from stepmark.platform.text import is_storable
from stepmark.queries.files import seen_file
from stepmark.queries.notes import may_change

NAME_LIMIT = 300
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Upload(NamedTuple):
    """A content in the file store, with the name that its sender gave it."""

    name: str
    sha256: str
    size: int


def add_files(work: Work, kind: Kind, record_id: int, uploads: list[Upload]) -> list[int]:
    """Files on a record that the actor may edit. Returns their ids."""
    record = record_to_edit(work, kind.model, record_id)
    if not uploads:
        raise Problem("invalid", _("Choose a file."), field="file")
    files = [_file(work, upload, kind, record_id) for upload in uploads]
    names = [file.name for file in files]
    work.happened(
        "file.added",
        kind.name,
        record_id,
        {"file": (None, ", ".join(names)), "file_ids": _ids(files)},
        label=record.label,
        deal_id=deal_of(record),
    )
    return [file.id for file in files]


def add_loose_file(work: Work, upload: Upload) -> int:
    """A file for a field of a record that may not exist yet; only its uploader sees it until it is in there."""
    require(work.actor.can_create)
    return _file(work, upload).id


def delete_file(work: Work, file_id: int) -> File:
    """Take one's own file away; to a field that holds it, it counts as gone."""
    file = seen_file(work.session, work.actor, file_id)
    if file is None:
        raise not_found()
    require(may_change(work.actor, file.author_id))
    # Whoever ticks a step by this file at the same time holds it; the deal's field is looked at after that.
    file = locked(work, File, file_id)
    record = seen_record(work, KINDS[file.kind].model, file.record_id) if file.kind and file.record_id else None
    file.deleted_at = now()
    file.touch()
    if record is not None and file.kind:
        changes = {"file": (file.name, None), "file_ids": _ids([file])}
        work.happened("file.deleted", file.kind, record.id, changes, label=record.label, deal_id=deal_of(record))
    work.session.flush()
    file_changed(work, file.id)
    return file


def restore_file(work: Work, file_id: int) -> File:
    """Bring one's own deleted file back; to a field that holds it, it is there again."""
    file = locked(work, File, file_id, deleted=True)
    if file.kind is None or file.record_id is None:
        raise not_found()
    record = seen_record(work, KINDS[file.kind].model, file.record_id)
    require(may_change(work.actor, file.author_id))
    file.deleted_at = None
    file.touch()
    changes = {"file": (None, file.name), "file_ids": _ids([file])}
    work.happened("file.restored", file.kind, record.id, changes, label=record.label, deal_id=deal_of(record))
    work.session.flush()
    file_changed(work, file.id)
    return file


def clean_name(name: str) -> str:
    """A name that any system can store: no path, no control or direction marks, at most 300 characters."""
    last = re.split(r"[\\/]", name)[-1]
    storable = last if is_storable(last) else last.encode("utf-8", "ignore").decode()
    cleaned = _UNSEEN.sub("", storable).strip().strip(".")
    if len(cleaned) > NAME_LIMIT:
        stem, dot, ending = cleaned.rpartition(".")
        cleaned = (
            f"{stem[: NAME_LIMIT - len(ending) - 1]}.{ending}" if dot and len(ending) < 20 else cleaned[:NAME_LIMIT]
        )
    return cleaned or "file"


def deal_of(record: Record) -> int | None:
    """The deal on whose timeline an event about this record also stands."""
    if isinstance(record, Sale):
        return record.id
    return record.deal_id if isinstance(record, Task) else None


def _ids(files: list[File]) -> tuple[list[int], list[int]]:
    # The same before and after: which files an event is about, as undoing it must know.
    ids = [file.id for file in files]
    return ids, ids


def _file(work: Work, upload: Upload, kind: Kind | None = None, record_id: int | None = None) -> File:
    name = clean_name(upload.name)
    file = File(
        kind=kind.name if kind else None,
        record_id=record_id,
        name=name,
        size=upload.size,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        sha256=upload.sha256,
        author_id=work.actor.member_id,
    )
    work.session.add(file)
    work.session.flush()
    return file
