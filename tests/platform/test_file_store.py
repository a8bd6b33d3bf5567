"""Uploaded contents: whole or not at all, each once."""

import io
from pathlib import Path

import pytest

from stepmark.platform.errors import Problem
from stepmark.platform.file_store import FileStore


def test_a_content_lies_under_its_hash(tmp_path: Path) -> None:
    kept = FileStore(tmp_path, 100).keep(io.BytesIO(b"abc"))
    assert kept.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert kept.size == 3
    assert FileStore(tmp_path, 100).path(kept.sha256).read_bytes() == b"abc"


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path, 100)
    assert store.keep(io.BytesIO(b"abc")) == store.keep(io.BytesIO(b"abc"))
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("size", [11, 5_000_000])
def test_what_is_too_large_leaves_nothing_behind(tmp_path: Path, size: int) -> None:
    with pytest.raises(Problem) as refused:
        FileStore(tmp_path, 10).keep(io.BytesIO(b"x" * size))
    assert refused.value.type == "too-large"
    assert list(tmp_path.iterdir()) == []


def test_a_sender_who_gives_up_leaves_nothing_behind(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        FileStore(tmp_path, 10).keep(Broken())
    assert list(tmp_path.iterdir()) == []
