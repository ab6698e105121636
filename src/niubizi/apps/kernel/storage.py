"""Files under their content's hash: written once, fsynced before any row speaks of them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

from niubizi.apps.kernel.models import StoredFile
from niubizi.documents.whole import clear_halves, sync_folder, written_whole


class ContentStorage(FileSystemStorage):
    """A file system storage that holds whole files only.

    A file is written beside its place, synced, and renamed into it, so that a name that exists has
    all its bytes even if the machine was switched off in between. Names are hashes of contents:
    a file that is there already may be replaced by itself.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File[bytes]) -> str:
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(place) as beside:
            beside.writelines(content.chunks())
        sync_folder(place.parent.parent)
        return name


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def keep(data: bytes) -> str:
    """Puts the bytes in their place, where they aren't yet, and answers their SHA-256."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not default_storage.exists(_name(sha256)):
        default_storage.save(_name(sha256), ContentFile(data))
    return sha256


def kept(sha256: str) -> bytes | None:
    """The bytes under a hash; ``None`` where they are missing or are others."""
    if not default_storage.exists(_name(sha256)):
        return None
    with default_storage.open(_name(sha256), "rb") as stream:
        data = stream.read()
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def store(data: bytes, *, media_type: str, at: datetime) -> StoredFile:
    """Keeps the bytes and answers their row; the same bytes are kept once."""
    sha256 = keep(data)
    row, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": len(data), "media_type": media_type, "stored_at": at}
    )
    if not default_storage.exists(_name(sha256)):
        # Bytes that nobody spoke of were being cleared away at this very moment.
        default_storage.save(_name(sha256), ContentFile(data))
    return row


def open_file(row: StoredFile) -> IO[bytes]:
    """The stored bytes as an open file."""
    return default_storage.open(_name(row.sha256), "rb")


def read_file(row: StoredFile) -> bytes:
    with open_file(row) as stream:
        return stream.read()


def forget(row: StoredFile) -> bool:
    """Removes a file that no row speaks of any more, inside the caller's transaction.

    Answers whether it did. Should the transaction fail after all, what is left is a row without
    bytes that nobody reads; :func:`store` brings the bytes again.
    """
    if any(
        relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
        for relation in StoredFile._meta.related_objects
    ):
        return False
    row.delete()
    default_storage.delete(_name(row.sha256))
    return True


def clear_abandoned(*, now: datetime) -> int:
    """Removes half-written files of processes that were killed; answers how many."""
    return clear_halves(Path(default_storage.path("")), now=now, below=True)
