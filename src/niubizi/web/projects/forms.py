"""The forms of the ledger's pages; what their values may be is for the services to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from niubizi.apps.orgs.selectors import in_tree_order, organizations
from niubizi.apps.projects.selectors import CONSTRUCTIONS, INVESTORS, ORIGINS, RELATIONS, TIES
from niubizi.apps.projects.services.programmes import PlanInput
from niubizi.apps.projects.services.projects import PROFILE_FIELDS, Profile
from niubizi.domain.lifecycle import HALTS, STAGE_WORDS, TRACKS, Stage, Track, successors
from niubizi.domain.periods import MONTHS
from niubizi.web.fields import WanField, date_field, note_field

BLANK = ("", "——")
TRACK_WORDS = {Track.ATTRACTED: "产业招商项目", Track.PUBLIC: "政府投资和基础设施项目"}
FLAGS = ("高新技术", "外资", "智能化改造", "绿色低碳", "专精特新", "补短板")
Choices = list[tuple[str, str]]


class ViewForm(forms.Form):
    """A name for the list as it stands."""

    name = forms.CharField(label="视图名称", max_length=64)
    query = forms.CharField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of a form's fields under a heading."""

    title: str
    fields: tuple[forms.BoundField, ...]


def sections(form: forms.Form, groups: Iterable[tuple[str, Iterable[str]]]) -> list[Section]:
    """The form's fields in groups; a group whose fields the form lacks is left out."""
    found = [
        Section(title, tuple(form[name] for name in names if name in form.fields))
        for title, names in groups
    ]
    return [section for section in found if section.fields]


def chooser(label: str, choices: Choices, **kwargs: Any) -> forms.ChoiceField:
    """A choice out of a long list, with search."""
    widget = forms.Select(attrs={"data-select": ""})
    return forms.ChoiceField(label=label, choices=choices, widget=widget, **kwargs)


def organization_choices(*kinds: str, levels: tuple[str, ...] = ()) -> Choices:
    """Organizations of the kinds or levels by id, in the order of the tree."""
    return [
        (str(each.pk), each.name)
        for each in in_tree_order(organizations())
        if each.kind in kinds or each.level in levels
    ]


