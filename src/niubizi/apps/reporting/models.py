"""The month: periods, returns with their reviews, live positions and what closings froze."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from niubizi.apps.kernel.guards import Guard
from niubizi.apps.kernel.models import StoredFile
from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Programme, ProgrammeEntry, Project
from niubizi.domain.deadlines import DueMode
from niubizi.domain.periods import Month
from niubizi.domain.review import State, current_figure

BLOCK_LEVEL = 1
CITY_LEVEL = 2
"""The levels of the review route, as ordinals of :class:`PeriodLevel`."""


class Period(models.Model):
    """A month of reporting: open → prepared → closed, and possibly open again."""

    class State(models.TextChoices):
        OPEN = "open", "填报中"
        PREPARED = "prepared", "待确认关账"
        CLOSED = "closed", "已关账"

    code = models.CharField(max_length=8, unique=True)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    cutoff = models.DateField("数据截止日")
    opened_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-code",)

    def __str__(self) -> str:
        return self.code

    @property
    def key(self) -> Month:
        return Month(self.year, self.month)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class PeriodLevel(models.Model):
    """One level of the review route of a period, in order, with its due moment."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="levels")
    ordinal = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=16)
    name = models.CharField(max_length=32)
    due_at = models.DateTimeField()

    class Meta:
        ordering = ("period", "ordinal")
        constraints = (
            models.UniqueConstraint(fields=("period", "ordinal"), name="levels_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.period_id} {self.name}"


class CalendarDay(models.Model):
    """A day that isn't what its weekday says: a holiday on a Monday, a Saturday that is worked."""

    day = models.DateField("日期", unique=True)
    is_worked = models.BooleanField("上班")
    name = models.CharField("名称", max_length=32, blank=True)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day}{'上班' if self.is_worked else '放假'}"


class CalendarRule(models.Model):
    """The office's return calendar beyond its due days: one row, or none for the plain one."""

    mode = models.CharField("期限", max_length=16, choices=[(m.value, m.word) for m in DueMode])
    merges_first_two = models.BooleanField("1—2月合并报送", default=False)
    december_cutoff_day = models.PositiveSmallIntegerField("12月数据截止日", null=True)
    december_block_day = models.PositiveSmallIntegerField("12月板块报送截止日", null=True)
    december_city_day = models.PositiveSmallIntegerField("12月市级审定截止日", null=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return "报送日历"


class ProgressReport(models.Model):
    """A project's figures for one period. Immutable once approved: a correction is a revision."""

    class Source(models.TextChoices):
        GRID = "grid", "网页填报"
        WORKBOOK = "workbook", "工作簿"
        API = "api", "接口"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reports")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    revision = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(
        max_length=16, choices=[(s.value, s.word) for s in State], default=State.DRAFT.value
    )
    level = models.PositiveSmallIntegerField(default=0)
    reported_fen = models.BigIntegerField("本年累计（上报数）", null=True)
    reviewed_fen = models.BigIntegerField("本年累计（审核数）", null=True)
    approved_fen = models.BigIntegerField("本年累计（审定数）", null=True)
    since_start_fen = models.BigIntegerField("自开工累计", null=True)
    progress = models.TextField("形象进度", blank=True)
    problems = models.TextField("存在问题", blank=True)
    reason = models.TextField("说明", blank=True)
    source = models.CharField(max_length=16, choices=Source)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    handed_up_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    suspicions: models.JSONField[list[dict[str, Any]]] = models.JSONField(default=list)
    suspicion_weight = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("project", "period", "revision")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "period", "revision"), name="one_revision_once"
            ),
            models.UniqueConstraint(
                fields=("project", "period"),
                condition=~Q(state="approved"),
                name="one_return_under_way",
            ),
            Guard(
                name="approved_is_kept",
                columns=(
                    "project_id",
                    "period_id",
                    "revision",
                    "state",
                    "reported_fen",
                    "reviewed_fen",
                    "approved_fen",
                    "since_start_fen",
                    "approved_at",
                    "approved_by_id",
                ),
                update="OLD.state = 'approved'",
                delete="OLD.state = 'approved'",
            ),
        )
        indexes = (models.Index(fields=("period", "state", "level")),)

    def __str__(self) -> str:
        return f"{self.project} {self.period} 第{self.revision}版"

    @property
    def current_fen(self) -> int | None:
        return current_figure(self.approved_fen, self.reviewed_fen, self.reported_fen)


class ReportStep(models.Model):
    """A deed of the review: who did what to a return at which level, and what changed."""

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=16)
    level = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    comment = models.TextField(blank=True)
    before_fen = models.BigIntegerField(null=True)
    after_fen = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("report", "id")

    def __str__(self) -> str:
        return f"{self.report_id} {self.action}"


class ReportPhoto(models.Model):
    """A site photo of a return with what its EXIF says."""

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    taken_on = models.DateField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("report", "id")
        constraints = (models.UniqueConstraint(fields=("report", "file"), name="one_photo_once"),)

    def __str__(self) -> str:
        return self.name


class StandingRow(models.Model):
    """Where one entry stands in a period: the columns that metrics group, live and frozen alike.

    ``path`` and ``organization`` are the project's block; ``owes`` says whether a return is due,
    ``parts`` how many projects the entry holds when packages are split, ``as_parts`` that its
    programme counts it so; then ``parts_owing``, ``parts_carried`` and ``parts_unreported`` say of
    how many of them a return is due, was carried, was never approved.
    """

    programme_id: int
    origin = models.CharField(max_length=16)
    industry = models.CharField(max_length=64, blank=True)
    category = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=255)
    annual_plan_fen = models.BigIntegerField()
    due_fen = models.BigIntegerField()
    invested_fen = models.BigIntegerField()
    parts = models.PositiveSmallIntegerField(default=1)
    owes = models.BooleanField()
    carried = models.BooleanField()
    unreported = models.BooleanField()
    not_yet_started = models.BooleanField()
    progress_class = models.CharField(max_length=16, blank=True)
    source_period = models.CharField(max_length=8, blank=True)
    as_parts = models.BooleanField(db_default=False)
    parts_owing = models.PositiveSmallIntegerField(db_default=0)
    parts_carried = models.PositiveSmallIntegerField(db_default=0)
    parts_unreported = models.PositiveSmallIntegerField(db_default=0)

    class Meta:
        abstract = True


