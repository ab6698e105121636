"""The office's own Word templates: checked when they come in, one in force."""

from __future__ import annotations

from datetime import datetime

from niubizi.apps.briefing.models import BriefingTemplate
from niubizi.apps.briefing.services.briefings import DOCX
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.storage import store
from niubizi.documents.briefings.check import TemplateRefused, check_template
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation


@use_case
def template_upload(*, name: str, data: bytes, actor: Actor, at: datetime) -> BriefingTemplate:
    """Takes a template into force for later briefings; raises ``upload.refused`` with the reason."""
    actor.require(Operation.DRAFT_BRIEFINGS)
    try:
        check_template(data)
    except TemplateRefused as refused:
        raise DomainError("upload.refused", sentence=str(refused)) from refused
    BriefingTemplate.objects.filter(is_current=True).update(is_current=False)
    template = BriefingTemplate.objects.create(
        name=name[:128],
        file=store(data, media_type=DOCX, at=at),
        uploaded_by_id=actor.person_id,
        uploaded_at=at,
        is_current=True,
    )
    record(at=at, actor=actor, action="briefing.template", subject=template)
    return template


@use_case
def template_reset(*, actor: Actor, at: datetime) -> None:
    """Goes back to the template that comes with the platform."""
    actor.require(Operation.DRAFT_BRIEFINGS)
    for template in BriefingTemplate.objects.filter(is_current=True):
        template.is_current = False
        template.save(update_fields=["is_current"])
        record(at=at, actor=actor, action="briefing.template_reset", subject=template)
