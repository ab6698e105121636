"""Files that people send: named safely, and no larger than the office allows."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from niubizi.domain.errors import DomainError


def uploaded(request: HttpRequest, name: str) -> tuple[str, bytes]:
    """The name and the bytes of an uploaded file.

    Raises ``upload.missing``, or ``upload.too_large`` before a byte of it is held in memory.
    """
    given = request.FILES.get(name)
    if given is None or not given.name:
        raise DomainError("upload.missing")
    refuse_too_large(given)
    return plain_name(given), given.read()


def refuse_too_large(file: UploadedFile[Any]) -> None:
    """Raises ``upload.too_large``; to be asked before the bytes are read."""
    if file.size is None or file.size > settings.UPLOAD_LIMIT_BYTES:
        raise DomainError("upload.too_large", limit=limit_mb())


def limit_mb() -> int:
    """How many MB a file may have."""
    limit: int = settings.UPLOAD_LIMIT_BYTES
    return limit // (1024 * 1024)


def plain_name(file: UploadedFile[Any]) -> str:
    """The file's own name: some browsers send the whole path."""
    return PurePosixPath((file.name or "").replace("\\", "/")).name[:255]
