"""From heads to fields: which column holds what, decided by head, then by values, else asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from niubizi.documents.workbooks import phrases
from niubizi.documents.workbooks.cells import UNITS, BadCell, amount, shown, squeezed, tick
from niubizi.documents.workbooks.facts import Places, Projects
from niubizi.documents.workbooks.fields import FIELDS, Kind
from niubizi.documents.workbooks.grid import Cell, column_letter
from niubizi.documents.workbooks.header import Head
from niubizi.documents.workbooks.recognition import SEQUENCE, candidates

_SAMPLE = 2_000
_ORIGIN_WORDS = frozenset(["新增", "结转", "续建", "新入库", "新开工"])
_CONSTRUCTION_WORDS = frozenset(
    ["新建", "扩建", "改建", "技改", "技术改造", "改扩建", "迁建", "恢复"]
)
_CUMULATIVE = frozenset(["invested_ytd", "invested_total"])


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table.

    ``field`` is ``None`` for a column not understood, whose cells are kept as they are;
    ``choices`` are the fields it may be where that has to be asked, ``guessed`` says that values or
    a weak head decided. ``unit`` is how many 万元 one of its figures is, ``None`` without a unit.
    ``means`` is the value that a tick stands for.
    """

    index: int
    header: str
    field: str | None
    unit: Decimal | None = None
    guessed: bool = False
    choices: tuple[str, ...] = ()
    means: str | None = None
    is_sequence: bool = False
    month: int | None = None

    @property
    def letter(self) -> str:
        return column_letter(self.index)


