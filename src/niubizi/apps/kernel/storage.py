"""Files under their content's hash: written once, fsynced before any row speaks of them."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

from niubizi.apps.kernel.models import StoredFile


class ContentStorage(FileSystemStorage):
    """A file system storage that syncs what it writes and never overwrites."""

    def _save(self, name: str, content: File[bytes]) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        for path in (self.path(saved), os.path.dirname(self.path(saved))):  # noqa: PTH120
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return saved


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def store(data: bytes, *, media_type: str, at: datetime) -> StoredFile:
    """Keeps the bytes and answers their row; the same bytes are kept once."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not default_storage.exists(_name(sha256)):
        default_storage.save(_name(sha256), ContentFile(data))
    row, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": len(data), "media_type": media_type, "stored_at": at}
    )
    return row


def open_file(row: StoredFile) -> IO[bytes]:
    """The stored bytes as an open file."""
    return default_storage.open(_name(row.sha256), "rb")


def read_file(row: StoredFile) -> bytes:
    with open_file(row) as stream:
        return stream.read()
