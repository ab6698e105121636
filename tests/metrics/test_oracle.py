"""The metrics' statement against the domain's own functions, on the same rows."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from niubizi.domain import progress
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.orgtree import ids, path_of
from niubizi.domain.periods import Month
from niubizi.domain.progress import Plan, ScheduleRule
from niubizi.metrics.catalogue import METRICS, Reading, Yardstick, explain
from niubizi.metrics.columns import STANDING_SCHEMA, standing_totals
from niubizi.metrics.cube import ALL, Group, roll_up
from niubizi.metrics.totals import Totals, cells, cells_sql

JULY = Month(2021, 7)
CITY = path_of("", 1)
BLOCKS = (path_of(CITY, 2), path_of(CITY, 3), path_of(path_of(CITY, 2), 4))

rows = st.lists(
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
            "parts": st.integers(1, 5),
            "owes": st.booleans(),
            "carried": st.booleans(),
            "unreported": st.booleans(),
            "progress_class": st.sampled_from(["", "ahead", "on_track", "behind"]),
        }
    ),
    min_size=1,
    max_size=30,
)


def table(given_rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(given_rows, schema=STANDING_SCHEMA)


@given(rows)
def test_every_place_sums_what_lies_below_it(given_rows: list[dict[str, object]]) -> None:
    expected: defaultdict[Group, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in given_rows:
        for place in ids(str(row["path"])):
            sums = expected[Group(int(str(row["programme_id"])), place)]
            sums[0] += 1
            sums[1] += int(str(row["annual_plan_fen"]))
            sums[2] += int(str(row["invested_fen"]))
    found = {
        group: [totals.entries, totals.annual_plan_fen, totals.invested_fen]
        for group, totals in standing_totals(table(given_rows)).items()
        if group.cut == ALL
    }
    assert found == dict(expected)


@given(rows)
def test_columns_and_the_statement_of_the_databases_sum_alike(
    given_rows: list[dict[str, object]],
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
def test_the_cuts_of_a_dimension_make_the_whole(given_rows: list[dict[str, object]]) -> None:
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
