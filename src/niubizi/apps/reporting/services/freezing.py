"""Freezing: copying a period's positions and figures into rows that nothing changes any more."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from django.db import connection
from django.db.models import QuerySet

from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import Programme, Project
from niubizi.apps.reporting.models import (
    Closing,
    ClosingEntry,
    ClosingFigure,
    Period,
    Position,
    ProgressReport,
)
from niubizi.apps.reporting.selectors.figures import block_ranks, read_totals
from niubizi.apps.reporting.services.plainrows import chunks
from niubizi.apps.reporting.services.sealing import OF_THE_DAY, STANDING, line
from niubizi.metrics.catalogue import Reading
from niubizi.metrics.columns import STANDING_SCHEMA, standing_totals
from niubizi.metrics.cube import Group
from niubizi.metrics.totals import TOTAL_FIELDS


def standing_table(standing: QuerySet[Any]) -> pa.Table:
    """Positions or frozen entries as an Arrow table, read inside the caller's transaction."""
    # Sums ask for no order.
    rows = standing.order_by().values_list(*STANDING_SCHEMA.names)
    return pa.Table.from_batches(
        [
            pa.record_batch(
                [
                    pa.array(column, type=field.type)
                    for column, field in zip(zip(*chunk, strict=True), STANDING_SCHEMA, strict=True)
                ],
                schema=STANDING_SCHEMA,
            )
            for chunk in chunks(rows)
        ],
        schema=STANDING_SCHEMA,
    )


def closing_readings(period: Period) -> dict[Group, Reading]:
    """Every figure of the period, computed from its positions."""
    return readings_of(period, standing_table(Position.objects.filter(period=period)))


def readings_of(period: Period, table: pa.Table) -> dict[Group, Reading]:
    """The figures of a table of ``STANDING_SCHEMA``, read with the period's programmes."""
    programmes = Programme.objects.filter(year=period.year)
    return read_totals(programmes, period.key, standing_totals(table))


def fingerprint(period: Period) -> str:
    """SHA-256 over the positions: whether two moments show the same figures and sources."""
    names = ("entry_id", *STANDING, "source_report_id")
    digest = hashlib.sha256()
    rows = Position.objects.filter(period=period).order_by("entry_id").values_list(*names)
    for chunk in chunks(rows):
        digest.update(b"".join(map(line, chunk)))
    return digest.hexdigest()


def freeze_entries(closing: Closing, period: Period) -> int:
    """Copies positions with the names and problems of this day: one statement, in the database."""
    shared = (
        *STANDING,
        "programme_id",
        "entry_id",
        "project_id",
        "organization_id",
        "source_report_id",
    )
    own = ("closing_id", *OF_THE_DAY)
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


def _table(model: Any) -> str:
    return str(model._meta.db_table)
