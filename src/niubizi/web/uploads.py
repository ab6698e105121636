"""Files that people send: named safely, and no larger than the office allows."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.conf import settings
from django.http import HttpRequest

from niubizi.domain.errors import DomainError


def uploaded(request: HttpRequest, name: str) -> tuple[str, bytes]:
    """The name and the bytes of an uploaded file.

    Raises ``upload.missing``, or ``upload.too_large`` before a byte of it is held in memory.
    """
    given = request.FILES.get(name)
    if given is None or not given.name:
        raise DomainError("upload.missing")
    limit: int = settings.UPLOAD_LIMIT_BYTES
    if given.size is None or given.size > limit:
        raise DomainError("upload.too_large", limit=limit // (1024 * 1024))
    # Some browsers send the whole path.
    plain = PurePosixPath(given.name.replace("\\", "/")).name
    return plain[:255], given.read()
