"""Importing a list of 10,000 rows: read, validated, written with entries, plans and trail.

Against the least that any import does (reading the sheet, inserting into the same tables), and
against django-import-export as it comes and in its bulk mode, filling the same tables but for the
trail, which it doesn't keep. Every run is undone.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from bench import scale
from bench.measure import Row, by_turns
from bench.place import Place, using

PART = "import"
ROWS = 10_000
HEADS = (
    "序号", "项目名称", "所属板块", "建设单位", "产业类别", "建设内容及规模", "结转/新增",
    "总投资（万元）", "年度计划投资（万元）",
)  # fmt: skip
YEAR = 2022
AT = scale.NOW.isoformat(sep=" ")


def rows(place: Place, sizes: list[int]) -> Iterator[Row]:
    """In the ledger of the smallest size."""
    using(place.database("sqlite", f"n{sizes[0]}"))
    data = workbook()
    programme = _programme()
    try:
        works: dict[str, Callable[[], object]] = {
            "ours": lambda: _undone(lambda: _ours(data, programme)),
            "bare": lambda: _undone(lambda: _bare(data, programme.pk)),
            "bulk": lambda: _undone(lambda: _others(data, programme, bulk=True)),
        }
        found = by_turns(works, 3)
        start = time.perf_counter()
        _undone(lambda: _others(data, programme, bulk=False))
        as_it_comes = time.perf_counter() - start
    finally:
        programme.delete()
    what = f"a list of {ROWS:,} rows"
    yield Row(PART, what, found["ours"], "s", "bare read and inserts", found["bare"], 4.0)
    yield Row(
        PART, what, found["ours"], "s", "django-import-export, bulk mode", found["bulk"], 1 / 2
    )
    yield Row(PART, what, found["ours"], "s", "django-import-export as it comes (once)", as_it_comes,
              1 / 5)  # fmt: skip


def workbook() -> bytes:
    """A list as an office sends it: a title, the heads, the rows."""
    import xlsxwriter  # noqa: PLC0415 only here

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("附件1")
        sheet.write(0, 0, f"{YEAR}年示例市重大项目投资计划表")
        sheet.write_row(1, 0, HEADS)
        for n in range(ROWS):
            sheet.write_row(
                n + 2,
                0,
                (
                    n + 1, f"新入库示范项目第{n:05d}", f"第{n % scale.BLOCKS + 1}区",
                    f"第{n % scale.COMPANIES:04d}项目公司", f"产业{n % 8}", "建设厂房及配套设施。",
                    "新增" if n % 3 else "结转", 60_000 + n, 20_000 + n % 97 * 100,
                ),
            )  # fmt: skip
    return target.getvalue()


def _programme() -> Any:
    from niubizi.apps.projects.models import Programme  # noqa: PLC0415 after the set-up

    return Programme.objects.create(
        code=f"{YEAR}-municipal", series="municipal", name=f"{YEAR}年市重大项目", short_name="市重大",
        level="city", year=YEAR, base_kind="plans", schedule_rule="plain_month",
    )  # fmt: skip


def _undone(work: Callable[[], object]) -> None:
    from django.db import transaction  # noqa: PLC0415 after the set-up

    from niubizi.apps.projects.models import PlanVersion, ProgrammeEntry  # noqa: PLC0415

    before = PlanVersion.objects.count(), ProgrammeEntry.objects.count()
    with transaction.atomic():
        work()
        after = PlanVersion.objects.count(), ProgrammeEntry.objects.count()
        transaction.set_rollback(True)
    if [b - a for a, b in zip(before, after, strict=True)] != [ROWS, ROWS]:
        raise SystemExit(f"import: {ROWS} rows were to be written, {before} became {after}")


def _ours(data: bytes, programme: Any) -> None:
    from niubizi.apps.kernel.models import User  # noqa: PLC0415 after the set-up
    from niubizi.apps.orgs.scopes import actor_of  # noqa: PLC0415
    from niubizi.apps.projects.services.imports import list_import, list_preview  # noqa: PLC0415

    user = User.objects.get(username="projects_office")
    preview = list_preview(data, "名单.xlsx", programme=programme)
    list_import(
        preview,
        programme=programme,
        file_name="名单.xlsx",
        valid_rows_only=False,
        not_classified=True,
        actor=actor_of(user, origin="bench", today=scale.TODAY),
        at=scale.NOW,
    )


def _bare(data: bytes, programme_id: int) -> None:
    """Cells out, rows in: nothing is looked at."""
    from django.db import connection  # noqa: PLC0415 after the set-up
    from python_calamine import load_workbook  # noqa: PLC0415

    cells = load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()[2:]
    first, at, empty = 1_000_000, AT, "{}"
    numbered = list(enumerate(cells, start=first))

    def insert(cursor: Any, table: str, columns: str, given: Iterator[tuple[Any, ...]]) -> None:
        marks = ", ".join(["%s"] * len(columns.split(",")))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(given))  # noqa: S608 our own names

    with connection.cursor() as cursor:
        insert(
            cursor,
            "projects_project",
            "id, code, name, pinyin, initials, content, industry, subindustry, gbt4754, investor,"
            " construction, flags, track, stage, total_fen, owner_name, leader_name, extra,"
            " created_at, version",
            (
                (
                    pk, f"{YEAR}-{pk}", c[1], "", "", c[5], c[4], "", "", "", "", "[]", "attracted",
                    "started", round(c[7] * 1_000_000), c[3], "", empty, at, 1,
                )
                for pk, c in numbered
            ),
        )  # fmt: skip
        insert(
            cursor,
            "projects_projectorganization",
            "project_id, organization_id, relation",
            ((pk, 2 + pk % scale.BLOCKS, "block") for pk, _ in numbered),
        )
        insert(
            cursor,
            "projects_stageevent",
            "project_id, stage, occurred_on, note, recorded_at",
            ((pk, "started", "2022-01-01", "导入", at) for pk, _ in numbered),
        )
        insert(
            cursor,
            "projects_programmeentry",
            "id, programme_id, project_id, number, origin, category, entered_on, left_reason, extra,"
            " version",
            (
                (pk, programme_id, pk, c[0], "new", "", "2022-01-01", "", empty, 1)
                for pk, c in numbered
            ),
        )
        insert(
            cursor,
            "projects_planversion",
            "entry_id, number, from_month, annual_fen, months_fen, document_number, reason, decided_at",
            (
                (pk, 1, 1, round(c[8] * 1_000_000), "[]", "", "", at)
                for pk, c in numbered
            ),
        )  # fmt: skip
        detail = json.dumps({"file": "名单.xlsx", "programme": "市重大", "row": 1})
        insert(
            cursor,
            "kernel_auditentry",
            "at, actor_id, actor_name, origin, action, subject_type, subject_id, subject_label,"
            " detail, previous_hash, hash",
            (
                (at, 1, "office", "bench", "project.create", "project", pk, c[1], detail, "0" * 64, "0" * 64)
                for pk, c in numbered
            ),
        )  # fmt: skip


def _others(data: bytes, programme: Any, *, bulk: bool) -> None:  # noqa: C901 hooks in a class
    """django-import-export with the resource that an adopter writes for these tables."""
    from import_export import fields, resources  # noqa: PLC0415 the bench's extra
    from import_export.formats.base_formats import XLSX  # noqa: PLC0415

    from niubizi.apps.orgs.models import Organization  # noqa: PLC0415
    from niubizi.apps.projects.models import (  # noqa: PLC0415
        PlanVersion,
        ProgrammeEntry,
        Project,
        ProjectOrganization,
        StageEvent,
    )

    blocks = {each.name: each.pk for each in Organization.objects.blocks()}
    read = XLSX().create_dataset(data)
    # Its reader takes the first row for the heads.
    heads, *body = list(read)
    read.dict = [dict(zip(heads, row, strict=True)) for row in body]

    class Resource(resources.ModelResource):
        name = fields.Field(attribute="name", column_name=HEADS[1])
        owner_name = fields.Field(attribute="owner_name", column_name=HEADS[3])
        industry = fields.Field(attribute="industry", column_name=HEADS[4])
        content = fields.Field(attribute="content", column_name=HEADS[5])

        class Meta:
            model = Project
            import_id_fields = ("name",)
            fields = ("name", "owner_name", "industry", "content")
            use_bulk = bulk
            batch_size = 1_000
            skip_diff = bulk

        def before_save_instance(self, instance: Any, row: Any, **_: Any) -> None:
            instance.code = f"{YEAR}-{row[HEADS[0]]:06d}"
            instance.track, instance.stage = "attracted", "started"
            instance.total_fen = round(row[HEADS[7]] * 1_000_000)
            instance.created_at = scale.NOW
            made.append((instance, row))

        def after_save_instance(self, instance: Any, row: Any, **_: Any) -> None:
            if not bulk:
                for rows in hanging(instance, row):
                    rows.save()
                    if isinstance(rows, ProgrammeEntry):
                        plan(rows, row).save()

        def after_import(self, dataset: Any, result: Any, **_: Any) -> None:
            if bulk:
                kinds: dict[type, list[Any]] = {}
                for instance, row in made:
                    for each in hanging(instance, row):
                        kinds.setdefault(type(each), []).append(each)
                for kind, each_kind in kinds.items():
                    kind.objects.bulk_create(each_kind, batch_size=1_000)  # type: ignore[attr-defined]
                PlanVersion.objects.bulk_create(
                    [
                        plan(entry, row)
                        for entry, (_, row) in zip(kinds[ProgrammeEntry], made, strict=True)
                    ],
                    batch_size=1_000,
                )

    made: list[tuple[Any, Any]] = []
    first_day = date(YEAR, 1, 1)

    def hanging(project: Any, row: Any) -> list[Any]:
        return [
            ProjectOrganization(
                project=project, organization_id=blocks[row[HEADS[2]]], relation="block"
            ),
            StageEvent(
                project=project, stage="started", occurred_on=first_day, recorded_at=scale.NOW
            ),
            ProgrammeEntry(
                programme=programme, project=project, number=row[HEADS[0]],
                origin="new" if row[HEADS[6]] == "新增" else "carry_over", entered_on=first_day,
            ),
        ]  # fmt: skip

    def plan(entry: Any, row: Any) -> Any:
        return PlanVersion(
            entry=entry, annual_fen=round(row[HEADS[8]] * 1_000_000), decided_at=scale.NOW
        )

    Resource().import_data(read, raise_errors=True, use_transactions=False)
