"""What a person keeps or takes away: saved views of lists, and data that leaves as a file."""

from __future__ import annotations

from datetime import datetime

from niubizi.apps.kernel.actors import SYSTEM, Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.models import SavedView
from niubizi.domain.errors import DomainError


@use_case
def note_export(*, what: str, rows: int, filters: str, actor: Actor, at: datetime) -> None:
    """Leaves a line of data that left the platform as a file."""
    record(at=at, actor=actor, action="export", label=what, rows=rows, filters=filters)


@use_case
def note_copy(*, action: str, head: str, rows: int, at: datetime) -> None:
    """Leaves a line of a backup that was made, or of the database being restored from one."""
    record(at=at, actor=SYSTEM, action=action, label="全部数据", rows=rows, trail_hash=head)


@use_case
def view_save(*, page: str, name: str, query: str, actor: Actor, at: datetime) -> SavedView:
    """Keeps a person's view of a list under a name, over an older one of the same name."""
    if not name.strip():
        raise DomainError("view.unnamed")
    view, _ = SavedView.objects.update_or_create(
        user_id=actor.person_id, page=page, name=name.strip()[:64], defaults={"query": query}
    )
    record(at=at, actor=actor, action="view.save", subject=view)
    return view


@use_case
def view_delete(*, view_id: int, actor: Actor, at: datetime) -> None:
    """Forgets one's own saved view."""
    view = SavedView.objects.get(pk=view_id, user_id=actor.person_id)
    record(at=at, actor=actor, action="view.delete", subject=view)
    view.delete()
