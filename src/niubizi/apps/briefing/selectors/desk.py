"""What of the briefings waits for a person: one to be drafted, one to be finished, one to be issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from niubizi.apps.briefing.models import Briefing
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.reporting.models import Period
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation


class BriefingDeed(Enum):
    """What a person may have to do about a briefing."""

    DRAFT = "draft"
    FINISH = "finish"
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class BriefingItem:
    """One deed that waits; without a ``briefing_id`` there is no draft yet."""

    deed: BriefingDeed
    period: Month
    briefing_id: int | None = None
    title: str = ""
    who: str = ""
    since: datetime | None = None


def briefing_items(actor: Actor) -> list[BriefingItem]:
    """Drafts of closed periods, and the latest closed period while it has no briefing at all."""
    may_draft = actor.may(Operation.DRAFT_BRIEFINGS)
    may_issue = actor.may(Operation.ISSUE_BRIEFINGS)
    if not (may_draft or may_issue):
        return []
    found = []
    for draft in (
        Briefing.objects.filter(state=Briefing.State.DRAFT, period__state=Period.State.CLOSED)
        .select_related("period", "drafted_by")
        .order_by("period__code", "id")
    ):
        own = draft.drafted_by_id == actor.user_id
        if may_issue and not own:
            found.append(_item(BriefingDeed.ISSUE, draft))
        elif may_draft:
            found.append(_item(BriefingDeed.FINISH, draft))
    if may_draft:
        latest = Period.objects.filter(state=Period.State.CLOSED).order_by("-code").first()
        if latest is not None and not latest.briefings.exists():
            found.append(BriefingItem(BriefingDeed.DRAFT, latest.key))
    return found


def _item(deed: BriefingDeed, draft: Briefing) -> BriefingItem:
    return BriefingItem(
        deed=deed,
        period=draft.period.key,
        briefing_id=draft.pk,
        title=draft.title,
        who=draft.drafted_by.name,
        since=draft.drafted_at,
    )
