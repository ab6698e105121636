"""Reading people, saved views and the audit trail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from niubizi.apps.kernel.models import (
    ApiToken,
    AuditEntry,
    SavedView,
    SecondFactor,
    Session,
    StoredFile,
    User,
)


def users(*, search: str = "") -> QuerySet[User]:
    found = User.objects.all()
    if search:
        found = found.filter(
            Q(username__icontains=search)
            | Q(name__icontains=search)
            | Q(unit_name__icontains=search)
        )
    return found


def user_by_name(username: str) -> User | None:
    """The active user of a sign-in name."""
    return User.objects.filter(username__iexact=username, is_active=True).first()


def user_by_id(user_id: int) -> User | None:
    return User.objects.filter(pk=user_id, is_active=True).first()


def has_second_factor(user_id: int) -> bool:
    """Whether a person has a second factor that counts."""
    return SecondFactor.objects.filter(user_id=user_id).exclude(confirmed_at=None).exists()


def second_factor_offered(user_id: int) -> bool:
    """Whether a secret has been drawn for a person and waits to be confirmed."""
    return SecondFactor.objects.filter(user_id=user_id, confirmed_at=None).exists()


def recovery_codes_left(user_id: int) -> int:
    return User.objects.get(pk=user_id).recovery_codes.filter(used_at=None).count()


def sessions(*, user_id: int, moment: datetime) -> QuerySet[Session]:
    """A person's sessions that aren't over, the latest seen first."""
    return Session.objects.filter(user_id=user_id, expire_date__gt=moment).order_by("-seen_at")


def tokens(*, user_id: int | None = None) -> QuerySet[ApiToken]:
    """Tokens with their people, the latest first: a person's, or everybody's."""
    found = ApiToken.objects.select_related("user")
    return found if user_id is None else found.filter(user_id=user_id)


def saved_views(*, user_id: int, page: str) -> QuerySet[SavedView]:
    return SavedView.objects.filter(user_id=user_id, page=page).order_by("name")


def audit_entries(
    *, search: str = "", action: str = "", subject_type: str = "", subject_id: str = ""
) -> QuerySet[AuditEntry]:
    """The trail, latest first."""
    found = AuditEntry.objects.all()
    if search:
        found = found.filter(Q(subject_label__icontains=search) | Q(actor_name__icontains=search))
    if action:
        found = found.filter(action=action)
    if subject_type:
        found = found.filter(subject_type=subject_type)
    if subject_id:
        found = found.filter(subject_id=subject_id)
    return found


def trail_of(subjects: Mapping[str, Collection[str]], limit: int = 500) -> list[AuditEntry]:
    """The latest lines about any of the subjects, given as type → ids: one query."""
    asked = Q(pk__in=[])
    for subject_type, ids in subjects.items():
        asked |= Q(subject_type=subject_type, subject_id__in=list(ids))
    return list(AuditEntry.objects.filter(asked)[:limit])


def stored_file(sha256: str) -> StoredFile | None:
    return StoredFile.objects.filter(sha256=sha256).first()
