"""The operations: figures, periods, entries, projects, and returns to read, save and submit."""

from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from niubizi.apps.orgs.selectors import organization
from niubizi.apps.projects import selectors as ledger
from niubizi.apps.reporting.filters import StandingFilter, ordered
from niubizi.apps.reporting.selectors.figures import figure_sheet
from niubizi.apps.reporting.selectors.periods import closings_of, latest_closing, period, periods
from niubizi.apps.reporting.selectors.reports import current_report, reports
from niubizi.apps.reporting.selectors.standings import StandingLine, lines, standings
from niubizi.apps.reporting.services.returns import ReturnInput, return_save, return_submit
from niubizi.domain.amounts import fen_of_wan, wan_text
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.doors.figures import figures_json
from niubizi.rest.access import ApiRequest, calls
from niubizi.rest.schemas import (
    EntriesOut,
    FiguresOut,
    Page,
    PeriodOut,
    Problem,
    ProjectsOut,
    ReturnIn,
    ReturnOut,
    ReturnsOut,
)

PAGE_SIZE = 100
router = Router()

Code = Annotated[str, Field(min_length=1, max_length=32)]
PeriodCode = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", examples=["2021-07"])]

_REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem}


@router.get("/periods", response={200: list[PeriodOut], **_REFUSALS}, summary="调度期")
@calls(Operation.VIEW_COCKPIT)
def list_periods(request: ApiRequest) -> Any:
    return [
        {
            "code": each.code,
            "state": each.state,
            "cutoff": each.cutoff,
            "closings": len(closings_of(each)),
            "levels": [
                {
                    "ordinal": level.ordinal,
                    "code": level.code,
                    "name": level.name,
                    "due_at": level.due_at,
                }
                for level in each.levels.all()
            ],
        }
        for each in periods()
    ]


@router.get(
    "/periods/{code}/figures",
    response={200: FiguresOut, **_REFUSALS},
    summary="一个调度期的数据",
    exclude_unset=True,
    by_alias=True,
)
@calls(Operation.VIEW_COCKPIT)
def figures(
    request: ApiRequest,
    code: PeriodCode,
    *,
    programme: Code | None = None,
    org: Code | None = None,
    live: bool = False,
) -> Any:
    """Of the latest closing; live where ``live`` is set or the period hasn't been closed."""
    of, closing = _source(code, live=live)
    sheet = figure_sheet(
        period=of,
        actor=request.actor,
        closing=closing,
        programme_codes=[programme] if programme else None,
    )
    return figures_json(sheet, org=org)


@router.get(
    "/periods/{code}/entries",
    response={200: EntriesOut, **_REFUSALS},
    summary="在列项目的进度",
    by_alias=True,
)
@calls(Operation.VIEW_PROJECTS)
def list_entries(
    request: ApiRequest,
    code: PeriodCode,
    *,
    programme: Code | None = None,
    org: Code | None = None,
    q: Annotated[str, Field(max_length=64)] = "",
    page: Page = 1,
    live: bool = False,
) -> Any:
    """By number on the list, a hundred a page."""
    of, closing = _source(code, live=live)
    rows = standings(
        period=of,
        closing=closing,
        actor=request.actor,
        programme=_programme(programme),
        place=_place(org),
    )
    rows = StandingFilter(q=q.strip()).apply(rows)
    start = (page - 1) * PAGE_SIZE
    shown = lines(ordered(rows, "number")[start : start + PAGE_SIZE])
    return {"total": rows.count(), "page": page, "entries": [_entry(line) for line in shown]}


@router.get("/projects", response={200: ProjectsOut, **_REFUSALS}, summary="项目")
@calls(Operation.VIEW_PROJECTS)
def list_projects(
    request: ApiRequest, q: Annotated[str, Field(max_length=64)] = "", page: Page = 1
) -> Any:
    """Search by name, number, national code, pinyin or initials; a hundred a page."""
    found = ledger.matching(ledger.projects(request.actor), q).order_by("code")
    start = (page - 1) * PAGE_SIZE
    shown = found.prefetch_related("links__organization", "entries__programme")
    return {
        "total": found.count(),
        "page": page,
        "projects": [_project(each) for each in shown[start : start + PAGE_SIZE]],
    }


@router.get("/periods/{code}/returns", response={200: ReturnsOut, **_REFUSALS}, summary="月报")
@calls(Operation.VIEW_RETURNS)
def list_returns(request: ApiRequest, code: PeriodCode, page: Page = 1) -> Any:
    """The latest revision of each project's return, a hundred a page."""
    found = reports(period_code=_period(code).code, actor=request.actor)
    start = (page - 1) * PAGE_SIZE
    return {
        "total": found.count(),
        "page": page,
        "returns": [_return(each) for each in found[start : start + PAGE_SIZE]],
    }


