"""A closing stage by stage: read, compute, freeze, digest; against Polars in memory and pandas.

Every round of ours and of pandas' runs in a transaction that is undone, so that each finds the same
database. What the button does beyond (positions anew, fingerprint, trail) has a row of its own.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

from bench.measure import Row, by_turns, peak_of
from bench.place import Place, using

STAGES = ("read", "compute", "freeze", "digest")
CLOSING = 12
ROUNDS = 5
PART = "closing"


def rows(place: Place, sizes: list[int]) -> Iterator[Row]:
    """The table's rows; the ledgers ``n300`` … are there already."""
    whole: dict[int, float] = {}
    for size in sizes:
        database = place.database("sqlite", f"n{size}")
        using(database)
        _act()
        _same_figures(database)
        found = list(_of_size(database, size))
        yield from found
        whole[size] = next(row.ours for row in found if "whole" in row.what)
    for smaller, larger in pairwise(sizes):
        yield Row(
            PART,
            f"growth of the whole from {smaller:,} to {larger:,} projects",
            whole[larger] / whole[smaller],
            "×",
            "growth of the rows",
            larger / smaller,
            1.0,
        )
    yield _memory(place, sizes[-1])


def _of_size(database: str, size: int) -> Iterator[Row]:
    ours, theirs = _stages(database, ROUNDS)
    limit = _limit()
    at = f", {size:,} projects"
    large = size >= 100_000

    def reach(value: float) -> float | None:
        return value if large else None

    yield Row(PART, f"compute{at}", limit["ours"], "s", "Polars by hand, rows in memory",
              limit["polars"], reach(3.0))  # fmt: skip
    read = _reading(database)
    yield Row(PART, f"read and compute{at}", read["ours"], "s", "pandas without writing",
              read["pandas"], reach(1.0))  # fmt: skip
    for stage in STAGES:
        yield Row(PART, f"{stage}{at}", ours[stage], "s", "pandas, the same stage", theirs[stage])
    yield Row(PART, f"the whole: read, compute, freeze, digest{at}", sum(ours.values()), "s",
              "pandas, writing by to_sql", sum(theirs.values()), reach(1.0))  # fmt: skip
    pressed = _pressed()
    yield Row(PART, f"the button: positions anew, compared, then the whole{at}", pressed, "s",
              "pandas, writing by to_sql", sum(theirs.values()))  # fmt: skip


def _act() -> None:
    """The act that both write their rows for."""
    from niubizi.apps.reporting.models import Closing, Period  # noqa: PLC0415 after the set-up

    december = Period.objects.get(pk=CLOSING)
    Closing.objects.get_or_create(
        pk=CLOSING,
        defaults={
            "sequence": CLOSING,
            "kind": Closing.Kind.CLOSE,
            "period": december,
            "number": 1,
            "confirmed_by_id": 2,
            "at": december.opened_at,
            "digest": "",
        },
    )


def _ours() -> dict[str, float]:
    from django.db import transaction  # noqa: PLC0415 after the set-up

    from niubizi.apps.reporting.models import Closing  # noqa: PLC0415
    from niubizi.apps.reporting.services import freezing, sealing  # noqa: PLC0415

    closing = Closing.objects.select_related("period").get(pk=CLOSING)
    with transaction.atomic():
        clock = [time.perf_counter()]

        def lap() -> float:
            clock.append(time.perf_counter())
            return clock[-1] - clock[-2]

        table = freezing.standing_table(closing.period.positions.all())
        stages = {"read": lap()}
        readings = freezing.readings_of(closing.period, table)
        stages["compute"] = lap()
        freezing.freeze_entries(closing, closing.period)
        freezing.freeze_figures(closing, readings)
        stages["freeze"] = lap()
        sealing.seal(closing)
        stages["digest"] = lap()
        transaction.set_rollback(True)
    return stages


class _Undone(sqlite3.Connection):
    """pandas commits by itself; here nothing is to stay."""

    def commit(self) -> None:
        pass


def _theirs(database: str) -> dict[str, float]:
    from bench.analysts import whole_closing  # noqa: PLC0415 the bench's extra

    connection = sqlite3.connect(database, factory=_Undone)
    connection.execute("PRAGMA cache_size=-65536")
    try:
        return whole_closing(connection, CLOSING)
    finally:
        connection.rollback()
        connection.close()


