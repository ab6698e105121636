"""What is killed in the middle: an import, a closing, a reopening, a briefing being issued."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from niubizi.apps.briefing.services.briefings import briefing_issue
from niubizi.apps.kernel.models import User
from niubizi.apps.reporting.services.closing import closing_confirm, period_reopen
from niubizi.apps.reporting.services.imports import batch_apply
from tests.cast import NOW, actor_for


def apply(*, batch: int) -> None:
    office = actor_for(User.objects.get(username="projects_office"))
    batch_apply(batch_id=batch, valid_rows_only=False, actor=office, at=NOW)


def confirm(*, period: str) -> None:
    chief = actor_for(User.objects.get(username="chief"))
    closing_confirm(period_code=period, actor=chief, at=NOW)


def reopen(*, period: str) -> None:
    chief = actor_for(User.objects.get(username="chief"))
    period_reopen(period_code=period, reason="更正", actor=chief, at=NOW)


def issue(*, briefing: int, version: int, number: str) -> None:
    chief = actor_for(User.objects.get(username="chief"))
    briefing_issue(
        briefing_id=briefing,
        number=number,
        issued_on=NOW.date(),
        version=version,
        actor=chief,
        at=NOW,
    )


DEEDS: Mapping[str, Callable[..., object]] = {
    "apply": apply,
    "confirm": confirm,
    "reopen": reopen,
    "issue": issue,
}
