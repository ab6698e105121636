"""What every page's frame needs: the rail, the scope, the period, the person, the watermark.

Each part is found when a template first asks for it, so that fragments, error pages and the pages
before signing in cost no query they don't need. The shapes are in
``docs/developer/layout-context.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from niubizi.apps.orgs.selectors import in_tree_order
from niubizi.apps.reporting.selectors.periods import closing_numbers
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest
from niubizi.web.desk.waiting import waiting
from niubizi.web.links import url_if_any
from niubizi.web.selection import link, selection

NAME = "牛鼻子"
INTERNAL = "内部资料"
DEMO_NOTICE = "这是示例城市：机构、人员、项目和数字均为虚构，可以随意操作。"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the rail, for those who hold the operation, once the page exists."""

    label: str
    icon: str
    page: str
    operation: Operation


RAIL = (
    Entry("驾驶舱", "gauge", "cockpit", Operation.VIEW_COCKPIT),
    Entry("工作台", "checkbox", "desk", Operation.USE_OWN_ACCOUNT),
    Entry("项目", "folders", "projects", Operation.VIEW_PROJECTS),
    Entry("月报", "clipboard-list", "returns", Operation.VIEW_RETURNS),
    Entry("通报", "file-text", "briefings", Operation.VIEW_BRIEFINGS),
    Entry("管理", "settings", "management", Operation.VIEW_PEOPLE),
)

WITHOUT_FIGURES = frozenset(
    {
        Operation.USE_OWN_ACCOUNT,
        Operation.CHECK_TEXTS,
        # A figure's number says its place and its month: choosing others would change nothing.
        Operation.TRACE_FIGURES,
        Operation.VIEW_PEOPLE,
        Operation.EDIT_PEOPLE,
        Operation.EDIT_ORGANIZATIONS,
        Operation.EDIT_SETTINGS,
        Operation.EDIT_GRANTS,
        Operation.EDIT_SECURITY,
        Operation.VIEW_AUDIT_TRAIL,
    }
)
"""Pages of these operations speak of no place and no period: nothing to choose there."""


def layout(request: HttpRequest) -> dict[str, Any]:
    """The context processor; empty where an answer is made before the middleware."""
    if not isinstance(request, PageRequest):
        return {}
    parts: dict[str, Callable[[PageRequest], Any]] = {"site": _site}
    if hasattr(request, "user") and request.user.is_authenticated:
        parts |= {
            "nav": _nav,
            "search_url": lambda _: url_if_any("search"),
            "inbox": _inbox,
            "person": _person,
            "watermark": _watermark,
            "internal_mark": lambda request: INTERNAL if request.preferences.internal_mark else "",
        }
        if _speaks_of_figures(request):
            parts |= {"scope": _scope, "period": _period}
    return {name: SimpleLazyObject(partial(part, request)) for name, part in parts.items()}


def _speaks_of_figures(request: PageRequest) -> bool:
    view = getattr(request.resolver_match, "func", None)
    operation = getattr(view, "operation", None)
    return (
        operation is not None
        and operation not in WITHOUT_FIGURES
        and request.actor.may(Operation.VIEW_COCKPIT)
    )


def _site(request: PageRequest) -> dict[str, str]:
    demo = settings.MODE == "demo"
    return {
        "name": NAME,
        "office": request.preferences.office_name,
        "home_url": url_if_any("home"),
        "footer": "示例数据，均为虚构" if demo else "",
        "notice": DEMO_NOTICE if demo else "",
    }


def _nav(request: PageRequest) -> list[dict[str, Any]]:
    shown = []
    for entry in RAIL:
        path = url_if_any(entry.page)
        if not path or not request.actor.may(entry.operation):
            continue
        shown.append(
            {
                "label": entry.label,
                "icon": entry.icon,
                "url": link(request, path),
                "active": request.path.startswith(path),
                "badge": len(waiting(request)) if entry.page == "desk" else 0,
            }
        )
    return shown


def _inbox(request: PageRequest) -> dict[str, Any]:
    return {"url": link(request, url_if_any("desk")), "count": len(waiting(request))}


def _person(request: PageRequest) -> dict[str, Any]:
    actor = request.actor
    return {
        "name": actor.name,
        "unit": actor.unit,
        "role": "、".join(dict.fromkeys(grant.role.word for grant in actor.grants)),
        "links": [
            {"url": url_if_any("account"), "icon": "shield-lock", "label": "账号与安全"},
        ],
        "password_url": url_if_any("password"),
        "sign_out_url": url_if_any("logout"),
        "alive_url": url_if_any("alive"),
    }


def _watermark(request: PageRequest) -> str:
    if not request.preferences.watermark:
        return ""
    actor = request.actor
    return " ".join(
        part for part in (actor.name, actor.unit, f"{request.at:%Y-%m-%d %H:%M}") if part
    )


def _scope(request: PageRequest) -> dict[str, Any]:
    chosen = selection(request)
    if chosen.place is None:
        return {}
    top = min(place.depth for place in chosen.places)
    return {
        "label": chosen.place.label,
        "options": [
            {
                "label": place.label,
                "url": _here(request, place=place.code),
                "depth": place.depth - top,
                "active": place.pk == chosen.place.pk,
            }
            for place in in_tree_order(chosen.places)
        ],
    }


def _period(request: PageRequest) -> dict[str, Any]:
    chosen = selection(request)
    if chosen.period is None:
        return {}
    times_closed = closing_numbers()
    return {
        "label": chosen.period.key.name,
        "state": "live" if chosen.is_live else "closed",
        "state_word": chosen.source_words,
        "options": [
            {
                "label": period.key.name,
                "state_word": f"第{times_closed[period.pk]}次关账"
                if period.pk in times_closed
                else "实时",
                "url": _here(
                    request,
                    period=period.code,
                    closing=None,
                    # A programme belongs to a year: another year begins with its own first one.
                    **({} if period.year == chosen.period.year else {"programme": None}),
                ),
                "active": period.pk == chosen.period.pk,
            }
            for period in chosen.periods
        ],
    }


def _here(request: PageRequest, **changes: str | None) -> str:
    """This page with its filters, at another place or period; its pages begin anew."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"{request.path}?{query.urlencode()}"
