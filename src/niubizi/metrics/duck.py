"""DuckDB in process over Arrow tables: the engine that closings compute with.

One connection for the process; each call takes a cursor of its own, so that calls from several
threads don't see each other's tables.
"""

from __future__ import annotations

from functools import cache

import duckdb
import pyarrow as pa

from niubizi.metrics.totals import Cell, cells, cells_sql

STANDING_SCHEMA = pa.schema(
    [
        ("programme_id", pa.int64()),
        ("path", pa.string()),
        ("origin", pa.string()),
        ("industry", pa.string()),
        ("category", pa.string()),
        ("annual_plan_fen", pa.int64()),
        ("due_fen", pa.int64()),
        ("invested_fen", pa.int64()),
        ("parts", pa.int64()),
        ("owes", pa.bool_()),
        ("carried", pa.bool_()),
        ("unreported", pa.bool_()),
        ("progress_class", pa.string()),
    ]
)
"""The columns of standing rows that metrics read."""


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    # The rows are all handed in: nothing is to be read from disk or network.
    connection.execute("SET enable_external_access = false")
    return connection


def standing_cells(table: pa.Table) -> list[Cell]:
    """The cells of an Arrow table of ``STANDING_SCHEMA``."""
    cursor = _connection().cursor()
    try:
        cursor.register("standing", table)
        return list(cells(cursor.execute(cells_sql("standing")).fetchall()))
    finally:
        cursor.close()