class ColumnMatcher:
    """Assigns fields to the heads of one table; each field goes to one column (ticks to two)."""

    def __init__(
        self,
        rows: Sequence[Sequence[Cell]],
        places: Places,
        *,
        year: int | None,
        month: int | None,
        unit: Decimal,
        ledger: Projects | None = None,
    ) -> None:
        self.rows = rows[:_SAMPLE]
        self.places = places
        self.year = year
        self.month = month
        self.unit = unit
        self.ledger = ledger

    def match(self, heads: Sequence[Head], mapping: Mapping[str, str]) -> tuple[Column, ...]:
        """The columns in order; ``mapping`` is the user's word: letter → field, ``""`` for none."""
        found = {head.column: candidates(head.group, head.leaf, self.year) for head in heads}
        columns = {head.column: self._plain(head) for head in heads}
        taken: dict[str, int] = {}
        for index, column in columns.items():
            said = mapping.get(column.letter)
            if said is not None:
                found[index] = ()
                if said in FIELDS and said not in taken:
                    taken[said] = index
                    columns[index] = replace(column, field=said)
        for index in self._by_month(found, columns):
            self._claim(index, found[index], columns, taken)
        for decide in (self._nature, self._cumulative, self._weak):
            decide(found, columns, taken)
        return tuple(columns.values())

    def _plain(self, head: Head) -> Column:
        stretch = phrases.stretch_in(head.leaf) or phrases.stretch_in(head.group)
        return Column(
            index=head.column,
            header=head.text,
            field=None,
            unit=UNITS[head.unit] if head.unit else None,
            month=stretch.month if stretch else None,
        )

    def _by_month(
        self, found: Mapping[int, tuple[str, ...]], columns: Mapping[int, Column]
    ) -> list[int]:
        """Columns in the order in which they claim: of 1-6月 and 1-7月 the period's own, or the later."""

        def order(index: int) -> tuple[bool, int, int]:
            month = columns[index].month or 0
            return month != self.month, -month, index

        single = [index for index, fields in found.items() if len(fields) == 1]
        dated = [i for i in single if found[i][0] in {"invested_ytd", "invested_month"}]
        return [i for i in single if i not in dated] + sorted(dated, key=order)

    def _claim(
        self,
        index: int,
        fields: tuple[str, ...],
        columns: dict[int, Column],
        taken: dict[str, int],
    ) -> None:
        field = fields[0]
        if field == SEQUENCE:
            columns[index] = replace(columns[index], is_sequence=True)
        elif field in {"origin_new", "origin_carried"}:
            cells = self._cells(index)
            # Subtotal rows count the ticks.
            if 3 * sum(map(self._is_tick, cells)) >= 2 * len(cells):
                means = "new" if field == "origin_new" else "carry_over"
                columns[index] = replace(columns[index], field="origin", means=means)
        elif field in FIELDS and field not in taken and self._fits(index, FIELDS[field].kind):
            taken[field] = index
            columns[index] = replace(columns[index], field=field)

    def _fits(self, index: int, kind: Kind) -> bool:
        """Whether the cells of an amount are amounts: 2021年目标 may be a text."""
        if kind is not Kind.MONEY:
            return True
        cells = self._cells(index)
        words = sum(self._amount(cell) is None for cell in cells)
        return len(cells) < 3 or words * 2 < len(cells)

    def _nature(
        self,
        found: Mapping[int, tuple[str, ...]],
        columns: dict[int, Column],
        taken: dict[str, int],
    ) -> None:
        """项目性质 and 建设性质 say new or carried over, or what kind of works: the values tell."""
        for index, fields in found.items():
            if fields[:1] != ("origin",) or len(fields) < 2:
                continue
            values = {squeezed(shown(cell)) for cell in self._cells(index)}
            works = values & _CONSTRUCTION_WORDS
            only_new = works == {"新建"} and "项目性质" in columns[index].header
            is_works = bool(works) and not values & _ORIGIN_WORDS and not only_new
            field = "construction" if is_works else "origin"
            if field not in taken:
                taken[field] = index
                columns[index] = replace(columns[index], field=field)

    def _cumulative(
        self,
        found: Mapping[int, tuple[str, ...]],
        columns: dict[int, Column],
        taken: dict[str, int],
    ) -> None:
        """累计完成 is this year's or since the start: what other columns leave, or show, decides."""
        for index, fields in found.items():
            if set(fields) != _CUMULATIVE or not self._fits(index, Kind.MONEY):
                continue
            open_fields = [field for field in fields if field not in taken]
            decided = (
                open_fields[0] if len(open_fields) == 1 else self._by_before(index, columns, taken)
            )
            if decided:
                taken[decided] = index
                columns[index] = replace(columns[index], field=decided, guessed=True)
            elif open_fields:
                columns[index] = replace(columns[index], choices=tuple(open_fields))

    def _by_before(
        self, index: int, columns: Mapping[int, Column], taken: Mapping[str, int]
    ) -> str | None:
        """Since the start is never less than before this year; this year's figure often is."""
        if "invested_before" in taken:
            figures = self._pairs(columns, index, taken["invested_before"])
        else:
            figures = self._known_before(columns, index, taken)
        pairs = [(done, before) for done, before in figures if before > 0]
        if any(done < before for done, before in pairs):
            return "invested_ytd"
        over_plan = "annual_plan" not in taken or any(
            done > plan for done, plan in self._pairs(columns, index, taken["annual_plan"])
        )
        return "invested_total" if len(pairs) >= 3 and over_plan else None

    def _known_before(
        self, columns: Mapping[int, Column], index: int, taken: Mapping[str, int]
    ) -> list[tuple[Decimal, Decimal]]:
        """The column's figures beside what the ledger says was done before the year."""
        unit = columns[index].unit or self.unit
        pairs = []
        for row in self.rows if self.ledger and "name" in taken else ():
            if max(index, taken["name"]) < len(row) and self.ledger:
                known = self.ledger.find(None, shown(row[taken["name"]]))
                done = self._amount(row[index])
                if known and known.invested_before and done:
                    pairs.append((done * unit, known.invested_before))
        return pairs

    def _weak(
        self,
        found: Mapping[int, tuple[str, ...]],
        columns: dict[int, Column],
        taken: dict[str, int],
    ) -> None:
        """Heads that name a field only for want of a better one."""
        for index, fields in found.items():
            if not fields or not fields[0].endswith("?"):
                continue
            field = fields[0].rstrip("?")
            fits: Callable[[int], bool] = self._is_places if field == "block" else self._is_amounts
            if field not in taken and fits(index):
                taken[field] = index
                columns[index] = replace(columns[index], field=field, guessed=True)

    def _is_places(self, index: int) -> bool:
        words = [shown(cell) for cell in self._cells(index)]
        return bool(words) and 2 * sum(bool(self.places.find(word)) for word in words) > len(words)

    def _is_amounts(self, index: int) -> bool:
        return self._fits(index, Kind.MONEY)

    def _is_tick(self, cell: Cell) -> bool:
        try:
            return tick(cell) is not None
        except BadCell:
            return False

    def _cells(self, index: int) -> list[Cell]:
        return [row[index] for row in self.rows if index < len(row) and shown(row[index])]

    def _amount(self, cell: Cell) -> Decimal | None:
        try:
            found = amount(cell, Decimal(1))
        except BadCell:
            return None
        return found.value if found else Decimal(0)

    def _pairs(
        self, columns: Mapping[int, Column], one: int, other: int
    ) -> list[tuple[Decimal, Decimal]]:
        """The amounts of two columns where both have one, in 万元."""
        units = [columns[index].unit or self.unit for index in (one, other)]
        pairs = []
        for row in self.rows:
            if max(one, other) < len(row) and shown(row[one]) and shown(row[other]):
                first, second = self._amount(row[one]), self._amount(row[other])
                if first is not None and second is not None:
                    pairs.append((first * units[0], second * units[1]))
        return pairs
