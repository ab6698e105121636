"""The list of projects as its URL says: rows, filters, columns, order, page.

The page, its export and its bulk deeds build the same :class:`Listing` from the same query, so that
an export is exactly what was seen and a deed touches exactly what was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from niubizi.apps.reporting.filters import (
    CLASSES,
    LISTED,
    MARKS,
    Sort,
    StandingFilter,
)
from niubizi.apps.reporting.rows import Rows
from niubizi.apps.reporting.selectors import standings as rows_of
from niubizi.apps.reporting.selectors.standings import Facets, StandingTotals, standings
from niubizi.domain.lifecycle import STAGE_WORDS, Stage
from niubizi.domain.periods import Month
from niubizi.web.access import PageRequest
from niubizi.web.figures.writing import in_brackets
from niubizi.web.projects.columns import ORIGIN_WORDS, Column, chosen_columns, columns_of
from niubizi.web.selection import KEPT, Selection, selection

if TYPE_CHECKING:
    from niubizi.apps.projects.models import Programme

WHOLE = "all"
"""``?list=all``: the whole ledger instead of one programme."""

FACET_WORDS = {
    "block": "板块",
    "stage": "阶段",
    "cls": "评价",
    "mark": "数据状态",
    "origin": "结转/新增",
    "industry": "产业",
    "category": "类别",
    "listed": "名单",
}


def entries_words(totals: StandingTotals) -> str:
    """How many entries the rows are, as their programme counts packages: 28个（拆分后30个）."""
    counts = totals.reading.totals
    return f"{counts.entries:,}个{in_brackets(counts, '个')}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet to choose."""

    value: str
    word: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, as the filter form draws it."""

    name: str
    word: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """What the list is filtered by, with the URL that drops it."""

    label: str
    value: str
    clear_url: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as asked for; ``base`` are its rows before the filter."""

    chosen: Selection
    programme: Programme | None
    month: Month
    filter: StandingFilter
    sort: Sort
    columns: tuple[Column, ...]
    all_columns: tuple[Column, ...]
    base: Rows
    path: str
    kept: tuple[tuple[str, str], ...]

    @property
    def is_whole(self) -> bool:
        return self.programme is None

    @property
    def rows(self) -> Rows:
        return self.filter.apply(self.base)

    @property
    def ordered(self) -> Rows:
        return self.sort.apply(self.rows)

    def totals(self) -> StandingTotals:
        return rows_of.totals(
            self.rows,
            period=self.month,
            programme=self.programme,
            whole_place=self.chosen.place if self.filter.is_empty else None,
        )

    def url(
        self,
        *,
        path: str = "",
        filters: StandingFilter | None = None,
        sort: Sort | None = None,
    ) -> str:
        """This list narrowed or ordered otherwise, from its first page; or another page of it."""
        pairs = [
            *self.kept,
            *(self.filter if filters is None else filters).pairs(),
            *self._sort_pairs(self.sort if sort is None else sort),
            *self._column_pairs(),
        ]
        return f"{path or self.path}?{urlencode(pairs)}" if pairs else path or self.path

    def query(self) -> str:
        """What a saved view keeps: filters, order and columns, not the place nor the period."""
        kept = [pair for pair in self.kept if pair[0] in {"list", "programme"}]
        pairs = [*kept, *self.filter.pairs(), *self._sort_pairs(self.sort), *self._column_pairs()]
        return urlencode(pairs)

    def view_url(self, query: str) -> str:
        """This page with a saved view, at the place and period of now."""
        kept = [pair for pair in self.kept if pair[0] not in {"list", "programme"}]
        return f"{self.path}?{'&'.join(part for part in (urlencode(kept), query) if part)}"

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """The parameters that a form sends along unseen; ``without`` those it asks for itself."""
        pairs = [
            *self.kept,
            *self.filter.pairs(),
            *self._sort_pairs(self.sort),
            *self._column_pairs(),
        ]
        return [(name, value) for name, value in pairs if name not in without]

    def chips(self, facets: Facets) -> list[Chip]:
        found = []
        if self.filter.q:
            found.append(Chip("搜索", self.filter.q, self.url(filters=self.filter.without("q"))))
        for name, label in FACET_WORDS.items():
            values = getattr(self.filter, name)
            if values:
                words = self._words(name, facets)
                text = "、".join(words.get(value, value) for value in values)
                found.append(Chip(label, text, self.url(filters=self.filter.without(name))))
        return found

    def facets(self, facets: Facets) -> list[Facet]:
        """What can be chosen: the values that occur, and those chosen already."""
        found = []
        for name, label in FACET_WORDS.items():
            if name == "listed" and (not self.is_whole or self.chosen.closing is not None):
                continue
            on = getattr(self.filter, name)
            words = self._words(name, facets)
            choices = tuple(
                Choice(value, words.get(value, value), value in on)
                for value in dict.fromkeys((*words, *on))
            )
            if len(choices) > 1 or on:
                found.append(Facet(name, label, choices))
        return found

    def _words(self, name: str, facets: Facets) -> Mapping[str, str]:
        fixed: dict[str, Mapping[str, str]] = {
            "block": {str(pk): name for pk, name in facets.blocks},
            "stage": {
                stage.value: STAGE_WORDS[stage] for stage in Stage if stage.value in facets.stages
            },
            "cls": CLASSES,
            "mark": MARKS,
            "origin": ORIGIN_WORDS,
            "industry": {value: value for value in facets.industries},
            "category": {value: value for value in facets.categories},
            "listed": LISTED,
        }
        return fixed[name]

    def _sort_pairs(self, sort: Sort) -> list[tuple[str, str]]:
        return [] if sort == default_sort(whole=self.is_whole) else [("sort", sort.text)]

    def _column_pairs(self) -> list[tuple[str, str]]:
        usual = chosen_columns(self.all_columns, ())
        return [] if self.columns == usual else [("cols", column.key) for column in self.columns]


def default_sort(*, whole: bool) -> Sort:
    return Sort("code") if whole else Sort("number")


def listing(request: PageRequest, path: str) -> Listing:
    """The list that the request's query asks for."""
    chosen = selection(request)
    whole = request.GET.get("list") == WHOLE or chosen.programme is None
    programme = None if whole else chosen.programme
    month = chosen.period.key if chosen.period else _month_without_period(request, programme)
    columns = columns_of(month.cumulative_name)
    return Listing(
        chosen=chosen,
        programme=programme,
        month=month,
        filter=StandingFilter.of(request.GET.getlist),
        sort=Sort.of(request.GET.get("sort", ""), default_sort(whole=whole)),
        columns=chosen_columns(columns, request.GET.getlist("cols")),
        all_columns=columns,
        base=standings(
            period=chosen.period,
            closing=chosen.closing,
            actor=request.actor,
            programme=programme,
            place=chosen.place,
        ),
        path=path,
        kept=tuple(_kept(request, (*KEPT, "list"))),
    )


def _month_without_period(request: PageRequest, programme: Programme | None) -> Month:
    """Now, or January of the year of a list that has no period yet."""
    now = Month.of(request.at.date())
    return now if programme is None or programme.year == now.year else Month(programme.year, 1)


def _kept(request: PageRequest, names: Iterable[str]) -> Iterable[tuple[str, str]]:
    return ((name, request.GET[name]) for name in names if request.GET.get(name))