@router.get(
    "/periods/{code}/returns/{project_id}",
    response={200: ReturnOut, **_REFUSALS},
    summary="一个项目的月报",
)
@calls(Operation.VIEW_RETURNS)
def get_return(request: ApiRequest, code: PeriodCode, project_id: int) -> Any:
    ledger.projects(request.actor, Operation.VIEW_RETURNS).get(pk=_row_id(project_id))
    report = current_report(period_code=_period(code).code, project_id=project_id)
    if report is None:
        raise DomainError("not_found")
    return _return(report)


@router.put(
    "/periods/{code}/returns/{project_id}",
    response={200: ReturnOut, 400: Problem, 409: Problem, **_REFUSALS},
    summary="保存月报",
)
@calls(Operation.REPORT_RETURNS)
def put_return(request: ApiRequest, code: PeriodCode, project_id: int, given: ReturnIn) -> Any:
    """Keeps a draft. 409 when the return was changed since ``version``."""
    report = return_save(
        period_code=_period(code).code,
        given=ReturnInput(
            project_id=_row_id(project_id),
            invested_fen=None if given.invested is None else fen_of_wan(given.invested),
            since_start_fen=None if given.since_start is None else fen_of_wan(given.since_start),
            progress=given.progress,
            problems=given.problems,
            reason=given.reason,
            version=given.version,
        ),
        source="api",
        actor=request.actor,
        at=request.at,
    )
    return _return(report)


@router.post(
    "/periods/{code}/returns/{project_id}/submit",
    response={200: ReturnOut, **_REFUSALS},
    summary="上报月报",
)
@calls(Operation.REPORT_RETURNS)
def submit_return(request: ApiRequest, code: PeriodCode, project_id: int) -> Any:
    """Sends the draft up: to the block, or to the city where the block itself reports."""
    ledger.projects(request.actor, Operation.REPORT_RETURNS).get(pk=_row_id(project_id))
    report = current_report(period_code=_period(code).code, project_id=project_id)
    if report is None:
        raise DomainError("return.no_figure")
    return _return(return_submit(report_id=report.pk, actor=request.actor, at=request.at))


def _period(code: str) -> Any:
    Month.parse(code)
    return period(code)


def _row_id(number: int) -> int:
    """An id that a database can hold; any other is of no row."""
    if not 0 < number < 2**63:
        raise DomainError("not_found")
    return number


def _source(code: str, *, live: bool) -> tuple[Any, Any]:
    of = _period(code)
    closing = latest_closing(of)
    if live and closing is not None:
        raise DomainError("period.not_live", period=of.key.name)
    return of, closing


def _programme(code: str | None) -> Any:
    if code is None:
        return None
    found = ledger.programme(code)
    if found is None:
        raise DomainError("programme.unknown", code=code)
    return found


def _place(code: str | None) -> Any:
    if code is None:
        return None
    found = organization(code)
    if found is None:
        raise DomainError("not_found")
    return found


def _entry(line: StandingLine) -> dict[str, Any]:
    return {
        "project_id": line.project_id,
        "entry_id": line.entry_id,
        "code": line.project_code,
        "name": line.project_name,
        "block": line.organization_name,
        "stage": line.stage,
        "industry": line.industry,
        "origin": line.origin,
        "category": line.category,
        "total_investment": wan_text(line.total_fen),
        "annual_plan": wan_text(line.annual_plan_fen),
        "due": wan_text(line.due_fen),
        "invested": wan_text(line.invested_fen),
        "completion": _number(line.completion),
        "schedule": _number(line.schedule),
        "lead_pp": _number(line.lead),
        "class": line.progress_class or None,
        "carried": line.carried,
        "unreported": line.unreported,
        "source_period": line.source_period or None,
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _project(project: Any) -> dict[str, Any]:
    blocks = [link.organization.name for link in project.links.all() if link.relation == "block"]
    return {
        "id": project.pk,
        "code": project.code,
        "national_code": project.national_code,
        "name": project.name,
        "block": blocks[0] if blocks else "",
        "stage": project.stage,
        "industry": project.industry,
        "total_investment": wan_text(project.total_fen),
        "longitude": project.longitude,
        "latitude": project.latitude,
        "programmes": sorted(entry.programme.code for entry in project.entries.all()),
    }


def _return(report: Any) -> dict[str, Any]:
    def wan(fen: int | None) -> str | None:
        return None if fen is None else wan_text(fen)

    return {
        "id": report.pk,
        "project_id": report.project_id,
        "period": report.period.code,
        "revision": report.revision,
        "state": report.state,
        "level": report.level,
        "reported": wan(report.reported_fen),
        "reviewed": wan(report.reviewed_fen),
        "approved": wan(report.approved_fen),
        "since_start": wan(report.since_start_fen),
        "progress": report.progress,
        "problems": report.problems,
        "reason": report.reason,
        "version": report.version,
    }
