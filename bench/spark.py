"""Ten million entries in Parquet on a local Spark cluster, and in DuckDB: the same figures.

One master and two workers on loopback, started here and stopped here; the statement is the one
that both databases of the platform run, unchanged. Money is integer 分: the answers are compared to
the last digit.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

from bench.measure import Row, by_turns
from bench.place import Place
from niubizi.metrics.totals import cells_sql

PART = "spark"
ENTRIES = 10_000_000
FILES = 8
LOOPBACK = "127.0.0.1"
WAIT_SECONDS = 180


def rows(place: Place, sizes: list[int]) -> Iterator[Row]:
    import duckdb  # noqa: PLC0415 the bench's extra

    entries = int(os.environ.get("NIUBIZI_BENCH_ENTRIES", ENTRIES))
    folder = place.folder / "parquet"
    folder.mkdir(exist_ok=True)
    _write(folder, entries)
    database = duckdb.connect(":memory:")
    database.execute("SET memory_limit = '6GB'")
    by_duckdb = sorted(
        database.execute(cells_sql(f"read_parquet('{folder}/*.parquet')")).fetchall()
    )
    with cluster(place.folder) as master, session(place.folder, master) as spark:
        spark.read.parquet(str(folder)).createOrReplaceTempView("standing")
        statement = cells_sql("standing")
        by_spark = sorted(tuple(row) for row in spark.sql(statement).collect())
        if [tuple(map(str, row)) for row in by_spark] != [
            tuple(map(str, row)) for row in by_duckdb
        ]:
            raise SystemExit("spark: the figures differ from DuckDB's")
        found = by_turns(
            {
                "spark": lambda: spark.sql(statement).collect(),
                "duckdb": lambda: database.execute(
                    cells_sql(f"read_parquet('{folder}/*.parquet')")
                ).fetchall(),
            },
            3,
        )
    yield Row(
        PART,
        f"{len(by_spark):,} cells of {entries:,} entries in Parquet, equal to the last digit",
        found["spark"],
        "s",
        "DuckDB in one process",
        found["duckdb"],
    )


def _write(folder: Path, entries: int) -> None:
    """Rows computed from their number, in files of equal size."""
    import duckdb  # noqa: PLC0415 the bench's extra

    with duckdb.connect(":memory:") as database:
        for number in range(FILES):
            first, last = entries * number // FILES, entries * (number + 1) // FILES
            database.execute(
                f"""
                COPY (SELECT (1 + i % 2)::BIGINT AS programme_id,
                  printf('0000000001.%010d.', 2 + i % 10) AS path,
                  CASE WHEN i % 3 = 0 THEN 'new' ELSE 'carry_over' END AS origin,
                  '产业' || (i // 10 % 8) AS industry, '类别' || (i // 80 % 4) AS category,
                  (200000000 + i % 97 * 10000000)::BIGINT AS annual_plan_fen,
                  (180000000 + i % 89 * 9999991)::BIGINT AS due_fen,
                  (170000000 + i % 83 * 9999973)::BIGINT AS invested_fen,
                  (1 + i % 3)::BIGINT AS parts, i % 7 = 0 AS as_parts,
                  (i % 3)::BIGINT AS parts_owing, (i % 19 % 2)::BIGINT AS parts_carried,
                  (i % 41 % 2)::BIGINT AS parts_unreported, i % 20 <> 0 AS owes, i % 19 = 0 AS carried, i % 41 = 0 AS unreported,
                  CASE i % 4 WHEN 0 THEN 'behind' WHEN 1 THEN 'on_track' ELSE 'ahead' END
                    AS progress_class
                FROM range({first}, {last}) AS numbers(i))
                TO '{folder}/part-{number}.parquet' (FORMAT parquet)
                """  # noqa: S608 our own numbers
            )


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A standalone master with two workers of one core each; gives the master's URL."""
    import pyspark  # noqa: PLC0415 the bench's extra

    home = Path(pyspark.__file__).parent
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_LOCAL_DIRS": str(folder / "spark"),
        "PYSPARK_PYTHON": sys.executable,
    }
    port, board = _free_port(), _free_port()
    master = f"spark://{LOOPBACK}:{port}"

    def start(stack: ExitStack, kind: str, *options: str) -> None:
        log = stack.enter_context((folder / f"{kind}-{len(options)}.log").open("ab"))
        process = subprocess.Popen(
            [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *options],
            env=environment,
            stdout=log,
            stderr=log,
            cwd=folder,
        )
        stack.callback(process.wait, 30)
        stack.callback(process.terminate)

    with ExitStack() as stack:
        start(stack, "master.Master", "--host", LOOPBACK, "--port", str(port),
              "--webui-port", str(board))  # fmt: skip
        for _ in range(2):
            start(stack, "worker.Worker", "--host", LOOPBACK, "--cores", "1", "--memory", "2g",
                  "--work-dir", str(folder / "work"), "--webui-port", str(_free_port()),
                  master)  # fmt: skip
        _wait_for_workers(f"http://{LOOPBACK}:{board}/json/")
        yield master


def _wait_for_workers(board: str) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(board, timeout=5) as answer:  # noqa: S310 our own loopback
                state = answer.read().decode()
        except OSError:
            state = ""
        if re.search(r'"aliveworkers"\s*:\s*2', state):
            return
        time.sleep(0.5)
    raise SystemExit("spark: the workers did not come up")


@contextmanager
def session(folder: Path, master: str) -> Iterator[object]:
    """A session on the cluster that leaves nothing outside the folder."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 the bench's extra

    os.environ["SPARK_LOCAL_IP"] = LOOPBACK
    found = (
        SparkSession.builder.master(master)
        .appName("niubizi-bench")
        .config("spark.driver.host", LOOPBACK)
        .config("spark.driver.bindAddress", LOOPBACK)
        .config("spark.executor.memory", "1500m")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.sql.execution.arrow.pyspark.enabled", "true")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    try:
        yield found
    finally:
        found.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return int(found.getsockname()[1])
