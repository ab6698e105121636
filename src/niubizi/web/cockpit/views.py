"""The pages of looking: read the selection, build the view-model, show it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from niubizi.apps.orgs.selectors import blocks as all_blocks
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.cockpit.block import block_page
from niubizi.web.cockpit.board import board
from niubizi.web.cockpit.map import map_page
from niubizi.web.figures.writing import Writer
from niubizi.web.remarks.panel import panel_of_block
from niubizi.web.selection import selection


@page(Operation.VIEW_COCKPIT)
def cockpit(request: PageRequest) -> HttpResponse:
    found = board(request)
    shown: dict[str, Any] = {"board": found, **_place_and_time(request)}
    if found is None:
        shown["nothing"] = _nothing(request)
    return render(request, "cockpit/cockpit.html", shown)


@page(Operation.VIEW_COCKPIT)
def block(request: PageRequest, code: str) -> HttpResponse:
    """我为什么第四."""
    found = block_page(request, code)
    shown: dict[str, Any] = {
        # Not "block": inside a template's block that is the block itself.
        "told": found,
        "chosen": selection(request),
        "cockpit_url": Writer(request).to("cockpit"),
        "remarks": panel_of_block(request, all_blocks().get(code=code)),
    }
    if found is None:
        shown["nothing"] = _nothing(request)
    return render(request, "cockpit/block.html", shown)


@page(Operation.VIEW_COCKPIT)
def project_map(request: PageRequest) -> HttpResponse:
    """Where the projects lie."""
    found = map_page(request)
    shown: dict[str, Any] = {
        "map": found,
        **_place_and_time(request),
        "cockpit_url": Writer(request).to("cockpit"),
        "may_edit": request.actor.may(Operation.EDIT_PROJECTS),
    }
    if found is None:
        shown["nothing"] = _nothing(request)
    return render(request, "cockpit/map.html", shown)


def _place_and_time(request: PageRequest) -> dict[str, Any]:
    """What the head of each page says, and whether it comes up without the frame."""
    chosen = selection(request)
    return {
        "chosen": chosen,
        "place_name": chosen.place.label if chosen.place else "",
        "screen": request.GET.get("view") == "screen",
        "map_url": Writer(request).to("map"),
    }


def _nothing(request: PageRequest) -> dict[str, str]:
    """Why there is nothing to show, and the one thing to do."""
    chosen = selection(request)
    write = Writer(request)
    if chosen.period is None:
        return {
            "icon": "calendar",
            "title": "还没有调度期",
            "text": "这里会显示完成率、排名和落后项目。开放第一个调度期、报送月报以后就有数了。",
            "action_url": write.to("returns") if request.actor.may(Operation.OPEN_PERIODS) else "",
            "action_label": "去开放调度期",
        }
    if not chosen.programmes:
        return {
            "icon": "folders",
            "title": f"还没有{chosen.period.year}年的名单",
            "text": "这里会显示名单内项目的完成率、排名和落后项目。先把年度名单的工作簿导入进来。",
            "action_url": write.to("imports")
            if request.actor.may(Operation.IMPORT_WORKBOOKS)
            else "",
            "action_label": "导入名单",
        }
    others = [each for each in chosen.programmes if each != chosen.programme]
    return {
        "icon": "gauge",
        "title": "这个范围没有在列项目",
        "text": f"“{chosen.programme}”在本期、本范围没有项目，所以没有完成率和排名。换一个名单、调度期或范围看看。",
        "action_url": write.to("cockpit", programme=others[0].code) if others else "",
        "action_label": f"看{others[0].short_name}" if others else "",
    }
