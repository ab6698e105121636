"""The desk (工作台): what waits for me, by deadline, each one click from done, and where I stand."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone

from niubizi.apps.reporting.selectors.desk import ReturnsState, returns_states
from niubizi.apps.reporting.selectors.figures import figure_sheet
from niubizi.domain.permissions import Operation
from niubizi.domain.roles import Role
from niubizi.web.access import PageRequest, page, public
from niubizi.web.cockpit.headline import cards
from niubizi.web.desk.waiting import due_words, waiting
from niubizi.web.figures.writing import Writer
from niubizi.web.links import url_if_any
from niubizi.web.selection import link, selection

LOOK_FIRST = frozenset({Role.LEADER, Role.CHIEF})
"""Who comes to look; everybody else comes to work."""

SHORTCUTS = (
    ("cockpit", "驾驶舱", "看完成率、排名和落后项目", "gauge", Operation.VIEW_COCKPIT),
    ("projects", "项目", "查项目、看一项一档", "folders", Operation.VIEW_PROJECTS),
    ("briefings", "通报", "看已印发的通报", "file-text", Operation.VIEW_BRIEFINGS),
    ("audit_trail", "操作日志", "谁在什么时候做了什么", "history", Operation.VIEW_AUDIT_TRAIL),
    ("people", "人员", "开账号、停用、重置密码", "users", Operation.EDIT_PEOPLE),
    ("organizations", "机构", "维护机构树和有效期", "sitemap", Operation.EDIT_ORGANIZATIONS),
    ("grants", "授权", "给人员授予、撤销角色", "shield-lock", Operation.EDIT_GRANTS),
)


@page(Operation.USE_OWN_ACCOUNT)
def home(request: PageRequest) -> HttpResponse:
    """Leaders to the cockpit, administrators to what they keep, everybody else to the desk."""
    if request.actor.roles & LOOK_FIRST and url_if_any("cockpit"):
        return redirect("cockpit")
    if request.actor.may(Operation.VIEW_PEOPLE):
        return redirect("management")
    return redirect("desk")


@page(Operation.USE_OWN_ACCOUNT)
def desk(request: PageRequest) -> HttpResponse:
    tasks = waiting(request)
    shown = {
        "tasks": tasks,
        "late": sum(task.due_class == "due-late" for task in tasks),
        "today": timezone.localtime(request.at).date(),
        "standing": _standing(request),
        "states": [_progress(request, state) for state in _states(request)],
        "shortcuts": [
            {"url": link(request, url_if_any(name)), "label": label, "note": note, "icon": icon}
            for name, label, note, icon, operation in SHORTCUTS
            if request.actor.may(operation) and url_if_any(name)
        ],
    }
    return render(request, "desk/desk.html", shown)


@public
def favicon(_request: PageRequest) -> HttpResponse:
    """For browsers that ask for it by its old name."""
    return redirect(static("dist/mark.svg"))


def _standing(request: PageRequest) -> dict[str, object] | None:
    """Where one's projects stand, a card a list; ``None`` for those who see no figures."""
    if not request.actor.may(Operation.VIEW_COCKPIT):
        return None
    chosen = selection(request)
    if chosen.period is None:
        return None
    sheet = figure_sheet(period=chosen.period, actor=request.actor, closing=chosen.closing)
    write = Writer(request)
    found = cards(
        write,
        sheet,
        chosen.place.pk if chosen.place else None,
        "",
        to=lambda code: write.to("cockpit", programme=code),
    )
    if not found:
        return None
    words = f"{chosen.period.year}年{chosen.period.key.cumulative_name}，{chosen.source_words}"
    where = chosen.place.label if chosen.place else "与您有关的项目"
    return {"cards": found, "words": f"{where}，{words}", "url": write.to("cockpit")}


def _states(request: PageRequest) -> list[ReturnsState]:
    """How far the returns are, for those who report or review them."""
    for operation in (Operation.REVIEW_AT_CITY, Operation.REPORT_RETURNS):
        if request.actor.may(operation):
            return returns_states(request.actor, operation)
    return []


def _progress(request: PageRequest, state: ReturnsState) -> dict[str, object]:
    due, _ = due_words(state.due, request.at)
    return {
        "state": state,
        "due": due,
        "url": _completeness_url(request, state),
    }


def _completeness_url(request: PageRequest, state: ReturnsState) -> str:
    path = url_if_any("completeness") if request.actor.may(Operation.VIEW_COMPLETENESS) else ""
    return link(request, path, period=state.period.code, closing=None) if path else ""
