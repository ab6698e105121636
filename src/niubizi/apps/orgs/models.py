"""The one tree of organizations, and who holds which role where."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from niubizi.apps.kernel.models import StoredFile
from niubizi.domain.orgtree import ids, upper
from niubizi.domain.roles import Role


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Reading the tree by paths and dates."""

    def within(self, path: str) -> OrganizationQuerySet:
        """The place of ``path`` and everything below it."""
        return self.filter(path__gte=path, path__lt=upper(path))

    def in_force(self, day: date) -> OrganizationQuerySet:
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )

    def blocks(self) -> OrganizationQuerySet:
        """板块: what stands directly below the city as territory or zone."""
        return self.filter(level=Organization.Level.BLOCK)


class Organization(models.Model):
    """A place, zone, department, headquarters or company in the one tree."""

    class Kind(models.TextChoices):
        TERRITORY = "territory", "行政区划"
        ZONE = "zone", "开发区（园区）"
        DEPARTMENT = "department", "部门"
        HEADQUARTERS = "headquarters", "指挥部"
        COMPANY = "company", "企业（项目单位）"

    class Level(models.TextChoices):
        CITY = "city", "市"
        BLOCK = "block", "板块"
        TOWN = "town", "镇街园区"
        NONE = "", "—"

    code = models.CharField("编码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=128)
    short_name = models.CharField("简称", max_length=32, blank=True)
    kind = models.CharField("类型", max_length=16, choices=Kind)
    level = models.CharField("级别", max_length=8, choices=Level, blank=True)
    gb2260 = models.CharField("区划代码", max_length=12, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=255, unique=True)
    position = models.PositiveIntegerField("排序", default=0)
    tile_x = models.SmallIntegerField("网格列", null=True, blank=True)
    tile_y = models.SmallIntegerField("网格行", null=True, blank=True)
    valid_from = models.DateField("起始日期", null=True, blank=True)
    valid_to = models.DateField("终止日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    version = models.PositiveIntegerField(default=1)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ("position", "path")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def depth(self) -> int:
        """Steps below the root."""
        return len(ids(self.path)) - 1


class RoleGrant(models.Model):
    """A role at a place with validity dates; given by the security administrator."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants"
    )
    role = models.CharField(max_length=32, choices=[(role.value, role.word) for role in Role])
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="grants")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("user_id", "role")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role", "organization", "valid_from"), name="one_grant_once"
            ),
        )

    def __str__(self) -> str:
        return f"{Role(self.role).word}@{self.organization_id}"


class ApprovedMap(models.Model):
    """The office's map of its places, approved under its 审图号; the one not removed is shown."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    name = models.CharField(max_length=255)
    approval = models.CharField("审图号", max_length=64)
    rings: models.JSONField[list[list[list[float]]]] = models.JSONField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.approval
