"""Writing a briefing's files: the document and its annex, from a closing or live."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from niubizi.apps.briefing.models import Briefing, BriefingTemplate
from niubizi.apps.briefing.selectors.briefings import template_bytes
from niubizi.apps.briefing.selectors.content import Drawing, Frame, content_of
from niubizi.apps.briefing.selectors.texts import TextBlock, default_texts, texts_of
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.preferences import Preferences
from niubizi.apps.reporting.models import Closing, Period
from niubizi.apps.reporting.selectors.figures import FigureSheet, figure_sheet
from niubizi.apps.reporting.selectors.standings import StandingLine, behind, standings
from niubizi.documents.briefings.render import render_briefing
from niubizi.domain.deadlines import CHINA


@dataclass(frozen=True, slots=True)
class Material:
    """The figures a briefing is written from."""

    period: Period
    closing: Closing | None
    sheet: FigureSheet
    behind: Mapping[str, Sequence[StandingLine]]

    def drawing(self, office: Preferences) -> Drawing:
        return Drawing(self.sheet, self.behind, office)

    def default_texts(self) -> list[TextBlock]:
        widest = max(
            self.sheet.programmes,
            key=lambda each: each.city.reading.totals.entries if each.city else 0,
            default=None,
        )
        lines = self.behind.get(widest.programme.code, ()) if widest else ()
        return default_texts(self.sheet, lines)

    def default_title(self) -> str:
        names = "、".join(each.programme.short_name for each in self.sheet.programmes)
        month = self.sheet.period
        return f"关于{month.year}年{month.cumulative_name}\n{names}项目推进情况的通报"


def material(
    *,
    period: Period,
    closing: Closing | None,
    programme_codes: Collection[str] | None,
    actor: Actor,
) -> Material:
    """Figures and the lists of what is behind, of a closing or live."""
    sheet = figure_sheet(
        period=period, actor=actor, closing=closing, programme_codes=programme_codes
    )
    return Material(
        period,
        closing,
        sheet,
        {
            each.programme.code: behind(
                standings(period=period, closing=closing, actor=actor, programme=each.programme)
            )
            for each in sheet.programmes
        },
    )


def draft_document(
    given: Material,
    *,
    texts: Sequence[TextBlock],
    title: str,
    office: Preferences,
    template: BriefingTemplate | None,
    at: datetime,
    addressees: str = "",
    copies: str = "",
    watermark: str = "",
) -> bytes:
    """The document with 草稿 across it. From a closing it is the same file every time."""
    dated = given.closing.at if given.closing else at
    frame = Frame(
        title=title,
        number="",
        dated=dated.astimezone(CHINA).date(),
        addressees=addressees,
        copies=copies,
        watermark=watermark,
    )
    content = content_of(texts, frame, given.drawing(office), at=at)
    return render_briefing(content, template_bytes(template))


def issued_document(
    briefing: Briefing, given: Material, *, office: Preferences, at: datetime
) -> bytes:
    """The document as it goes out; the briefing has its number and date."""
    if briefing.issued_on is None:
        raise ValueError("an issued document needs its date")
    frame = Frame(
        title=briefing.title,
        number=briefing.number,
        dated=briefing.issued_on,
        addressees=briefing.addressees,
        copies=briefing.copies,
        issued_on=briefing.issued_on,
        is_draft=False,
    )
    texts = texts_of(briefing)
    content = content_of(texts, frame, given.drawing(office), at=at)
    return render_briefing(content, template_bytes(briefing.template))
