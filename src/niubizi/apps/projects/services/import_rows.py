"""A row of a list as the ledger would keep it: 分, dates, ids, and what an office leaves unsaid.

What a row doesn't say is left out, so that a blank cell never erases; what has to be decided for a
new project or entry (origin, stage, track) is decided here, in one place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Origin, Project
from niubizi.apps.projects.services.programmes import PlanInput
from niubizi.documents.workbooks import Row
from niubizi.documents.workbooks.fields import MONTH_PLANS
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.lifecycle import Stage, Track
from niubizi.domain.periods import MONTHS, Month

PUBLIC_WORDS = (
    "基础设施", "民生", "交通", "水利", "城建", "市政", "社会事业", "生态", "环保", "公共", "教育", "卫生",
    "医疗", "保障性", "安置房", "能源保供", "农田",
)  # fmt: skip
"""Classes and industries that make a project a public one; any other is an attracted project."""
_PUBLIC = re.compile("|".join(PUBLIC_WORDS))

_LATER = ("储备", "前期", "谋划", "预备")
_NOT_AN_INDUSTRY = ("结转", "续建", "新增", "新建", "新开工", "新入库", *_LATER)
_CONSTRUCTION = {word: value for value, word in Project.Construction.choices}
_RELATED_KINDS = {
    "department": (Organization.Kind.DEPARTMENT.value, Organization.Kind.HEADQUARTERS.value),
    "owner": (Organization.Kind.COMPANY.value,),
}
_LIMITS = {"owner_name": 128, "leader_name": 64, "industry": 64, "category": 64}
_LIMIT_WORDS = {
    "owner_name": "建设单位",
    "leader_name": "包联领导",
    "industry": "产业类别",
    "category": "类别",
}


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What one row says. ``project`` and ``entry`` hold the columns it gives a value for.

    ``implied_industry`` comes from a class row: it names the industry of a new project and never
    replaces one that is known. ``related`` are organizations by relation.
    """

    number: int
    name: str
    block_id: int | None
    project: Mapping[str, Any]
    entry: Mapping[str, Any]
    plan: PlanInput | None
    related: Mapping[str, int]
    implied_industry: str
    is_later: bool
    extra: Mapping[str, str] = field(default_factory=dict)

    def track(self) -> Track:
        words = (
            f"{self.entry.get('category', '')}{self.project.get('industry', self.implied_industry)}"
        )
        return Track.PUBLIC if _PUBLIC.search(words) else Track.ATTRACTED

    def origin(self, year: int) -> str:
        """As the row says; else carried over when begun before the year or invested in before it."""
        if "origin" in self.entry:
            return str(self.entry["origin"])
        start: date | None = self.entry.get("planned_start")
        begun = start is not None and start.year < year
        before = bool(self.entry.get("invested_before_fen"))
        return Origin.CARRY_OVER if begun or before else Origin.NEW

    def stage(self, year: int, today: date) -> Stage:
        """Started, unless its planned start is still to come or it has no plan for the year.

        A list doesn't say how far a project is. Whatever is carried over has started; a new one is
        taken as started from the month of its planned start, since the office wants its return.
        """
        start: date | None = self.entry.get("planned_start")
        to_come = start is not None and start > today
        if not self.is_later and (not to_come or self.origin(year) == Origin.CARRY_OVER):
            return Stage.STARTED
        return Stage.PREPARATORY if self.track() is Track.PUBLIC else Stage.LANDED


def row_facts(row: Row, organizations: Mapping[str, Organization]) -> RowFacts:
    """The facts of a valid row; ``organizations`` by code and by name.

    Raises ``ValueError`` for an amount finer than one 分.
    """
    values = row.values
    start, end = _span(values)
    classes = [label for label in row.classes if label not in organizations]
    extra = dict(row.extra)

    def given(holder: dict[str, Any]) -> dict[str, Any]:
        """The columns with a value, over-long ones cut: the whole stays with the row."""
        for name in holder.keys() & _LIMITS.keys():
            text, limit = holder[name], _LIMITS[name]
            if text is not None and len(text) > limit:
                extra[_LIMIT_WORDS[name]] = text
                holder[name] = f"{text[: limit - 1]}…"
        return {name: value for name, value in holder.items() if value is not None}

    block = organizations.get(row.block_code) if row.block_code else None
    return RowFacts(
        number=row.number,
        name=str(values["name"]).strip(),
        block_id=block.pk if block else None,
        project=given(
            {
                "national_code": values.get("code"),
                "content": values.get("content"),
                "industry": values.get("industry"),
                "construction": _CONSTRUCTION.get(str(values.get("construction"))),
                "total_fen": _fen(values.get("total_investment")),
                "owner_name": values.get("owner"),
                "leader_name": values.get("leader"),
                "planned_start": start,
                "planned_end": end,
                "longitude": _degrees(values.get("longitude")),
                "latitude": _degrees(values.get("latitude")),
            }
        ),
        entry=given(
            {
                "origin": values.get("origin"),
                "category": classes[0] if classes else None,
                "planned_start": start,
                "planned_end": end,
                "invested_before_fen": _fen(values.get("invested_before")),
            }
        ),
        plan=_plan(values),
        related=_related(values, organizations),
        implied_industry=_implied(classes),
        is_later=values.get("annual_plan") is None
        or any(word in label for label in classes for word in _LATER),
        extra=extra,
    )


def _span(values: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """First and last day: by month where months are known, else by year."""
    start, end = None, None
    begins = values.get("start") or values.get("span_start")
    ends = values.get("end") or values.get("span_end")
    if isinstance(begins, Month):
        start = begins.first_day
    elif isinstance(values.get("start_year"), int):
        start = date(values["start_year"], 1, 1)
    if isinstance(ends, Month):
        end = ends.last_day
    elif isinstance(values.get("end_year"), int):
        end = date(values["end_year"], MONTHS, 31)
    return start, end


def _plan(values: Mapping[str, Any]) -> PlanInput | None:
    """The annual plan; its months where there are twelve that sum to it."""
    annual = _fen(values.get("annual_plan"))
    if annual is None:
        return None
    if values.keys().isdisjoint(MONTH_PLANS):
        return PlanInput(annual)
    months = [_fen(values.get(name)) for name in MONTH_PLANS]
    given = tuple(fen or 0 for fen in months)
    stated = any(fen is not None for fen in months) and sum(given) == annual
    return PlanInput(annual, given if stated else ())


def _related(
    values: Mapping[str, Any], organizations: Mapping[str, Organization]
) -> dict[str, int]:
    """The department and the owner where these are organizations that are known here."""
    found = {}
    for relation, allowed in _RELATED_KINDS.items():
        organization = organizations.get(str(values.get(relation, "")).strip())
        if organization is not None and organization.kind in allowed:
            found[relation] = organization.pk
    return found


def _implied(classes: Sequence[str]) -> str:
    names = [each for each in classes if not any(word in each for word in _NOT_AN_INDUSTRY)]
    return names[-1][:64] if names else ""


def _fen(value: Any) -> int | None:
    return fen_of_wan(value) if isinstance(value, Decimal) else None


def _degrees(value: Any) -> float | None:
    return float(value) if isinstance(value, Decimal) else None
