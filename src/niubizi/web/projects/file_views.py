"""The file of a project (一项一档): overview, returns, documents, and everything that happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from niubizi.apps.kernel.selectors import trail_of
from niubizi.apps.projects import selectors
from niubizi.apps.reporting.selectors.history import (
    MonthReport,
    Photo,
    approved_by_month,
    project_curve,
    project_lines,
    project_reports,
    subjects_of,
)
from niubizi.apps.reporting.selectors.standings import StandingLine
from niubizi.domain.lifecycle import Track
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.domain.review import State
from niubizi.web.access import PageRequest, page
from niubizi.web.projects.curve import curve_chart
from niubizi.web.projects.events import events
from niubizi.web.projects.forms import TRACK_WORDS
from niubizi.web.remarks.panel import panel_of_project
from niubizi.web.selection import link, selection

if TYPE_CHECKING:
    from niubizi.apps.projects.models import ProgrammeEntry, Project

TABS = (("", "概况"), ("reports", "月报"), ("files", "附件"), ("events", "大事记"))


@dataclass(frozen=True, slots=True)
class OnList:
    """An entry with where it stands in the period; ``line`` is ``None`` where it stands nowhere."""

    entry: ProgrammeEntry
    line: StandingLine | None

    @property
    def plan_fen(self) -> int | None:
        """The plan in force in the period, else the latest there is."""
        if self.line is not None:
            return self.line.annual_plan_fen
        last = next(reversed(self.entry.plans.all()), None)
        return last.annual_fen if last else None


@page(Operation.VIEW_PROJECTS)
def project(request: PageRequest, project_id: int) -> HttpResponse:
    """One project; ``?tab=`` chooses what of it, printing gives the overview on one sheet."""
    found = selectors.project(request.actor, project_id)
    chosen = selection(request)
    month = chosen.period.key if chosen.period else Month.of(request.at.date())
    reports = project_reports(project_id, request.actor)
    lines = project_lines(project_id, period=chosen.period, closing=chosen.closing)
    line = _line_shown(lines, chosen.programme.pk if chosen.programme else None)
    entries = list(found.entries.all())
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(TABS) else ""
    path = reverse("project", args=[project_id])
    may_edit = request.actor.may(Operation.EDIT_PROJECTS)
    shown: dict[str, Any] = {
        "project": found,
        "month": month,
        "chosen": chosen,
        "line": line,
        "source": Month.parse(line.source_period).name if line and line.source_period else "",
        "since_start": _since_start(reports, entries, line, month),
        # Not "block": inside a template's block that name is Django's own.
        "place": next((e.organization for e in found.links.all() if e.relation == "block"), None),
        "tab": tab,
        "tabs": [
            {
                "label": label,
                "url": link(request, path, tab=name or None),
                "active": name == tab,
                "count": {"reports": len(reports), "files": len(found.attachments.all())}.get(name),
            }
            for name, label in TABS
        ],
        "may_edit": may_edit,
        "may_attach": request.actor.may(Operation.ATTACH_FILES)
        and selectors.projects(request.actor, Operation.ATTACH_FILES)
        .filter(pk=project_id)
        .exists(),
        "list_url": link(request, reverse("projects")),
        "remarks": None if tab else panel_of_project(request, found),
    }
    return render(
        request, "projects/file.html", shown | _TABS[tab](request, found, reports, lines, month)
    )


def _overview(
    request: PageRequest,
    found: Project,
    reports: tuple[MonthReport, ...],
    lines: list[StandingLine],
    month: Month,
) -> dict[str, Any]:
    entries = list(found.entries.all())
    by_entry = {line.entry_id: line for line in lines}
    of_year = [entry for entry in entries if entry.programme.year == month.year]
    widest = by_entry and lines[0].entry_id
    shown_entry = next((e for e in of_year if e.pk == widest), next(iter(of_year), None))
    parts = list(found.parts.all())
    curve = project_curve(
        shown_entry,
        shown_entry.plans.all() if shown_entry else (),
        approved_by_month([part.pk for part in parts] or [found.pk], month.year),
        upto=month,
    )
    until = [report for report in reports if report.period <= month]
    return {
        "chart": curve_chart(curve) if shown_entry or any(curve.approved) else None,
        "lists": [OnList(entry, by_entry.get(entry.pk)) for entry in entries],
        "latest": next((r for r in until if r.state is not State.DRAFT), None),
        "facts": _facts(found),
        "package": found.package,
        "parts": parts,
        "links": [each for each in found.links.all() if each.relation != "block"],
        "people": list(found.people.all()),
    }


def _reports_tab(
    request: PageRequest,
    found: Project,
    reports: tuple[MonthReport, ...],
    lines: list[StandingLine],
    month: Month,
) -> dict[str, Any]:
    return {
        "reports": [
            {
                "report": report,
                "photos": [_photo(found, photo) for photo in report.photos],
            }
            for report in reports
        ]
    }


def _photo(found: Project, photo: Photo) -> dict[str, str]:
    url = reverse("return_photo", kwargs={"code": found.code, "photo_id": photo.id})
    taken = f"，{photo.taken_on.month}月{photo.taken_on.day}日拍摄" if photo.taken_on else ""
    return {"url": url, "thumb_url": f"{url}?size=small", "caption": f"{photo.name}{taken}"}


def _files_tab(
    request: PageRequest,
    found: Project,
    reports: tuple[MonthReport, ...],
    lines: list[StandingLine],
    month: Month,
) -> dict[str, Any]:
    return {"attachments": list(found.attachments.all())}


def _events_tab(
    request: PageRequest,
    found: Project,
    reports: tuple[MonthReport, ...],
    lines: list[StandingLine],
    month: Month,
) -> dict[str, Any]:
    trail = trail_of(
        subjects_of(found.pk, [e.pk for e in found.entries.all()], [r.id for r in reports])
    )
    periods = {str(report.id): report.period.name for report in reports}
    return {"events": events(trail, periods), "stages": list(found.stage_events.all())}


_TABS = {"": _overview, "reports": _reports_tab, "files": _files_tab, "events": _events_tab}


def _line_shown(lines: list[StandingLine], programme_id: int | None) -> StandingLine | None:
    """The standing in the chosen programme, else the one with the widest plan."""
    chosen = [line for line in lines if line.programme_id == programme_id]
    return next(iter(chosen or lines), None)


def _since_start(
    reports: tuple[MonthReport, ...],
    entries: list[ProgrammeEntry],
    line: StandingLine | None,
    month: Month,
) -> int | None:
    """自开工累计 as last approved, else what was invested before the year and within it."""
    for report in reports:
        known = report.state is State.APPROVED and report.since_start_fen is not None
        if known and report.period <= month:
            return report.since_start_fen
    before = [
        entry.invested_before_fen
        for entry in entries
        if entry.programme.year == month.year and entry.invested_before_fen is not None
    ]
    return before[0] + line.invested_fen if before and line else None


def _facts(found: Project) -> list[dict[str, Any]]:
    """The profile as label and text; what isn't known is left out."""
    place = (
        f"{found.longitude:.5f}，{found.latitude:.5f}"
        if found.longitude is not None and found.latitude is not None
        else ""
    )
    facts = [
        ("投资项目代码", found.national_code or ""),
        ("项目类型", TRACK_WORDS[Track(found.track)]),
        ("产业类别", "　".join(filter(None, (found.industry, found.subindustry)))),
        ("国民经济行业代码", found.gbt4754),
        ("投资主体", found.get_investor_display()),
        ("建设性质", found.get_construction_display()),
        ("标签", "、".join(found.flags)),
        ("建设单位", found.owner_name),
        ("包联领导", found.leader_name),
        ("计划工期", _span(found)),
        ("开工日期", found.started_on),
        ("竣工日期", found.completed_on),
        ("经纬度", place),
        *((str(label), str(text)) for label, text in found.extra.items()),
    ]
    return [{"label": label, "text": text} for label, text in facts if text]


def _span(found: Project) -> str:
    days = (found.planned_start, found.planned_end)
    if not any(days):
        return ""
    return "—".join(f"{day.year}年{day.month}月" if day else "未定" for day in days)
