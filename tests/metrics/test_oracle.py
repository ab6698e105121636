"""The metrics' statement against the domain's own functions, on the same rows."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import asdict
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain import progress
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.orgtree import ids, path_of
from niubizi.domain.periods import Month
from niubizi.domain.progress import Plan, ScheduleRule
from niubizi.metrics.catalogue import METRICS, Reading, Yardstick, counted_otherwise, explain
from niubizi.metrics.columns import STANDING_SCHEMA, standing_totals
from niubizi.metrics.cube import ALL, Group, roll_up
from niubizi.metrics.totals import Totals, cells, cells_sql

JULY = Month(2021, 7)
CITY = path_of("", 1)
BLOCKS = (path_of(CITY, 2), path_of(CITY, 3), path_of(path_of(CITY, 2), 4))

RETURNS = {
    "owed": ("owes", "parts_owing"),
    "carried": ("carried", "parts_carried"),
    "unreported": ("unreported", "parts_unreported"),
}
SPLIT = 2
"""The programme that counts a package as its parts; the other counts it as one."""


def row(entry: dict[str, Any], pieces: list[dict[str, bool]]) -> dict[str, Any]:
    """A row with what its parts have reported; it owes, say, where one of them does."""
    flags = {
        name: value
        for flag, column in RETURNS.values()
        for name, value in (
            (flag, any(piece[flag] for piece in pieces)),
            (column, sum(piece[flag] for piece in pieces)),
        )
    }
    as_parts = entry["programme_id"] == SPLIT
    return {**entry, **flags, "parts": len(pieces), "as_parts": as_parts}


rows = st.lists(
    st.builds(
        row,
        st.fixed_dictionaries(
            {
                "programme_id": st.integers(1, 2),
                "path": st.sampled_from(BLOCKS),
                "origin": st.sampled_from(["new", "carry_over"]),
                "industry": st.sampled_from(["", "先进制造业", "基础设施"]),
                "category": st.sampled_from(["", "产业项目"]),
                "annual_plan_fen": st.integers(0, 10**14),
                "due_fen": st.integers(0, 10**14),
                "invested_fen": st.integers(0, 10**14),
                "progress_class": st.sampled_from(["", "ahead", "on_track", "behind"]),
            }
        ),
        st.lists(
            st.fixed_dictionaries({flag: st.booleans() for flag, _ in RETURNS.values()}),
            min_size=1,
            max_size=4,
        ),
    ),
    min_size=1,
    max_size=30,
)


def table(given_rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(given_rows, schema=STANDING_SCHEMA)


def counted(row: dict[str, Any]) -> dict[str, int]:
    """What a row adds to its totals: as many entries as it has parts, or one."""
    parts = int(row["parts"])
    number = parts if row["programme_id"] == SPLIT else 1
    return {
        "entries": number,
        "listed": 1,
        "parts": parts,
        "surplus": number - 1,
        **{name: row[name] for name in ("annual_plan_fen", "due_fen", "invested_fen")},
        **{origin: number for origin in ("new", "carry_over") if row["origin"] == origin},
        **{
            each: number
            for each in ("ahead", "on_track", "behind")
            if row["progress_class"] == each
        },
        **{
            name: int(row[column if row["programme_id"] == SPLIT else flag])
            for name, (flag, column) in RETURNS.items()
        },
    }


@given(rows)
def test_every_place_sums_what_lies_below_it(given_rows: list[dict[str, Any]]) -> None:
    expected: defaultdict[Group, Counter[str]] = defaultdict(Counter)
    for row in given_rows:
        for place in ids(row["path"]):
            expected[Group(row["programme_id"], place)].update(counted(row))
    found = {
        group: Counter({**asdict(totals), "listed": totals.listed})
        for group, totals in standing_totals(table(given_rows)).items()
        if group.cut == ALL
    }
    assert found == dict(expected)


@given(rows)
def test_columns_and_the_statement_of_the_databases_sum_alike(
    given_rows: list[dict[str, Any]],
) -> None:
    names = STANDING_SCHEMA.names
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"CREATE TABLE standing ({', '.join(names)})")
        database.executemany(
            f"INSERT INTO standing VALUES ({', '.join('?' * len(names))})",  # noqa: S608 our own names
            [[row[name] for name in names] for row in given_rows],
        )
        summed = cells(database.execute(cells_sql("standing")).fetchall())
        assert standing_totals(table(given_rows)) == roll_up(summed)


@given(rows)
def test_the_cuts_of_a_dimension_make_the_whole(given_rows: list[dict[str, Any]]) -> None:
    groups = standing_totals(table(given_rows))
    for group, whole in groups.items():
        if group.cut != ALL:
            continue
        parts = [
            totals
            for other, totals in groups.items()
            if (other.programme_id, other.organization_id)
            == (group.programme_id, group.organization_id)
            and other.cut.startswith("origin=")
        ]
        assert sum(parts, Totals()) == whole
        assert whole.new + whole.carry_over == whole.entries


@pytest.mark.parametrize(
    ("totals", "words", "formula"),
    [
        (Totals(entries=28, parts=28), "", "期末在列的项目数 = 28项"),
        (
            Totals(entries=444, parts=569),
            "拆分后569项",
            "期末在列的项目数（打包项目计1项，拆分后569项） = 444项",
        ),
        (
            Totals(entries=569, parts=569, surplus=125),
            "打包计444项",
            "期末在列的项目数（打包项目按子项目计，打包计444项） = 569项",
        ),
    ],
)
def test_a_number_of_entries_shows_the_other_way_of_counting_packages(
    totals: Totals, words: str, formula: str
) -> None:
    counts = Reading(totals, 0, Yardstick(JULY, ScheduleRule.ENTRIES, Fraction(5), "plans"))
    assert counted_otherwise(totals) == words
    assert explain(METRICS["entries"], counts) == f"在列项目 = {formula}"


def reading(invested_wan: int, plan_wan: int, *, base_kind: str = "plans") -> Reading:
    plan = fen_of_wan(plan_wan)
    due = progress.due_fen(Plan(2021, plan), JULY)
    totals = Totals(
        entries=1, annual_plan_fen=plan, due_fen=due, invested_fen=fen_of_wan(invested_wan)
    )
    stick = Yardstick(JULY, ScheduleRule.PLAIN_MONTH, Fraction(5), base_kind)
    return Reading(totals, plan, stick)


def test_the_published_rate_and_lead_are_printed() -> None:
    provincial = reading(1_696_000, 2_234_519)
    assert METRICS["completion"].text(provincial) == "75.9%"
    assert METRICS["lead"].text(provincial) == "+17.6个百分点"
    assert METRICS["invested"].text(provincial) == "169.6亿元"


def test_a_formula_is_told_with_its_numbers() -> None:
    assert explain(METRICS["completion"], reading(1_696_000, 2_234_519)) == (
        "完成率 = 本年累计完成投资169.6亿元 ÷ 年度计划223.5亿元 = 75.9%"
    )


@pytest.mark.parametrize("code", list(METRICS))
def test_nothing_planned_gives_no_rate_and_never_a_zero_for_it(code: str) -> None:
    empty = Reading(Totals(), 0, Yardstick(JULY, ScheduleRule.ENTRIES, Fraction(5), "plans"))
    rates = {"completion", "schedule", "lead", "gap_to_schedule"}
    assert (METRICS[code].text(empty) == "—") == (code in rates)
