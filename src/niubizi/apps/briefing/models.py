"""The official document of a period: drafts whose text is edited, issues whose bytes are kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from niubizi.apps.kernel.guards import Guard
from niubizi.apps.kernel.models import StoredFile
from niubizi.apps.projects.models import Programme
from niubizi.apps.reporting.models import Closing, Period


class BriefingTemplate(models.Model):
    """A Word template of the office; the latest one in force is used."""

    name = models.CharField(max_length=128)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    uploaded_at = models.DateTimeField()
    is_current = models.BooleanField(default=False)

    class Meta:
        ordering = ("-uploaded_at", "-id")

    def __str__(self) -> str:
        return self.name


class Briefing(models.Model):
    """A briefing of a period and programme: draft → issued."""

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已印发"

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="briefings")
    programmes = models.ManyToManyField(Programme, related_name="briefings")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    title = models.CharField("标题", max_length=255)
    texts: models.JSONField[list[dict[str, Any]]] = models.JSONField("正文", default=list)
    number = models.CharField("发文字号", max_length=64, blank=True)
    addressees = models.CharField("主送", max_length=255, blank=True)
    copies = models.CharField("抄送", max_length=255, blank=True)
    issued_on = models.DateField("成文日期", null=True, blank=True)
    closing = models.ForeignKey(
        Closing, on_delete=models.PROTECT, related_name="briefings", null=True, blank=True
    )
    template = models.ForeignKey(BriefingTemplate, on_delete=models.PROTECT, null=True, blank=True)
    document = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    annex = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-id",)
        constraints = (
            Guard(
                name="issued_is_kept",
                update="OLD.state = 'issued'",
                delete="OLD.state = 'issued'",
            ),
        )

    def __str__(self) -> str:
        return self.title
