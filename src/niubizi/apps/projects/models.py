"""The ledger: projects, the lists they stand on, their plans and what belongs to them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import StoredFile
from niubizi.apps.orgs.models import Organization
from niubizi.apps.orgs.scopes import scope
from niubizi.domain.lifecycle import STAGE_WORDS, Stage, Track
from niubizi.domain.permissions import Operation
from niubizi.domain.progress import ScheduleRule


class Relation(models.TextChoices):
    """How an organization has to do with a project."""

    BLOCK = "block", "属地"
    DEPARTMENT = "department", "牵头部门"
    ASSISTING = "assisting", "配合部门"
    OWNER = "owner", "建设单位"
    LEADER_UNIT = "leader_unit", "包联单位"


class ProjectQuerySet(models.QuerySet["Project"]):
    """The one definition of who sees which project."""

    def visible_to(
        self, actor: Actor, operation: Operation = Operation.VIEW_PROJECTS
    ) -> ProjectQuerySet:
        """The projects that ``actor`` reaches with ``operation``: the ids of links in reach.

        One set of ids, so that a database begins with the few links of an officer instead of
        asking each of 100,000 projects whether it is theirs.
        """
        reach = scope(actor, operation)
        if reach.unrestricted:
            return self
        seen: list[models.QuerySet[Any, tuple[int]]] = []
        for relations, organizations in (
            ((Relation.BLOCK,), reach.territory),
            ((Relation.DEPARTMENT, Relation.ASSISTING, Relation.LEADER_UNIT), reach.related),
            ((Relation.OWNER,), reach.owned),
        ):
            if organizations:
                links = ProjectOrganization.objects.filter(
                    organization_id__among=organizations, relation__in=relations
                )
                seen.append(links.values_list("project_id"))
        if reach.user_id is not None:
            ties = ProjectPerson.objects.filter(user_id=reach.user_id)
            seen.append(ties.values_list("project_id"))
        if not seen:
            return self.none()
        first, *others = seen
        return self.filter(pk__in=first.union(*others, all=True) if others else first)


class Project(models.Model):
    """One investment project, from first lead to full capacity."""

    class Construction(models.TextChoices):
        NEW = "new", "新建"
        EXPANSION = "expansion", "扩建"
        REBUILDING = "rebuilding", "改建"
        UPGRADE = "upgrade", "技改"

    class Investor(models.TextChoices):
        GOVERNMENT = "government", "政府"
        STATE = "state", "国企"
        PRIVATE = "private", "民企"
        FOREIGN = "foreign", "外资"

    code = models.CharField("编号", max_length=32, unique=True)
    national_code = models.CharField(
        "投资项目代码", max_length=40, null=True, blank=True, unique=True
    )
    name = models.CharField("项目名称", max_length=255)
    pinyin = models.CharField(max_length=768, blank=True)
    initials = models.CharField(max_length=128, blank=True)
    content = models.TextField("建设内容及规模", blank=True)
    industry = models.CharField("产业类别", max_length=64, blank=True)
    subindustry = models.CharField("细分行业", max_length=64, blank=True)
    gbt4754 = models.CharField("国民经济行业代码", max_length=8, blank=True)
    investor = models.CharField("投资主体", max_length=16, choices=Investor, blank=True)
    construction = models.CharField("建设性质", max_length=16, choices=Construction, blank=True)
    flags: models.JSONField[list[str]] = models.JSONField("标签", default=list, blank=True)
    track = models.CharField(max_length=16, choices=[(t.value, t.name) for t in Track])
    stage = models.CharField(
        "阶段", max_length=16, choices=[(s.value, w) for s, w in STAGE_WORDS.items()]
    )
    total_fen = models.BigIntegerField("总投资")
    planned_start = models.DateField("计划开工", null=True, blank=True)
    planned_end = models.DateField("计划竣工", null=True, blank=True)
    started_on = models.DateField("开工日期", null=True, blank=True)
    completed_on = models.DateField("竣工日期", null=True, blank=True)
    owner_name = models.CharField("建设单位", max_length=128, blank=True)
    leader_name = models.CharField("包联领导", max_length=64, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    package = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    extra: models.JSONField[dict[str, Any]] = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        indexes = (
            models.Index(fields=("name",)),
            models.Index(fields=("initials",)),
            models.Index(fields=("stage",)),
        )
        constraints = (
            models.CheckConstraint(condition=Q(total_fen__gte=0), name="total_not_negative"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def stage_word(self) -> str:
        return Stage(self.stage).word


class ProjectOrganization(models.Model):
    """The one link between projects and organizations, with its relation."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="links")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="project_links"
    )
    relation = models.CharField(max_length=16, choices=Relation)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("project", "relation", "organization"), name="one_link_once"
            ),
            models.UniqueConstraint(
                fields=("project",), condition=Q(relation="block"), name="one_block_a_project"
            ),
        )
        indexes = (models.Index(fields=("organization", "relation", "project")),)

    def __str__(self) -> str:
        return f"{self.project_id} {self.relation} {self.organization_id}"


class ProjectPerson(models.Model):
    """A person tied to a project: the leader who looks after it, or its contact."""

    class Tie(models.TextChoices):
        PATRON = "patron", "包联领导"
        CONTACT = "contact", "项目联系人"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="projects"
    )
    tie = models.CharField(max_length=16, choices=Tie)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "project", "tie"), name="one_tie_once"),
        )

    def __str__(self) -> str:
        return f"{self.project_id} {self.tie} {self.user_id}"


