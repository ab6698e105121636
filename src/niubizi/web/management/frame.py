"""What the administrators' pages share: their tabs, their filters in the URL, their page of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse

from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest

ROWS = 50


@dataclass(frozen=True, slots=True)
class Room:
    """One subject of management, for those who hold the operation."""

    page: str
    label: str
    icon: str
    operation: Operation
    what: str


ROOMS = (
    Room("organizations", "机构", "sitemap", Operation.VIEW_PEOPLE, "机构树、有效期、撤并承继"),
    Room("people", "人员", "users", Operation.VIEW_PEOPLE, "账号、停用、重置密码"),
    Room("grants", "授权", "shield-lock", Operation.VIEW_PEOPLE, "谁在哪里担任什么角色"),
    Room("security", "安全策略", "lock", Operation.EDIT_SECURITY, "登录锁定、时长、密码、动态口令"),
    Room("tokens", "接口令牌", "key", Operation.VIEW_PEOPLE, "谁的程序在用接口、最近使用"),
    Room("settings", "设置", "settings", Operation.EDIT_SETTINGS, "办公室名称、水印、口径和期限"),
    Room("audit_trail", "操作日志", "history", Operation.VIEW_AUDIT_TRAIL, "谁在什么时候做了什么"),
)


def rooms(request: PageRequest) -> list[Room]:
    return [room for room in ROOMS if request.actor.may(room.operation)]


def tabs(request: PageRequest, active: str) -> list[dict[str, Any]]:
    return [
        {"label": room.label, "url": reverse(room.page), "active": room.page == active}
        for room in rooms(request)
    ]


def page_of(request: PageRequest, rows: QuerySet[Any] | list[Any], size: int = ROWS) -> Page[Any]:
    """The page of rows that ``?page=`` asks for; a number out of range gives the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def chip(request: PageRequest, name: str, label: str, value: str) -> dict[str, str]:
    """A filter that is on, with the way to take it off."""
    query = request.GET.copy()
    for each in (name, "page"):
        query.pop(each, None)
    return {"label": label, "value": value, "clear_url": f"{request.path}?{query.urlencode()}"}
