"""What a list of standing rows is narrowed and ordered by: parsed from a query, applied to any rows.

One class for pages, exports, bulk deeds and the API, so that "exactly this" means the same
everywhere. Unknown values are dropped: an old link still opens, and its chips say what it filters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    Value,
    When,
)
from django.db.models.expressions import Expression
from django.db.models.functions import Cast, NullIf

from niubizi.apps.projects.models import Origin
from niubizi.apps.reporting.rows import Rows, named
from niubizi.domain.lifecycle import Stage
from niubizi.domain.progress import ProgressClass
from niubizi.metrics.totals import PARTS_OF

MARKS = {"carried": "结转上期数", "unreported": "未报", "own": "本期已审定"}
LISTED = {"yes": "在名单内", "no": "未入列"}
UNCLASSED = "none"
CLASSES = {**{each.value: each.word for each in ProgressClass}, UNCLASSED: "不评"}

UNREPORTED = Q(unreported=True) | Q(as_parts=True, parts_unreported__gt=0)
"""Where something was never approved this year: an entry, or some parts where those are counted."""

_MARK_CONDITIONS = {
    "carried": Q(carried=True),
    "unreported": UNREPORTED,
    "own": Q(owes=True, carried=False) & ~UNREPORTED,
}


def counted(parts: str = "parts", one: Any = 1) -> Case:
    """How many entries a row is: one, or the parts of a package, as its programme counts."""
    return Case(When(as_parts=True, then=F(parts)), default=one)


def counted_if(flag: str) -> Case:
    """How many of its entries bear a flag of their returns."""
    return counted(PARTS_OF[flag], Case(When(**{flag: True}, then=1), default=0))


Many = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandingFilter:
    """Search text and, by facet, the values of which one must hold. ``block`` is ids as text."""

    q: str = ""
    block: Many = ()
    stage: Many = ()
    cls: Many = ()
    mark: Many = ()
    origin: Many = ()
    industry: Many = ()
    category: Many = ()
    listed: Many = ()

    @classmethod
    def of(cls, values: Callable[[str], Iterable[str]]) -> StandingFilter:
        """From ``request.GET.getlist`` or anything that answers a name with its values."""

        def known(name: str, allowed: Mapping[str, object]) -> Many:
            return tuple(dict.fromkeys(each for each in values(name) if each in allowed))

        return cls(
            q=" ".join("".join(list(values("q"))[:1]).split())[:64],
            block=tuple(dict.fromkeys(each for each in values("block") if _is_id(each))),
            stage=known("stage", {stage.value: stage for stage in Stage}),
            cls=known("cls", CLASSES),
            mark=known("mark", MARKS),
            origin=known("origin", dict(Origin.choices)),
            industry=tuple(dict.fromkeys(each for each in values("industry") if each)),
            category=tuple(dict.fromkeys(each for each in values("category") if each)),
            listed=known("listed", LISTED),
        )

    @property
    def is_empty(self) -> bool:
        return self == StandingFilter()

    def pairs(self) -> list[tuple[str, str]]:
        """The query string's parameters, in a fixed order."""
        found = [("q", self.q)] if self.q else []
        for name in FACETS:
            found += [(name, value) for value in getattr(self, name)]
        return found

    def without(self, name: str) -> StandingFilter:
        return replace(self, **{name: "" if name == "q" else ()})  # type: ignore[arg-type]

    def apply(self, rows: Rows) -> Rows:
        rows = searched(rows, self.q)
        for name, column in _COLUMNS.items():
            chosen: Sequence[str] = getattr(self, name)
            if chosen:
                rows = named(rows, column).filter(**{f"{column}__in": chosen})
        if self.cls:
            values = ["" if each == UNCLASSED else each for each in self.cls]
            rows = rows.filter(progress_class__in=values)
        if self.mark:
            rows = rows.filter(_any(_MARK_CONDITIONS[each] for each in self.mark))
        if len(self.listed) == 1:
            rows = rows.filter(entry_id__isnull=self.listed == ("no",))
        return rows


FACETS = tuple(each.name for each in fields(StandingFilter) if each.name != "q")

_COLUMNS = {
    "block": "organization_id",
    "stage": "stage",
    "origin": "origin",
    "industry": "industry",
    "category": "category",
}


@dataclass(frozen=True, slots=True)
class Sort:
    """A key of ``SORTS``, ``-`` before it in the URL for descending."""

    key: str
    descending: bool = False

    @classmethod
    def of(cls, text: str, default: Sort) -> Sort:
        key = text.removeprefix("-")
        return cls(key, text.startswith("-")) if key in SORTS else default

    @property
    def text(self) -> str:
        return f"-{self.key}" if self.descending else self.key

    def apply(self, rows: Rows) -> Rows:
        return ordered(rows, self.key, descending=self.descending)


_SEARCHED = ("project_name", "project_code", "national_code", "pinyin", "initials")


def searched(rows: Rows, text: str) -> Rows:
    """Rows whose project's name, number, national code, pinyin or initials hold ``text``."""
    text = text.strip()
    if not text:
        return rows
    letters = text.lower().replace(" ", "")
    return named(rows, *_SEARCHED).filter(
        Q(project_name__icontains=text)
        | Q(project_code__startswith=text)
        | Q(national_code__startswith=text)
        | Q(pinyin__contains=letters)
        | Q(initials__contains=letters)
    )


def _share(part: Any) -> Expression:
    """A share of the annual plan as SQL orders it: NULL without a plan."""
    plan = NullIf(Cast(F("annual_plan_fen"), FloatField()), Value(0.0))
    return ExpressionWrapper(Cast(part, FloatField()) / plan, output_field=FloatField())


SORTS: dict[str, Expression | F] = {
    "number": F("number"),
    "code": F("project_code"),
    "name": F("pinyin"),
    "block": F("path"),
    "industry": F("industry"),
    "origin": F("origin"),
    "stage": F("stage"),
    "total": F("total_fen"),
    "plan": F("annual_plan_fen"),
    "invested": F("invested_fen"),
    "completion": _share(F("invested_fen")),
    "schedule": _share(F("due_fen")),
    "lead": _share(F("invested_fen") - F("due_fen")),
    "gap": ExpressionWrapper(F("due_fen") - F("invested_fen"), output_field=BigIntegerField()),
}
"""Keys a list may be sorted by. ``number`` is the place on the programme's official list."""


def ordered(rows: Rows, key: str, *, descending: bool = False) -> Rows:
    """Rows by one of :data:`SORTS`, what isn't available last, ties by code."""
    by = SORTS[key]
    first = by.desc(nulls_last=True) if descending else by.asc(nulls_last=True)
    return named(rows, getattr(by, "name", ""), "project_code").order_by(first, "project_code")


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def _is_id(text: str) -> bool:
    """Whether a database may hold it as an id: eighteen ASCII digits at most."""
    return text.isascii() and text.isdecimal() and len(text) <= 18
