"""A briefing's life: drafted by the office, edited, issued once by the chief, kept for ever."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from niubizi.apps.briefing.models import Briefing
from niubizi.apps.briefing.selectors.annex import annex_workbook
from niubizi.apps.briefing.selectors.briefings import current_template
from niubizi.apps.briefing.selectors.fields import field_names, figure_texts
from niubizi.apps.briefing.selectors.texts import (
    DEFAULT_ADDRESSEES,
    DEFAULT_COPIES,
    DRAWN,
    EDITABLE,
    TextBlock,
)
from niubizi.apps.briefing.selectors.writing import issued_document, material
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.locks import Lock, hold
from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.kernel.services import refuse_stale
from niubizi.apps.kernel.storage import store
from niubizi.apps.projects.models import Programme
from niubizi.apps.reporting.models import Period
from niubizi.apps.reporting.selectors.figures import figure_sheet
from niubizi.apps.reporting.selectors.periods import latest_closing
from niubizi.apps.reporting.services.closing import closing_publish
from niubizi.documents.briefings.fields import unmatched_numbers
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@use_case
def briefing_draft(
    *, period_code: str, programme_codes: Collection[str], actor: Actor, at: datetime
) -> Briefing:
    """A draft with its default text; from the closing where there is one, else live."""
    actor.require(Operation.DRAFT_BRIEFINGS)
    period = Period.objects.get(code=period_code)
    programmes = list(
        Programme.objects.filter(year=period.year, code__in=programme_codes).order_by("position")
    )
    if not programmes:
        raise DomainError("briefing.no_programme")
    given = material(
        period=period,
        closing=latest_closing(period),
        programme_codes=[each.code for each in programmes],
        actor=actor,
    )
    briefing = Briefing.objects.create(
        period=period,
        title=given.default_title(),
        texts=[dict(block) for block in given.default_texts()],
        addressees=DEFAULT_ADDRESSEES,
        copies=DEFAULT_COPIES,
        template=current_template(),
        drafted_by_id=actor.person_id,
        drafted_at=at,
    )
    briefing.programmes.set(programmes)
    record(at=at, actor=actor, action="briefing.draft", subject=briefing)
    return briefing


@use_case
def briefing_edit(
    *,
    briefing_id: int,
    title: str,
    texts: Sequence[TextBlock],
    addressees: str,
    copies: str,
    version: int,
    actor: Actor,
    at: datetime,
) -> Briefing:
    """Changes a draft's words, whose fields may be written by code or by name; raises ``briefing.issued``, ``stale``, ``briefing.bad_text``."""
    actor.require(Operation.DRAFT_BRIEFINGS)
    briefing = _locked_draft(briefing_id)
    refuse_stale(stored=briefing.version, given=version)
    if any(block["kind"] not in (*EDITABLE, *DRAWN) for block in texts) or not title.strip():
        raise DomainError("briefing.bad_text")
    before = {"title": briefing.title, "texts": briefing.texts}
    sheet = figure_sheet(
        period=briefing.period,
        actor=actor,
        closing=latest_closing(briefing.period),
        programme_codes=[each.code for each in briefing.programmes.all()],
    )
    kept = field_names(sheet).coded(texts)
    briefing.title, briefing.texts = title.strip(), [dict(block) for block in kept]
    briefing.addressees, briefing.copies = addressees.strip(), copies.strip()
    briefing.version += 1
    briefing.save(update_fields=["title", "texts", "addressees", "copies", "version"])
    record(
        at=at,
        actor=actor,
        action="briefing.edit",
        subject=briefing,
        before=before,
        after={"title": briefing.title, "texts": briefing.texts},
    )
    return briefing


@use_case
def briefing_discard(*, briefing_id: int, actor: Actor, at: datetime) -> None:
    """Throws a draft away; drafts may go, what was issued stays."""
    actor.require(Operation.DRAFT_BRIEFINGS)
    briefing = _locked_draft(briefing_id)
    record(at=at, actor=actor, action="briefing.discard", subject=briefing)
    briefing.delete()


@use_case
def briefing_issue(
    *,
    briefing_id: int,
    number: str,
    issued_on: date,
    version: int,
    actor: Actor,
    at: datetime,
) -> Briefing:
    """Issues a draft from the period's closing: writes its files, keeps their bytes.

    Raises ``briefing.same_person``, ``briefing.incomplete``, ``briefing.number_exists``,
    ``briefing.not_closed``, ``briefing.unknown_field`` for a field that names no figure,
    ``briefing.unmatched`` for typed numbers that are none.
    """
    actor.require(Operation.ISSUE_BRIEFINGS)
    briefing = _locked_draft(briefing_id)
    refuse_stale(stored=briefing.version, given=version)
    if briefing.drafted_by_id == actor.user_id:
        raise DomainError("briefing.same_person")
    if not number.strip() or not briefing.addressees:
        raise DomainError(
            "briefing.incomplete", missing="发文字号" if briefing.addressees else "主送"
        )
    if Briefing.objects.filter(number=number.strip()).exists():
        raise DomainError("briefing.number_exists", number=number.strip())
    # Nobody reopens the period from here on.
    hold(Lock.MONTHS, shared=True)
    period = Period.objects.get(pk=briefing.period_id)
    closing = latest_closing(period)
    if closing is None:
        raise DomainError("briefing.not_closed", period=period.key.name)
    given = material(
        period=period,
        closing=closing,
        programme_codes=[each.code for each in briefing.programmes.all()],
        actor=actor,
    )
    office = preferences()
    figures = figure_texts(given.sheet, rounding=office.rounding_mode)
    marks = [
        span
        for block in briefing.texts
        if block["kind"] in EDITABLE
        for span in unmatched_numbers(block["text"], figures)
    ]
    for span in marks:
        if span.problem == "field":
            nearest = field_names(given.sheet).nearest(span.text)
            raise DomainError("briefing.unknown_field", field=span.text, nearest=nearest)
    if marks:
        raise DomainError("briefing.unmatched", count=len(marks), first=marks[0].text)
    briefing.number, briefing.issued_on, briefing.closing = number.strip(), issued_on, closing
    briefing.issued_by_id, briefing.issued_at = actor.person_id, at
    briefing.state = Briefing.State.ISSUED
    document = issued_document(briefing, given, office=office, at=at)
    briefing.document = store(document, media_type=DOCX, at=at)
    briefing.annex = store(
        annex_workbook(given, office=office, dated=issued_on, actor=actor),
        media_type=XLSX,
        at=at,
    )
    briefing.version += 1
    briefing.save()
    closing_publish(closing=closing, actor=actor, at=at)
    record(
        at=at,
        actor=actor,
        action="briefing.issue",
        subject=briefing,
        number=briefing.number,
        sha256=briefing.document.sha256,
    )
    return briefing


def _locked_draft(briefing_id: int) -> Briefing:
    briefing = Briefing.objects.select_for_update(of=("self",), no_key=True).get(pk=briefing_id)
    if briefing.state != Briefing.State.DRAFT:
        raise DomainError("briefing.issued")
    return briefing
