"""The office's approved map: uploaded with its 审图号, shown until it is replaced or taken down."""

from __future__ import annotations

import re
from datetime import datetime

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.storage import store
from niubizi.apps.orgs.models import ApprovedMap
from niubizi.documents.boundaries import UnreadableBoundaries, read_boundaries
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation

_APPROVAL = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,6}[(（]\d{4}[)）]\d{1,6}号")


@use_case
def map_upload(*, name: str, data: bytes, approval: str, actor: Actor, at: datetime) -> ApprovedMap:
    """Puts a map in the place of the one before.

    Raises ``map.approval`` for what is no 审图号, ``map.not_json``, ``map.no_polygons``,
    ``map.not_degrees`` and ``map.too_large`` for files without boundaries that can be drawn.
    """
    actor.require(Operation.EDIT_PROJECTS)
    number = "".join(approval.split())
    if not _APPROVAL.fullmatch(number):
        raise DomainError("map.approval", text=number)
    try:
        rings = read_boundaries(data)
    except UnreadableBoundaries as fault:
        raise DomainError(f"map.{fault.code}") from fault
    _take_down(at)
    row = ApprovedMap.objects.create(
        file=store(data, media_type="application/geo+json", at=at),
        name=name,
        approval=number,
        rings=[[list(point) for point in ring] for ring in rings],
        added_by_id=actor.person_id,
        added_at=at,
    )
    record(at=at, actor=actor, action="map.upload", subject=row, sha256=row.file.sha256)
    return row


@use_case
def map_remove(*, actor: Actor, at: datetime) -> None:
    """Takes the map down; its file and row stay for the auditor."""
    actor.require(Operation.EDIT_PROJECTS)
    current = ApprovedMap.objects.filter(removed_at__isnull=True).first()
    if current is not None:
        _take_down(at)
        record(at=at, actor=actor, action="map.remove", subject=current)


def _take_down(at: datetime) -> None:
    ApprovedMap.objects.filter(removed_at__isnull=True).update(removed_at=at)
