"""Programmes: the lists of a year, how each is measured, and who came and went."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from niubizi.apps.orgs.selectors import blocks
from niubizi.apps.projects import selectors
from niubizi.apps.projects.selectors import BASE_KINDS, LEVELS, ProgrammeCard
from niubizi.apps.projects.services.programmes import programme_create, programme_update
from niubizi.apps.reporting.services.rollover import may_roll_over
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.domain.progress import ScheduleRule
from niubizi.web.access import PageRequest, page
from niubizi.web.fields import WanField, attempt
from niubizi.web.numbers import whole
from niubizi.web.projects.form_page import form_page
from niubizi.web.projects.forms import Section, sections
from niubizi.web.selection import link, selection
from niubizi.web.toasts import notify

if TYPE_CHECKING:
    from niubizi.apps.orgs.models import Organization
    from niubizi.apps.projects.models import Programme

RULES = [
    (ScheduleRule.PLAIN_MONTH.value, "按月份÷12（多数通报的口径）"),
    (ScheduleRule.ENTRIES.value, "按各项目的年度计划和工期"),
]
PACKAGES = [
    ("one", "计1项，括号里注明拆分后的项数"),
    ("parts", "按子项目计，括号里注明打包计的项数"),
]
FIELDS = {"programme.exists": "code", "programme.no_target": "target_fen"}


class ProgrammeForm(forms.Form):
    """How a list is named and measured."""

    name = forms.CharField(label="名单名称", max_length=128, help_text="如 2021年市重大项目")
    short_name = forms.CharField(label="简称", max_length=32, help_text="如 市重大")
    document_number = forms.CharField(label="下达文号", max_length=64, required=False)
    position = forms.IntegerField(label="排序", min_value=0, max_value=999, initial=0)
    base_kind = forms.ChoiceField(label="完成率的基数", choices=BASE_KINDS)
    schedule_rule = forms.ChoiceField(label="序时口径", choices=RULES)
    tolerance_points = forms.IntegerField(
        label="基本达序时的容差", min_value=0, max_value=100, initial=5, help_text="百分点"
    )
    packages = forms.ChoiceField(
        label="打包项目怎么计",
        choices=PACKAGES,
        required=False,
        help_text="只影响项目数（含结转、新增、应报、有缺口等），不影响金额和完成率；"
        "改动后未关账的调度期随即改变，已关账的不变",
    )
    target_fen = WanField(label="年度目标", required=False, help_text="以年度目标为基数时必填")

    GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
        (
            "名单",
            (
                "code",
                "series",
                "year",
                "level",
                "name",
                "short_name",
                "document_number",
                "position",
            ),
        ),
        ("怎么算", ("base_kind", "schedule_rule", "tolerance_points", "packages", "target_fen")),
    )

    def __init__(self, *args: Any, places: Iterable[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {f"target_{place.pk}": place for place in places}
        for name, place in self.places.items():
            self.fields[name] = WanField(label=place.label, required=False)

    def sections(self) -> list[Section]:
        targets = ("各板块年度目标（可不填）", tuple(self.places))
        return sections(self, (*self.GROUPS, targets))

    def targets(self) -> dict[Organization, int]:
        given = self.cleaned_data
        return {place: given[name] for name, place in self.places.items() if given[name]}

    def values(self) -> dict[str, Any]:
        """What creating and changing have in common."""
        given = self.cleaned_data
        names = ("name", "short_name", "document_number", "position", "base_kind", "tolerance_points", "target_fen")  # fmt: skip
        return {
            **{name: given[name] for name in names},
            "schedule_rule": ScheduleRule(given["schedule_rule"]),
            "counts_packages": (given["packages"] or self.initial["packages"]) == "one",
            "targets": self.targets(),
        }


class NewProgrammeForm(ProgrammeForm):
    """A new list: also what it will always be called in files and which year and level it has."""

    code = forms.SlugField(label="代码", max_length=32, help_text="如 2021-municipal，定后不改")
    series = forms.SlugField(label="系列", max_length=32, help_text="逐年相同，如 municipal")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    level = forms.ChoiceField(label="级别", choices=LEVELS)


@page(Operation.VIEW_PROJECTS)
def programmes(request: PageRequest) -> HttpResponse:
    """The lists, latest year first, with how many projects each holds and how it is measured."""
    cards = selectors.programme_cards(request.actor)
    years: dict[int, list[ProgrammeCard]] = {}
    for card in cards:
        years.setdefault(card.programme.year, []).append(card)
    shown = {
        "years": list(years.items()),
        "rules": dict(RULES),
        "may_edit": request.actor.may(Operation.EDIT_PROGRAMMES),
        "list_url": link(request, reverse("projects")),
    }
    return render(request, "projects/programmes.html", shown)


@page(Operation.VIEW_PROJECTS)
def programme(request: PageRequest, code: str) -> HttpResponse:
    """One list: how it is measured, its targets, who came and who went."""
    found = programme_of(code)
    shown = {
        "programme": found,
        "rule": dict(RULES)[found.schedule_rule],
        "packages": dict(PACKAGES)[_packages(found)],
        "targets": list(found.targets.select_related("organization")),
        "moves": selectors.programme_moves(request.actor, found),
        "held": selectors.programme_cards(request.actor, [found])[0],
        "may_edit": request.actor.may(Operation.EDIT_PROGRAMMES),
        "may_roll_over": request.actor.may(Operation.EDIT_PROGRAMMES) and may_roll_over(found),
        "list_url": link(
            request, reverse("projects"), programme=found.code, period=_period(request, found)
        ),
    }
    return render(request, "projects/programme.html", shown)


@page(Operation.EDIT_PROGRAMMES, methods=("GET", "POST"))
def create(request: PageRequest) -> HttpResponse:
    form = NewProgrammeForm(
        request.given,
        initial={
            "year": request.at.year,
            "schedule_rule": ScheduleRule.PLAIN_MONTH.value,
            "level": "city",
            "packages": "one",
        },
        places=blocks(day=request.at.date()),
    )
    if form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form,
            lambda: programme_create(
                code=given["code"],
                series=given["series"],
                year=given["year"],
                level=given["level"],
                actor=request.actor,
                at=request.at,
                **form.values(),
            ),
            FIELDS,
        )
        if made:
            notify(request, f"已建立名单“{given['name']}”，可以导入项目了。")
            return redirect("programme", given["code"])
    return _form_page(
        request, form, title="新建名单", verb="建立名单", back_url=reverse("programmes")
    )


@page(Operation.EDIT_PROGRAMMES, methods=("GET", "POST"))
def edit(request: PageRequest, code: str) -> HttpResponse:
    found = programme_of(code)
    names = [name for name in ProgrammeForm.base_fields if hasattr(found, name)]
    initial = {name: getattr(found, name) for name in names}
    held = found.targets.values_list("organization_id", "target_fen")
    initial |= {f"target_{place}": fen for place, fen in held}
    initial["packages"] = _packages(found)
    form = ProgrammeForm(request.given, initial=initial, places=blocks(day=request.at.date()))
    version = request.POST.get("version", str(found.version))
    if form.is_valid() and attempt(
        form,
        lambda: programme_update(
            programme_id=found.pk,
            version=whole(version),
            actor=request.actor,
            at=request.at,
            **form.values(),
        ),
        FIELDS,
    ):
        notify(
            request,
            f"已保存名单设置。{_recounted(found, programme_of(code))}已关账的调度期不受影响。",
        )
        return redirect("programme", code)
    return _form_page(
        request,
        form,
        title="修改名单设置",
        verb="保存",
        back_url=reverse("programme", args=[code]),
        version=version,
    )


def _packages(found: Programme) -> str:
    return "one" if found.counts_packages else "parts"


def _recounted(before: Programme, now: Programme) -> str:
    """What a change in counting packages has done already."""
    if before.counts_packages == now.counts_packages:
        return ""
    way = "计1项" if now.counts_packages else "按子项目计"
    return f"打包项目改为{way}，未关账调度期的项目数已随之改变，金额和完成率不变。"


def programme_of(code: str) -> Programme:
    found = selectors.programme(code)
    if found is None:
        raise DomainError("not_found")
    return found


def _period(request: PageRequest, found: Programme) -> str | None:
    """The latest period of the list's year; none where the year has none yet."""
    of_year = [each.code for each in selection(request).periods if each.year == found.year]
    return max(of_year, default=None)


def _form_page(request: PageRequest, form: ProgrammeForm, **shown: Any) -> HttpResponse:
    below = {"label": "名单", "url": reverse("programmes")}
    return form_page(request, form, below=below, sections=form.sections(), **shown)
