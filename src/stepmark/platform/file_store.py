"""Uploaded contents, each once, under its SHA-256. A row may point at one only after it lies here safely."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO, NamedTuple

from stepmark.platform.errors import Problem
from stepmark.platform.i18n import _

_CHUNK = 1024 * 1024


class Kept(NamedTuple):
    """What was stored."""

    sha256: str
    size: int


class FileStore:
    """The files folder. Contents are never changed; a second upload of the same one costs nothing."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def keep(self, content: BinaryIO) -> Kept:
        """Store a content durably, whole or not at all; `too-large` beyond the limit."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix="upload-", delete=False) as draft:
            try:
                kept = self._copied(content, draft)
                os.fsync(draft.fileno())
                self._settle(Path(draft.name), self.path(kept.sha256))
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
        return kept

    def path(self, sha256: str) -> Path:
        """Where a content lies."""
        return self._folder / sha256[:2] / sha256

    def _copied(self, content: BinaryIO, draft: object) -> Kept:
        digest, size = hashlib.sha256(), 0
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            if size > self._most_bytes:
                limit = self._most_bytes // _CHUNK
                raise Problem(
                    "too-large", _("This file is larger than %(limit)s MB. Choose a smaller one.", limit=limit)
                )
            digest.update(chunk)
            draft.write(chunk)  # type: ignore[attr-defined]  # tempfile's wrapper has no public type
        draft.flush()  # type: ignore[attr-defined]  # the same
        return Kept(digest.hexdigest(), size)

    def _settle(self, draft: Path, target: Path) -> None:
        target.parent.mkdir(exist_ok=True)
        draft.replace(target)
        # The new name is safe only once its folder is written, and the folder's once its parent is.
        for folder in (target.parent, self._folder):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
