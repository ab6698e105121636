"""Briefings and templates as an actor may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from niubizi.apps.briefing.models import Briefing, BriefingTemplate
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.storage import read_file
from niubizi.apps.reporting.models import Period
from niubizi.domain.permissions import Operation


def works_on_drafts(actor: Actor) -> bool:
    """Drafts are for those who write or issue them, and for the auditor."""
    return (
        actor.may(Operation.DRAFT_BRIEFINGS)
        or actor.may(Operation.ISSUE_BRIEFINGS)
        or actor.may(Operation.VIEW_AUDIT_TRAIL)
    )


def briefings(actor: Actor) -> QuerySet[Briefing]:
    """Latest first; everybody else sees what has been issued."""
    found = Briefing.objects.select_related(
        "period", "closing", "drafted_by", "issued_by", "document", "annex"
    ).prefetch_related("programmes")
    if works_on_drafts(actor):
        return found
    return found.filter(state=Briefing.State.ISSUED)


def current_template() -> BriefingTemplate | None:
    return BriefingTemplate.objects.filter(is_current=True).select_related("file").first()


def template_bytes(template: BriefingTemplate | None) -> bytes | None:
    """The template's bytes, ``None`` for the one that comes with the platform."""
    return None if template is None else read_file(template.file)


def issued_bytes(period: Period, programme_code: str | None) -> bytes | None:
    """The document issued of a period: of the one programme, or of several where none is named."""
    for briefing in Briefing.objects.filter(
        period=period, state=Briefing.State.ISSUED
    ).prefetch_related("programmes"):
        codes = [each.code for each in briefing.programmes.all()]
        wanted = codes == [programme_code] if programme_code else len(codes) > 1
        if wanted and briefing.document is not None:
            return read_file(briefing.document)
    return None