def _stages(database: str, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Median seconds of each stage, ours and pandas', by turns."""
    taken: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    for _ in range(rounds + 1):
        taken[0].append(_ours())
        taken[1].append(_theirs(database))
    ours, theirs = (
        {stage: statistics.median(each[stage] for each in found[1:]) for stage in STAGES}
        for found in taken
    )
    return ours, theirs


def _limit() -> dict[str, float]:
    """Computing alone: rows in memory, the same figures."""
    import polars as pl  # noqa: PLC0415 the bench's extra

    from bench.analysts import in_polars  # noqa: PLC0415
    from niubizi.apps.reporting.models import Period  # noqa: PLC0415 after the set-up
    from niubizi.apps.reporting.services import freezing  # noqa: PLC0415
    from niubizi.metrics.columns import standing_totals  # noqa: PLC0415

    table = freezing.standing_table(Period.objects.get(pk=CLOSING).positions.all())
    frame = pl.DataFrame(pl.from_arrow(table))
    return by_turns(
        {
            "ours": lambda: standing_totals(table),
            "polars": lambda: in_polars(frame),
        },
        2 * ROUNDS,
    )


def _reading(database: str) -> dict[str, float]:
    """Reading what the figures need, and computing them."""
    import pandas as pd  # noqa: PLC0415 the bench's extra

    from bench.analysts import FIGURES_ONLY, in_pandas  # noqa: PLC0415
    from niubizi.apps.reporting.models import Period  # noqa: PLC0415 after the set-up
    from niubizi.apps.reporting.services import freezing  # noqa: PLC0415

    period = Period.objects.get(pk=CLOSING)
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA cache_size=-65536")
    try:
        return by_turns(
            {
                "ours": lambda: freezing.closing_readings(period),
                "pandas": lambda: in_pandas(pd.read_sql(FIGURES_ONLY, connection)),
            },
            ROUNDS,
        )
    finally:
        connection.close()


def _pressed() -> float:
    """Seconds of confirming a prepared closing as the button does, once, undone."""
    from django.db import transaction  # noqa: PLC0415 after the set-up

    from bench import scale  # noqa: PLC0415
    from niubizi.apps.kernel.models import User  # noqa: PLC0415
    from niubizi.apps.orgs.scopes import actor_of  # noqa: PLC0415
    from niubizi.apps.reporting.services import closing  # noqa: PLC0415

    def actor(name: str) -> object:
        user = User.objects.get(username=name)
        return actor_of(user, origin="bench", today=scale.TODAY)

    with transaction.atomic():
        what = {"period_code": scale.DECEMBER.code, "at": scale.NOW}
        closing.closing_prepare(actor=actor("projects_office"), **what)  # type: ignore[arg-type]
        start = time.perf_counter()
        closing.closing_confirm(actor=actor("chief"), **what)  # type: ignore[arg-type]
        taken = time.perf_counter() - start
        transaction.set_rollback(True)
    return taken


def _same_figures(database: str) -> None:
    """Ours, Polars' and pandas' figures are the same to the last digit, or nothing is measured."""
    import pandas as pd  # noqa: PLC0415 the bench's extra
    import polars as pl  # noqa: PLC0415

    from bench.analysts import FIGURES_ONLY, figures_of, in_pandas, in_polars  # noqa: PLC0415
    from niubizi.apps.reporting.models import Period  # noqa: PLC0415 after the set-up
    from niubizi.apps.reporting.services import freezing  # noqa: PLC0415
    from niubizi.metrics.totals import TOTAL_FIELDS  # noqa: PLC0415

    period = Period.objects.get(pk=CLOSING)
    ours = {
        (group.programme_id, group.organization_id, group.cut): tuple(
            getattr(reading.totals, name) for name in TOTAL_FIELDS
        )
        for group, reading in freezing.closing_readings(period).items()
    }
    frame = pl.DataFrame(pl.from_arrow(freezing.standing_table(period.positions.all())))
    connection = sqlite3.connect(database)
    by_pandas = figures_of(in_pandas(pd.read_sql(FIGURES_ONLY, connection)))
    connection.close()
    if not ours == figures_of(in_polars(frame)) == by_pandas:
        raise SystemExit("closing: the figures differ, so that their times mean nothing")


def _memory(place: Place, size: int) -> Row:
    """Each in a process of its own that does nothing else."""
    peaks = {}
    for who in ("ours", "pandas"):
        done = subprocess.run(
            [sys.executable, "-m", "bench.closing", who, place.database("sqlite", f"n{size}")],
            env=place.environment("sqlite", f"n{size}"),
            capture_output=True,
            text=True,
            check=True,
        )
        peaks[who] = float(json.loads(done.stdout))
    return Row(
        PART,
        f"peak memory of the whole, {size:,} projects",
        peaks["ours"],
        "MiB",
        "pandas, writing by to_sql",
        peaks["pandas"],
        1.0,
    )


def _alone(who: str, database: str) -> None:
    """One work in a fresh process; prints MiB."""
    import django  # noqa: PLC0415

    django.setup()
    import pandas  # noqa: F401, PLC0415 both sides begin with everything imported

    from niubizi.apps.reporting.services import freezing  # noqa: F401, PLC0415

    works: dict[str, Callable[[], object]] = {"ours": _ours, "pandas": lambda: _theirs(database)}
    sys.stdout.write(json.dumps(peak_of(works[who])))


if __name__ == "__main__":
    _alone(sys.argv[1], sys.argv[2])
