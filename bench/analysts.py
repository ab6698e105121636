"""The figures of a closing as others would compute them: by hand in Polars, and in pandas.

Both answer (programme, place, cut, thirteen totals) for every place with its ancestors, whole and
cut by origin, industry and category: the very rows that a closing freezes. Polars works on rows
in memory and is the limit; pandas reads the same database and writes by ``to_sql``, as an analyst
would.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa

CUTS = ("all", "origin", "industry", "category")
DIMENSIONS = ["programme_id", "path", "origin", "industry", "category"]
COUNTED = {
    "carry_over": ("origin", "carry_over"),
    "new": ("origin", "new"),
    "ahead": ("progress_class", "ahead"),
    "on_track": ("progress_class", "on_track"),
    "behind": ("progress_class", "behind"),
}
TOTALS = [
    "entries", "parts", "carry_over", "new", "annual_plan_fen", "due_fen", "invested_fen", "owed",
    "carried", "unreported", "ahead", "on_track", "behind", "surplus",
]  # fmt: skip
Figures = dict[tuple[int, int, str], tuple[int, ...]]


def in_polars(rows: pl.DataFrame) -> pl.DataFrame:
    """Once over the rows, then over the few sums: places exploded, a group-by a cut."""
    cells = rows.group_by(DIMENSIONS).agg(
        pl.len().cast(pl.Int64).alias("entries"),
        pl.col("parts").sum(),
        pl.col("annual_plan_fen", "due_fen", "invested_fen").sum(),
        pl.col("owes").sum().cast(pl.Int64).alias("owed"),
        pl.col("carried", "unreported").sum().cast(pl.Int64),
        # The bench's ledger holds no packages.
        ((pl.col("parts") - 1) * pl.col("as_parts")).sum().alias("surplus"),
        *(
            (pl.col(column) == value).sum().cast(pl.Int64).alias(name)
            for name, (column, value) in COUNTED.items()
        ),
    )
    places = cells.with_columns(
        place=pl.col("path").str.strip_suffix(".").str.split(".").cast(pl.List(pl.Int64))
    ).explode("place")
    return pl.concat(
        places.with_columns(
            cut=pl.lit("all") if cut == "all" else pl.lit(f"{cut}=") + pl.col(f"{cut}")
        )
        .group_by("programme_id", "place", "cut")
        .agg(pl.col(TOTALS).sum())
        for cut in CUTS
    )


def figures_of(table: pa.Table | pd.DataFrame | pl.DataFrame) -> Figures:
    """The figures as something to compare."""
    rows = (
        table[["programme_id", "place", "cut", *TOTALS]].itertuples(index=False, name=None)
        if isinstance(table, pd.DataFrame)
        else table.select("programme_id", "place", "cut", *TOTALS).iter_rows()
    )
    return {
        (int(programme), int(place), str(cut)): tuple(map(int, totals))
        for programme, place, cut, *totals in rows
    }


READ = """
SELECT p.programme_id, p.entry_id, p.project_id, p.organization_id, p.source_report_id, p.origin,
       p.industry, p.category, p.path, p.annual_plan_fen, p.due_fen, p.invested_fen, p.parts,
       p.as_parts, p.parts_owing, p.parts_carried, p.parts_unreported,
       p.owes, p.carried, p.unreported, p.not_yet_started, p.progress_class, p.source_period,
       g.code AS programme_code, j.code AS project_code, j.name AS project_name,
       o.name AS organization_name, j.stage, j.total_fen, COALESCE(r.problems, '') AS problems
FROM reporting_position p
JOIN projects_programme g ON g.id = p.programme_id
JOIN projects_project j ON j.id = p.project_id
JOIN orgs_organization o ON o.id = p.organization_id
LEFT JOIN reporting_progressreport r ON r.id = p.source_report_id
WHERE p.period_id = 12 ORDER BY p.entry_id
"""
"""Everything that a closing freezes of an entry."""

FIGURES_ONLY = """
SELECT programme_id, path, origin, industry, category, annual_plan_fen, due_fen, invested_fen,
       parts, as_parts, owes, carried, unreported, progress_class
FROM reporting_position WHERE period_id = 12
"""
"""What the figures alone need."""


def in_pandas(rows: pd.DataFrame) -> pd.DataFrame:
    """The figures of a frame of rows."""
    counted = rows[[*DIMENSIONS, "parts", "annual_plan_fen", "due_fen", "invested_fen"]].assign(
        entries=1,
        surplus=(rows["parts"] - 1) * rows["as_parts"],
        owed=rows["owes"].astype("int64"),
        carried=rows["carried"].astype("int64"),
        unreported=rows["unreported"].astype("int64"),
        **{
            name: (rows[column] == value).astype("int64")
            for name, (column, value) in COUNTED.items()
        },
    )
    cells = counted.groupby(DIMENSIONS, as_index=False)[TOTALS].sum()
    cells["place"] = cells["path"].str.rstrip(".").str.split(".")
    places = cells.explode("place")
    places["place"] = places["place"].astype("int64")
    found = []
    for cut in CUTS:
        of = places.assign(cut="all" if cut == "all" else f"{cut}=" + places[cut])
        found.append(of.groupby(["programme_id", "place", "cut"], as_index=False)[TOTALS].sum())
    return pd.concat(found)


def whole_closing(connection: Any, closing_id: int) -> dict[str, float]:
    """Reads, computes, writes entries and figures, and hashes them; seconds of each stage."""
    clock = [time.perf_counter()]

    def lap() -> float:
        clock.append(time.perf_counter())
        return clock[-1] - clock[-2]

    rows = pd.read_sql(READ, connection)
    stages = {"read": lap()}
    figures = in_pandas(rows)
    stages["compute"] = lap()
    rows.insert(0, "closing_id", closing_id)
    rows.to_sql("reporting_closingentry", connection, if_exists="append", index=False)
    names = pd.read_sql("SELECT id, code, name FROM orgs_organization", connection)
    frozen = figures.merge(names, left_on="place", right_on="id").assign(
        closing_id=closing_id,
        programme_code=lambda f: f["programme_id"].map({1: "2021-municipal", 2: "2021-provincial"}),
        base_fen=lambda f: f["annual_plan_fen"],
    )
    frozen = frozen.drop(columns="id").rename(
        columns={
            "place": "organization_id",
            "code": "organization_code",
            "name": "organization_name",
        }
    )
    frozen["rank"] = _ranks(frozen)
    frozen.to_sql("reporting_closingfigure", connection, if_exists="append", index=False)
    stages["freeze"] = lap()
    digest = hashlib.sha256()
    for frame in (rows, frozen):
        text = frame.to_json(orient="records", lines=True, force_ascii=False)
        digest.update(text.encode())
    stages["digest"] = lap()
    return stages


def _ranks(figures: pd.DataFrame) -> pd.Series:
    blocks = figures[
        (figures["cut"] == "all") & figures["organization_code"].str.startswith("block")
    ]
    completion = blocks["invested_fen"] / blocks["base_fen"]
    ranks = completion.groupby(blocks["programme_id"]).rank(method="min", ascending=False)
    return ranks.reindex(figures.index).astype("Int64")