class Position(StandingRow):
    """The live row of an entry in an open period, kept by the approving service."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="positions")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(ProgrammeEntry, on_delete=models.PROTECT, related_name="positions")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="positions")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source_report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("period", "entry"), name="one_position_an_entry"),
        )
        indexes = (
            models.Index(fields=("period", "programme", "path")),
            # A list narrowed to a block, without asking each row of the programme.
            models.Index(fields=("period", "programme", "organization")),
            models.Index(fields=("period", "project")),
        )

    def __str__(self) -> str:
        return f"{self.period_id}/{self.entry_id}"


class ClosingPreparation(models.Model):
    """A closing that one person has prepared and another has to confirm."""

    period = models.OneToOneField(Period, on_delete=models.CASCADE, related_name="preparation")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    prepared_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    summary: models.JSONField[dict[str, Any]] = models.JSONField()

    def __str__(self) -> str:
        return f"{self.period_id}"


class Closing(models.Model):
    """An act on a period: a closing or a reopening. The chain of digests runs over the acts."""

    class Kind(models.TextChoices):
        CLOSE = "close", "关账"
        REOPEN = "reopen", "重新开账"

    sequence = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="closings")
    number = models.PositiveSmallIntegerField("第几次关账")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    summary: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    format = models.PositiveSmallIntegerField(default=1)
    # Where the audit trail ended when this was sealed: how many lines, and the hash of the last.
    trail_lines = models.PositiveBigIntegerField(default=0)
    trail_hash = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64, blank=True)
    # Set when a briefing is issued from it: then blocks see each other's totals and the period
    # can't be reopened. Not part of the digest, which was taken before.
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-sequence",)
        constraints = (
            models.UniqueConstraint(
                fields=("period", "number"), condition=Q(kind="close"), name="closings_numbered"
            ),
            Guard(
                name="sealed_is_kept",
                columns=(
                    "id",
                    "sequence",
                    "kind",
                    "period_id",
                    "number",
                    "prepared_by_id",
                    "confirmed_by_id",
                    "at",
                    "reason",
                    "summary",
                    "format",
                    "trail_lines",
                    "trail_hash",
                    "digest",
                    "previous_digest",
                ),
                update="OLD.digest <> ''",
                delete="OLD.digest <> ''",
            ),
        )

    def __str__(self) -> str:
        return f"{self.period} {self.get_kind_display()} 第{self.number}次"


class ClosingEntry(StandingRow):
    """An entry as it stood when its period was closed, with the names of that day."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="entries")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    entry_id = models.BigIntegerField()
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="closing_entries")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    source_report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="+", null=True
    )
    programme_code = models.CharField(max_length=32)
    project_code = models.CharField(max_length=32)
    project_name = models.CharField(max_length=255)
    organization_name = models.CharField(max_length=128)
    stage = models.CharField(max_length=16)
    total_fen = models.BigIntegerField()
    problems = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("closing", "entry_id"), name="one_frozen_row"),
            Guard(name="frozen_entry_is_kept"),
        )
        indexes = (
            models.Index(fields=("closing", "programme", "path")),
            models.Index(fields=("closing", "project")),
        )

    def __str__(self) -> str:
        return f"{self.closing_id}/{self.entry_id}"


class ClosingFigure(models.Model):
    """A frozen figure row: programme × place × cut, with its totals, base and rank."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="figures")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    programme_code = models.CharField(max_length=32)
    organization_code = models.CharField(max_length=32)
    organization_name = models.CharField(max_length=128)
    cut = models.CharField(max_length=128)
    entries = models.PositiveIntegerField()
    parts = models.PositiveIntegerField()
    carry_over = models.PositiveIntegerField()
    new = models.PositiveIntegerField()
    annual_plan_fen = models.BigIntegerField()
    base_fen = models.BigIntegerField()
    due_fen = models.BigIntegerField()
    invested_fen = models.BigIntegerField()
    owed = models.PositiveIntegerField()
    carried = models.PositiveIntegerField()
    unreported = models.PositiveIntegerField()
    ahead = models.PositiveIntegerField()
    on_track = models.PositiveIntegerField()
    behind = models.PositiveIntegerField()
    surplus = models.PositiveIntegerField(db_default=0)
    rank = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("closing", "programme", "organization", "cut"), name="one_figure_row"
            ),
            Guard(name="frozen_figure_is_kept"),
        )
        indexes = (models.Index(fields=("programme", "organization", "cut")),)

    def __str__(self) -> str:
        return f"{self.closing_id}:{self.programme_code}:{self.organization_code}:{self.cut}"


class ClosingMarks(models.Model):
    """A short hash of each frozen entry, packed in order of entry ids: says which row was changed.

    The digest holds the marks as well as the rows (:mod:`niubizi.apps.reporting.services.freezing`).
    """

    closing = models.OneToOneField(Closing, on_delete=models.PROTECT, related_name="marks")
    data = models.BinaryField()

    class Meta:
        constraints = (Guard(name="marks_are_kept"),)

    def __str__(self) -> str:
        return f"{self.closing_id}"
