"""What every app stands on: people who sign in, the audit trail, stored files, settings."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from niubizi.apps.kernel.guards import Guard


class UserManager(BaseUserManager["User"]):
    """Finds users by their sign-in name, in whatever case it was typed."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. What they may do stands in grants, never here."""

    username = models.CharField("账号", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    unit_name = models.CharField("单位", max_length=128, blank=True)
    phone = models.CharField("电话", max_length=32, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField(default=False)
    one_time_since = models.DateTimeField("一次性密码发出时间", null=True, blank=True)
    password_set_at = models.DateTimeField("密码设置时间", null=True, blank=True)
    awaits_release = models.BooleanField("密码重置待确认", default=False)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"


class PastPassword(models.Model):
    """The hash of a password that was the person's before, so that it isn't taken again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"{self.user_id}"


class SignInGuard(models.Model):
    """Failures in a row at a sign-in name or an address, and until when tries are refused.

    The key is a keyed hash: a name that was typed may be no name but a password. Names that nobody
    has are guarded like others, so that the answer doesn't tell them apart.
    """

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField()
    refused_until = models.DateTimeField(null=True)
    noted_until = models.DateTimeField(null=True)
    """The lock of which the trail says already that somebody went on trying."""

    def __str__(self) -> str:
        return f"{self.failures}"


class Session(AbstractBaseSession):
    """A session as Django keeps it, with whose it is, so that it can be listed and ended."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id} {self.address}"


class SecondFactor(models.Model):
    """A person's time-based one-time password; ``secret`` is sealed (``kernel.sealing``).

    It counts once ``confirmed_at`` is set. ``last_step`` is the latest step whose code was taken:
    no code is taken twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.TextField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.user_id}"


class RecoveryCode(models.Model):
    """A way in for whoever lost the second factor: found by its first letters, kept as a hash."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    lookup = models.CharField(max_length=4)
    code = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.lookup


class ApiToken(models.Model):
    """A key to the API in a person's name: its SHA-256, what it may, until when, when last used."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField("用途", max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField("末四位", max_length=4)
    scopes: models.JSONField[list[str]] = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField("到期")
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.name}（…{self.ending}）"


class AuditEntry(models.Model):
    """One line of the audit trail: who did what to what, with before and after.

    Lines are written by :mod:`niubizi.apps.kernel.audit` alone and chained by hash; nothing
    updates or deletes them.
    """

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=128)
    origin = models.CharField(max_length=64)
    action = models.CharField(max_length=64, db_index=True)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    subject_label = models.CharField(max_length=255)
    detail: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("subject_type", "subject_id")),)
        constraints = (Guard(name="trail_is_kept"),)

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}"


class AuditHead(models.Model):
    """The end of the trail, in one row: how many lines there are, and the hash of the last.

    The next line follows this hash and not that of the last row, so that lines cut off the end
    leave a gap that no later line covers. It only grows.
    """

    lines = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = (Guard(name="trail_only_grows", update="NEW.lines <= OLD.lines"),)

    def __str__(self) -> str:
        return f"{self.lines}:{self.hash}"


class StoredFile(models.Model):
    """Bytes kept once under their SHA-256; the owning app links to it and serves it."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=128)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256


class Job(models.Model):
    """Work too long for a request, or due by the clock: the row itself is the queue.

    :mod:`niubizi.apps.kernel.work` alone writes it. ``occurrence`` names what is due by the clock
    (``verify 2021-08-02``), once and for ever; what people ask for has an ``owner`` and speaks of
    ``subject_id``. A worker holds a running job until ``claimed_until``. ``result`` is what came of
    it, or why not, as code and facts of the refusal. All moments are the machine's own.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "排队等候"
        RUNNING = "running", "正在办理"
        DONE = "done", "已办完"
        REFUSED = "refused", "没有办成"
        FAILED = "failed", "出了故障"

    kind = models.CharField(max_length=32)
    label = models.CharField(max_length=255)
    subject_id = models.BigIntegerField(null=True)
    arguments: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    occurrence = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 unique
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="jobs")
    origin = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=64, blank=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    result: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=("id",),
                condition=models.Q(state__in=("waiting", "running")),
                name="jobs_in_flight",
            ),
            models.Index(fields=("kind", "subject_id"), name="jobs_of_subject"),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def is_over(self) -> bool:
        return self.state not in {Job.State.WAITING, Job.State.RUNNING}


class Setting(models.Model):
    """An office setting as JSON under a known key (:mod:`niubizi.apps.kernel.preferences`)."""

    key = models.CharField(max_length=64, unique=True)
    value: models.JSONField[Any] = models.JSONField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.key


class SavedView(models.Model):
    """A person's named view of a list: its filters, columns and sort as a query string."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    query = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "page", "name"), name="one_view_a_name"),
        )

    def __str__(self) -> str:
        return self.name