class ProfileForm(forms.Form):
    """What a project says of itself; remembers what it showed, so that changes can be told."""

    name = forms.CharField(label="项目名称", max_length=255, help_text="与批复文件一致")
    national_code = forms.CharField(
        label="投资项目代码",
        max_length=40,
        required=False,
        help_text="在线审批平台赋码，没有可不填",
    )
    industry = forms.CharField(label="产业类别", max_length=64, required=False)
    subindustry = forms.CharField(label="细分行业", max_length=64, required=False)
    gbt4754 = forms.CharField(
        label="国民经济行业代码", max_length=8, required=False, help_text="GB/T 4754—2017"
    )
    investor = forms.ChoiceField(label="投资主体", choices=[BLANK, *INVESTORS], required=False)
    construction = forms.ChoiceField(
        label="建设性质", choices=[BLANK, *CONSTRUCTIONS], required=False
    )
    flags = forms.MultipleChoiceField(
        label="标签",
        choices=[],
        required=False,
        widget=forms.SelectMultiple(attrs={"data-select": ""}),
    )
    total_fen = WanField(label="总投资")
    planned_start = date_field("计划开工", required=False)
    planned_end = date_field("计划竣工", required=False)
    block = chooser("所属板块", [])
    owner_name = forms.CharField(label="建设单位", max_length=128, required=False)
    leader_name = forms.CharField(label="包联领导", max_length=64, required=False)
    longitude = forms.FloatField(label="经度", min_value=73, max_value=136, required=False)
    latitude = forms.FloatField(label="纬度", min_value=3, max_value=54, required=False)
    content = note_field("建设内容及规模", rows=4, required=False)

    GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("基本情况", ("name", "national_code", "industry", "subindustry", "gbt4754", "investor",
                  "construction", "flags")),
        ("投资与工期", ("total_fen", "track", "stage", "started_on", "planned_start", "planned_end")),
        ("位置与责任", ("block", "owner_name", "department", "owner", "leader_name", "longitude",
                   "latitude")),
        ("建设内容", ("content", "package")),
        ("涉密声明", ("not_classified",)),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = (self.initial or {}).get("flags") or ()
        names = dict.fromkeys((*FLAGS, *held))
        self.fields["flags"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.fields["block"].choices = [  # type: ignore[attr-defined]
            BLANK,
            *organization_choices(levels=("block", "town")),
        ]
        for field in self.fields.values():
            field.show_hidden_initial = True

    def sections(self) -> list[Section]:
        return sections(self, self.GROUPS)

    def profile(self) -> Profile:
        given = self.cleaned_data
        return Profile(**{name: given[name] for name in PROFILE_FIELDS})


class CreateForm(ProfileForm):
    """A new project: also its track and stage, who leads and owns it, and the declaration."""

    track = forms.ChoiceField(
        label="项目类型", choices=[(track.value, word) for track, word in TRACK_WORDS.items()]
    )
    stage = forms.ChoiceField(
        label="当前阶段", choices=[(stage.value, word) for stage, word in STAGE_WORDS.items()]
    )
    started_on = date_field("开工日期", required=False)
    department = chooser("牵头部门", [], required=False)
    owner = chooser(
        "项目单位账号所在企业",
        [],
        required=False,
        help_text="该企业的填报人将看到并填报这个项目",
    )
    not_classified = forms.BooleanField(
        label="我声明：本项目不涉及国家秘密，填报内容可以在本平台处理",
        required=False,
        help_text="涉密项目不得录入",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kinds in (
            ("department", ("department", "headquarters")),
            ("owner", ("company",)),
        ):
            self.fields[name].choices = [BLANK, *organization_choices(*kinds)]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.show_hidden_initial = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        track, stage = given.get("track"), given.get("stage")
        if track and stage and Stage(stage) not in (*TRACKS[Track(track)], *HALTS):
            self.add_error("stage", f"“{TRACK_WORDS[Track(track)]}”没有这个阶段，请另选。")
        return given


class AdvanceForm(forms.Form):
    """The next stage of one project, of those that may follow."""

    to = forms.ChoiceField(label="进入阶段")
    on = date_field("发生日期")
    note = note_field("说明", max_length=255, required=False, help_text="如竣工验收文号、暂停原因")

    def __init__(self, *args: Any, track: str, stage: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following = successors(Track(track), Stage(stage))
        self.fields["to"].choices = [(each.value, each.word) for each in following]  # type: ignore[attr-defined]


class PlanFields(forms.Form):
    """A year's plan: the whole, and twelve months that sum to it or none."""

    annual_fen = WanField(label="年度计划投资")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for month in range(1, MONTHS + 1):
            self.fields[f"month_{month}"] = WanField(label=f"{month}月", required=False)

    def plan(self) -> PlanInput:
        months = [self.cleaned_data[f"month_{month}"] for month in range(1, MONTHS + 1)]
        given = any(fen is not None for fen in months)
        return PlanInput(
            self.cleaned_data["annual_fen"],
            tuple(fen or 0 for fen in months) if given else (),
        )


MONTH_FIELDS = tuple(f"month_{month}" for month in range(1, MONTHS + 1))


class ReviseForm(PlanFields):
    """A new version of the plan, from a month on, with its document."""

    from_month = forms.TypedChoiceField(
        label="自几月起执行",
        coerce=int,
        choices=[(str(month), f"{month}月") for month in range(1, MONTHS + 1)],
    )
    document_number = forms.CharField(label="文号", max_length=64)
    reason = note_field("调整原因", max_length=255)

    GROUPS = (
        ("调整依据", ("document_number", "from_month", "reason")),
        ("新的年度计划", ("annual_fen",)),
        ("分月计划（可不填；填写的，12个月之和应等于年度计划）", MONTH_FIELDS),
    )


class EntryForm(PlanFields):
    """A project put on a list."""

    programme = forms.ChoiceField(label="列入名单")
    origin = forms.ChoiceField(label="结转/新增", choices=ORIGINS)
    category = forms.CharField(label="类别", max_length=64, required=False)
    number = forms.IntegerField(label="序号", min_value=0, required=False)
    entered_on = date_field("调入日期")
    planned_start = date_field("计划开工", required=False)
    planned_end = date_field("计划竣工", required=False)
    invested_before_fen = WanField(label="至上年底累计完成投资", required=False)

    GROUPS = (
        ("名单", ("programme", "origin", "category", "number", "entered_on")),
        ("工期", ("planned_start", "planned_end", "invested_before_fen")),
        ("年度计划", ("annual_fen",)),
        ("分月计划（可不填；填写的，12个月之和应等于年度计划）", MONTH_FIELDS),
    )

    def __init__(self, *args: Any, programmes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = programmes  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """When and why a project leaves a list."""

    left_on = date_field("调出日期", help_text="期末在这一天之前的调度期照常报送和计入")
    reason = note_field("调出原因", max_length=255)


class OrganizationTieForm(forms.Form):
    """An organization that has to do with the project."""

    relation = forms.ChoiceField(label="关系", choices=[r for r in RELATIONS if r[0] != "block"])
    organization = chooser("单位", [])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ("department", "headquarters", "company", "territory", "zone")
        self.fields["organization"].choices = [BLANK, *organization_choices(*kinds)]  # type: ignore[attr-defined]


class PersonTieForm(forms.Form):
    """A person who looks after the project or answers for it."""

    tie = forms.ChoiceField(label="身份", choices=TIES)
    user = chooser("人员", [])

    def __init__(self, *args: Any, users: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [BLANK, *users]  # type: ignore[attr-defined]


def initial_of(project: Any, block_id: int | None) -> dict[str, Any]:
    """What the form shows of a project."""
    values: dict[str, Any] = {name: getattr(project, name) for name in PROFILE_FIELDS}
    values["national_code"] = project.national_code or ""
    values["block"] = str(block_id or "")
    return values


def written(field: forms.BoundField, value: Any) -> str:
    """A value as the form writes it, for showing two of them side by side."""
    choices = dict(getattr(field.field, "choices", ()) or ())
    if isinstance(value, (list, tuple)):
        return "、".join(str(each) for each in value) or "（空）"
    if isinstance(value, date):
        return value.isoformat()
    text = str(field.field.prepare_value(value)) if value is not None else ""
    return str(choices.get(text, text)) or "（空）"
