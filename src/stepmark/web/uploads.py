"""Uploaded files on their way into the file store, which they reach before any transaction opens."""

from starlette.datastructures import FormData, UploadFile

from stepmark.commands.files import Upload
from stepmark.platform.file_store import FileStore
from stepmark.platform.settings import Settings
from stepmark.web.caller import Caller


def file_store(settings: Settings) -> FileStore:
    """The files folder of this installation."""
    return FileStore(settings.files_dir, settings.max_upload_mb * 1024 * 1024)


def uploads_in(caller: Caller, form: FormData, name: str) -> list[Upload]:
    """The files that a form sent under this name, stored."""
    sent = [each for each in form.getlist(name) if isinstance(each, UploadFile) and each.filename]
    return [_stored(caller, each) for each in sent]


def _stored(caller: Caller, upload: UploadFile) -> Upload:
    kept = file_store(caller.settings).keep(upload.file)
    return Upload(upload.filename or "", kept.sha256, kept.size)
