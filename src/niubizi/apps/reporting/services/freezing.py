"""Freezing: copying a period's positions and figures into rows that nothing changes any more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
from django.db import connection

from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Programme, Project
from niubizi.apps.reporting.models import (
    Closing,
    ClosingEntry,
    ClosingFigure,
    Period,
    Position,
    ProgressReport,
    StandingRow,
)
from niubizi.apps.reporting.selectors.figures import block_ranks, read_totals
from niubizi.metrics.catalogue import Reading
from niubizi.metrics.cube import Group, roll_up
from niubizi.metrics.duck import STANDING_SCHEMA, standing_cells
from niubizi.metrics.totals import TOTAL_FIELDS

FORMAT = 1
"""The version of the digest's line format; it goes into the digest itself."""

_STANDING: tuple[str, ...] = tuple(field.name for field in StandingRow._meta.local_fields)


def standing_table(period: Period) -> pa.Table:
    """The period's positions as an Arrow table, read inside the caller's transaction."""
    names = STANDING_SCHEMA.names
    rows = list(Position.objects.filter(period=period).order_by("entry_id").values_list(*names))
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table(
        [
            pa.array(column, type=field.type)
            for column, field in zip(columns, STANDING_SCHEMA, strict=True)
        ],
        schema=STANDING_SCHEMA,
    )


def closing_readings(period: Period) -> dict[Group, Reading]:
    """Every figure of the period, computed by DuckDB from its positions."""
    totals = roll_up(standing_cells(standing_table(period)))
    programmes = Programme.objects.filter(year=period.year)
    return read_totals(programmes, period.key, totals)


def fingerprint(period: Period) -> str:
    """SHA-256 over the positions: whether two moments show the same figures and sources."""
    names = ("entry_id", *_STANDING, "source_report_id")
    digest = hashlib.sha256()
    for row in (
        Position.objects.filter(period=period).order_by("entry_id").values_list(*names).iterator()
    ):
        digest.update(_line(row))
    return digest.hexdigest()


def freeze_entries(closing: Closing, period: Period) -> int:
    """Copies positions with the names and problems of this day: one statement, in the database."""
    shared = (
        *_STANDING,
        "programme_id",
        "entry_id",
        "project_id",
        "organization_id",
        "source_report_id",
    )
    own = (
        "closing_id",
        "programme_code",
        "project_code",
        "project_name",
        "organization_name",
        "stage",
        "total_fen",
        "problems",
    )
    sql = f"""
        INSERT INTO {_table(ClosingEntry)} ({", ".join((*shared, *own))})
        SELECT {", ".join(f"p.{name}" for name in shared)},
               %s, g.code, j.code, j.name, o.name, j.stage, j.total_fen, COALESCE(r.problems, '')
        FROM {_table(Position)} p
        JOIN {_table(Programme)} g ON g.id = p.programme_id
        JOIN {_table(Project)} j ON j.id = p.project_id
        JOIN {_table(Organization)} o ON o.id = p.organization_id
        LEFT JOIN {_table(ProgressReport)} r ON r.id = p.source_report_id
        WHERE p.period_id = %s
        ORDER BY p.entry_id
    """  # noqa: S608 the names are ours
    with connection.cursor() as cursor:
        cursor.execute(sql, [closing.pk, period.pk])
        return int(cursor.rowcount)


def freeze_figures(closing: Closing, readings: Mapping[Group, Reading]) -> int:
    """Writes one row a group, with its base and, for whole blocks, its rank."""
    organizations = {
        organization.pk: organization
        for organization in Organization.objects.filter(
            pk__in={group.organization_id for group in readings}
        )
    }
    codes = dict(Programme.objects.values_list("pk", "code"))
    blocks = {o.pk for o in organizations.values() if o.level == Organization.Level.BLOCK}
    ranks = block_ranks(readings, blocks)
    columns = (
        "closing_id",
        "programme_id",
        "organization_id",
        "programme_code",
        "organization_code",
        "organization_name",
        "cut",
        "base_fen",
        "rank",
        *TOTAL_FIELDS,
    )
    rows = [
        (
            closing.pk,
            group.programme_id,
            group.organization_id,
            codes[group.programme_id],
            organizations[group.organization_id].code,
            organizations[group.organization_id].name,
            group.cut,
            reading.base_fen,
            ranks.get(group),
            *(getattr(reading.totals, name) for name in TOTAL_FIELDS),
        )
        for group, reading in sorted(readings.items())
    ]
    quoted = ", ".join(connection.ops.quote_name(name) for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_table(ClosingFigure)} ({quoted}) VALUES ({marks})",  # noqa: S608
            rows,
        )
    return len(rows)


def digest_of(closing: Closing) -> str:
    """SHA-256 over canonical JSON lines: the act, its frozen entries by id, its figures by key.

    Anyone can compute it again from the rows; ``previous_digest`` chains it to the act before.
    """
    digest = hashlib.sha256()
    for line in _lines(closing):
        digest.update(line)
    return digest.hexdigest()


def _lines(closing: Closing) -> Iterator[bytes]:
    yield _line(
        (
            "closing",
            FORMAT,
            closing.sequence,
            closing.kind,
            closing.period.code,
            closing.number,
            closing.reason,
            closing.previous_digest,
        )
    )
    entry_columns = (
        "entry_id",
        *_STANDING,
        "programme_code",
        "project_code",
        "project_name",
        "organization_name",
        "stage",
        "total_fen",
        "problems",
        "source_report_id",
    )
    yield from map(
        _line,
        ClosingEntry.objects.filter(closing=closing)
        .order_by("entry_id")
        .values_list(*entry_columns)
        .iterator(),
    )
    figure_columns = (
        "programme_code",
        "organization_code",
        "cut",
        "base_fen",
        "rank",
        *TOTAL_FIELDS,
    )
    rows = ClosingFigure.objects.filter(closing=closing).values_list(*figure_columns)
    # Sorted here: databases order text by their own collation.
    yield from map(_line, sorted(rows, key=lambda row: row[:3]))


def _line(values: tuple[Any, ...]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


def _table(model: Any) -> str:
    return str(model._meta.db_table)