class StageEvent(models.Model):
    """A step of a project's life: which stage, on which day, why."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="stage_events")
    stage = models.CharField(max_length=16)
    occurred_on = models.DateField()
    note = models.CharField(max_length=255, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("occurred_on", "id")

    def __str__(self) -> str:
        return f"{Stage(self.stage).word} {self.occurred_on}"


class ProjectAttachment(models.Model):
    """A document of a project: approval, drawing, picture."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=32, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-added_at", "-id")

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """A list of projects of a year and level (省重大, 市重大 …). Programmes are never summed."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "市级"
        BLOCK = "block", "区级"

    class BaseKind(models.TextChoices):
        PLANS = "plans", "年度计划之和"
        TARGET = "target", "年度目标"

    code = models.CharField("代码", max_length=32, unique=True)
    series = models.CharField("系列", max_length=32)
    name = models.CharField("名称", max_length=128)
    short_name = models.CharField("简称", max_length=32)
    level = models.CharField("级别", max_length=16, choices=Level)
    year = models.PositiveSmallIntegerField("年度")
    base_kind = models.CharField("完成率基数", max_length=8, choices=BaseKind)
    target_fen = models.BigIntegerField("年度目标", null=True, blank=True)
    schedule_rule = models.CharField(
        "序时口径",
        max_length=16,
        choices=[
            (ScheduleRule.ENTRIES.value, "按项目计划"),
            (ScheduleRule.PLAIN_MONTH.value, "按月份÷12"),
        ],
    )
    tolerance_points = models.PositiveSmallIntegerField("基本达序时容差", default=5)
    counts_packages = models.BooleanField("打包项目计为1项", default=True)
    document_number = models.CharField("文号", max_length=64, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-year", "position", "code")
        constraints = (
            models.UniqueConstraint(fields=("series", "year"), name="one_programme_a_year"),
        )

    def __str__(self) -> str:
        return self.name


class ProgrammeTarget(models.Model):
    """A programme's fixed target of one block."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="targets")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT)
    target_fen = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "organization"), name="one_target_a_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme_id} {self.organization_id}"


class Origin(models.TextChoices):
    """Whether an entry was on last year's list."""

    CARRY_OVER = "carry_over", "结转"
    NEW = "new", "新增"


class ProgrammeEntry(models.Model):
    """A project on a programme. It leaves by date and reason and is never deleted."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="entries")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField("序号", default=0)
    origin = models.CharField("结转/新增", max_length=16, choices=Origin)
    category = models.CharField("类别", max_length=64, blank=True)
    entered_on = models.DateField("调入日期")
    left_on = models.DateField("调出日期", null=True, blank=True)
    left_reason = models.CharField("调出原因", max_length=255, blank=True)
    planned_start = models.DateField("计划开工", null=True, blank=True)
    planned_end = models.DateField("计划竣工", null=True, blank=True)
    invested_before_fen = models.BigIntegerField("至上年底累计完成投资", null=True, blank=True)
    extra: models.JSONField[dict[str, Any]] = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("programme", "number", "id")
        constraints = (
            models.UniqueConstraint(fields=("programme", "project"), name="once_on_a_programme"),
        )
        indexes = (models.Index(fields=("project", "programme")),)

    def __str__(self) -> str:
        return f"{self.programme_id}/{self.project_id}"


class PlanVersion(models.Model):
    """An entry's annual plan from a period on, with document number and reason."""

    entry = models.ForeignKey(ProgrammeEntry, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField("版本", default=1)
    from_month = models.PositiveSmallIntegerField("自几月起", default=1)
    annual_fen = models.BigIntegerField("年度计划")
    months_fen: models.JSONField[list[int]] = models.JSONField("月度计划", default=list, blank=True)
    document_number = models.CharField("文号", max_length=64, blank=True)
    reason = models.CharField("原因", max_length=255, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)

    class Meta:
        ordering = ("entry", "number")
        constraints = (
            models.UniqueConstraint(fields=("entry", "number"), name="plan_numbers_once"),
            models.CheckConstraint(condition=Q(annual_fen__gte=0), name="plan_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.entry_id} 第{self.number}版"


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Who is to answer a remark."""

    def addressed_to(self, actor: Actor) -> RemarkQuerySet:
        """Remarks on projects and blocks that ``actor`` reaches as one who answers."""
        reach = scope(actor, Operation.ANSWER_REMARKS)
        if reach.unrestricted:
            return self
        projects = Project.objects.visible_to(actor, Operation.ANSWER_REMARKS)
        # Asked of each remark, of which there are few, and not of each project in reach.
        reached = Exists(projects.filter(pk=OuterRef("project")))
        return self.filter(reached | Q(organization__among=reach.territory))


class Remark(models.Model):
    """批示、留言: what a leader says of a project or of a block, with what was answered."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, related_name="remarks"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="remarks"
    )
    text = models.TextField()
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    left_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ("-left_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(project__isnull=True) ^ Q(organization__isnull=True),
                name="remark_on_one_subject",
            ),
        )

    def __str__(self) -> str:
        return str(self.project or self.organization)


class ColumnMapping(models.Model):
    """What an office decided about the columns of a workbook of its own layout."""

    signature = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    columns: models.JSONField[dict[str, str]] = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """An uploaded workbook on its way into the ledger: previewed, applied or given up."""

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        APPLIED = "applied", "已导入"
        ABANDONED = "abandoned", "已放弃"

    kind = models.CharField(max_length=16)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    file_name = models.CharField(max_length=255)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True)
    period_code = models.CharField(max_length=8, blank=True)
    sheet = models.CharField(max_length=128, blank=True)
    columns: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=State, default=State.PREVIEW)
    result: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name
