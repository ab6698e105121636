"""Ledgers of any size: N projects × 12 months, written by statements that both databases know.

A city of ten blocks and 1,001 companies; two lists of the year, every project on the city's and
every tenth on the province's; eleven months approved and closed, December open: a third of its
returns waits at the city, a third is approved, a third still owed. Company 1 builds the first 300 projects at any size, the others build
the rest by turns, so that a reporter's page is the same at every size and a thousand officers
have something to report. All is computed from a project's number: the same ledger every time.
"""

from __future__ import annotations

from datetime import date, datetime

from niubizi.domain.deadlines import CHINA
from niubizi.domain.orgtree import path_of
from niubizi.domain.periods import Month

YEAR = 2021
BLOCKS = 10
# A thousand that report at the month's end, and those that are timed alone before them.
COMPANIES = 1_012
GRID_ROWS = 300
TODAY = date(2022, 1, 4)
NOW = datetime(2022, 1, 4, 9, 30, tzinfo=CHINA)
PASSWORD = "a-long-enough-passphrase-7"  # noqa: S105 of people who are made up
DECEMBER = Month(YEAR, 12)
MUNICIPAL, PROVINCIAL = 1, 2

# A name of 100,000 in a year is read as a number of six digits.
_NUMBER = "SUBSTR(CAST(1000000 + i AS VARCHAR(8)), 2)"
_BLOCK = f"(2 + i % {BLOCKS})"
_COMPANY = f"(CASE WHEN i < {GRID_ROWS} THEN 0 ELSE 1 + i % {COMPANIES} END)"
_FIRST_COMPANY = 2 + BLOCKS
_PLAN = "CAST(200000000 + i % 97 * 10000000 AS BIGINT)"
# What was done by the end of month m: 65 to 135 per cent of the plan in a year.
_DONE = f"({_PLAN} / 1200 * (65 + i % 8 * 10) * m)"
# A twentieth of the returns of a month is missing; January's are all there.
_MISSING = "(m > 1 AND (i + m) % 20 = 0)"
_MONTH_OF_SOURCE = f"(CASE WHEN {_MISSING} THEN m - 1 ELSE m END)"


def build(size: int) -> None:
    """Fills the migrated, empty database that Django is connected to."""
    from django.db import connection, transaction  # noqa: PLC0415 after the set-up

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=OFF")
        with transaction.atomic():
            _people()
            for statement in _statements(size, connection.vendor):
                cursor.execute(statement)
            _reset_sequences()
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
    with transaction.atomic():
        _freeze()
        _open()
    connection.close()


def is_built() -> bool:
    """Whether the database that Django is connected to holds a ledger already."""
    from niubizi.apps.projects.models import Project  # noqa: PLC0415 after the set-up

    return Project.objects.exists()


def migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415 after the set-up

    call_command("migrate", verbosity=0)


def username(company: int) -> str:
    return f"officer{company:04d}"


def _people() -> None:
    """The tree of places, the companies, and everybody who signs in, with their grants."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415 after the set-up

    from niubizi.apps.kernel.models import Setting, User  # noqa: PLC0415
    from niubizi.apps.orgs.models import Organization, RoleGrant  # noqa: PLC0415
    from niubizi.domain.roles import Role  # noqa: PLC0415

    Setting.objects.create(key="demo_today", value=TODAY.isoformat())
    kind, level = Organization.Kind, Organization.Level
    root = path_of("", 1)
    places = [
        Organization(
            pk=1, code="city", name="示例市", kind=kind.TERRITORY, level=level.CITY, path=root
        )
    ]
    places += [
        Organization(
            pk=2 + n, code=f"block{n}", name=f"第{n + 1}区", kind=kind.TERRITORY, level=level.BLOCK,
            parent_id=1, path=path_of(root, 2 + n), position=n,
        )
        for n in range(BLOCKS)
    ]  # fmt: skip
    places += [
        Organization(
            pk=_FIRST_COMPANY + n, code=f"company{n:04d}", name=f"第{n:04d}项目公司",
            kind=kind.COMPANY, parent_id=1, path=path_of(root, _FIRST_COMPANY + n),
        )
        for n in range(COMPANIES + 1)
    ]  # fmt: skip
    Organization.objects.bulk_create(places, batch_size=500)
    password = make_password(PASSWORD)
    parts = [
        ("projects_office", Role.PROJECTS_OFFICE, 1),
        ("chief", Role.CHIEF, 1),
        ("inspection_office", Role.INSPECTION_OFFICE, 1),
        ("block_officer", Role.BLOCK_OFFICER, 2),
    ]
    parts += [(username(n), Role.PROJECT_OFFICER, _FIRST_COMPANY + n) for n in range(COMPANIES + 1)]
    User.objects.bulk_create(
        [
            User(pk=n, username=name, name=name, password=password)
            for n, (name, *_) in enumerate(parts, start=1)
        ],
        batch_size=500,
    )
    RoleGrant.objects.bulk_create(
        [
            RoleGrant(
                user_id=n, role=role.value, organization_id=place, valid_from=date(YEAR, 1, 1)
            )
            for n, (_, role, place) in enumerate(parts, start=1)
        ],
        batch_size=500,
    )


def _statements(size: int, vendor: str) -> list[str]:
    """The rows of the ledger, a statement a table, in the order that they refer to each other."""
    yes, no = ("1", "0") if vendor == "sqlite" else ("TRUE", "FALSE")
    at = "'2021-01-05 01:00:00'" if vendor == "sqlite" else "'2021-01-05 01:00:00+00'"
    numbers = f"""WITH RECURSIVE numbers(i) AS (
        SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < {size}
    ), months(m) AS (SELECT 1 UNION ALL SELECT m + 1 FROM months WHERE m < 12)"""  # noqa: S608 our own number

    def insert(table: str, source: str, columns: dict[str, str]) -> str:
        return (
            f"INSERT INTO {table} ({', '.join(columns)}) {numbers}"  # noqa: S608 our own names
            f" SELECT {', '.join(columns.values())} FROM {source}"
        )

    def report(m: str) -> str:
        return f"(({m} - 1) * {size} + i + 1)"

    programmes = [
        f"""INSERT INTO projects_programme (id, code, series, name, short_name, level, year,
            base_kind, target_fen, schedule_rule, tolerance_points, counts_packages,
            document_number, position, version)
        VALUES ({pk}, '2021-{series}', '{series}', '{name}', '{short}', '{level}', {YEAR},
            'plans', NULL, 'plain_month', 5, {yes}, '', {pk}, 1)"""  # noqa: S608 our own words
        for pk, series, name, short, level in (
            (MUNICIPAL, "municipal", "2021年市重大项目", "市重大", "city"),
            (PROVINCIAL, "provincial", "2021年省重大项目", "省重大", "province"),
        )
    ]
    project = {
        "id": "i + 1", "code": f"'2021-' || {_NUMBER}", "name": f"'示例产业园项目第' || {_NUMBER}",
        "pinyin": f"'shilichanyeyuanxiangmudi' || {_NUMBER}", "initials": f"'slcyyxmd' || {_NUMBER}",
        "content": "'建设厂房及配套设施。'", "industry": "'产业' || CAST(i / 10 % 8 AS VARCHAR(1))",
        "subindustry": "''", "gbt4754": "''", "investor": "'private'", "construction": "'new'",
        "flags": "'[]'", "track": "'attracted'", "stage": "'started'", "total_fen": f"{_PLAN} * 3",
        "owner_name": f"'第' || CAST({_COMPANY} AS VARCHAR(4)) || '项目公司'", "leader_name": "''",
        "started_on": "'2020-06-01'", "extra": "'{}'", "created_at": at, "version": "1",
    }  # fmt: skip
    entry = {
        "id": "i + 1", "programme_id": f"{MUNICIPAL}", "project_id": "i + 1", "number": "i + 1",
        "origin": "CASE WHEN i % 3 = 0 THEN 'new' ELSE 'carry_over' END",
        "category": "'类别' || CAST(i / 80 % 4 AS VARCHAR(1))", "entered_on": "'2021-01-01'",
        "left_reason": "''", "extra": "'{}'", "version": "1",
    }  # fmt: skip
    provincial = {"id": f"{size} + i + 1", "programme_id": f"{PROVINCIAL}"}
    plan = {
        "id": "i + 1", "entry_id": "i + 1", "number": "1", "from_month": "1", "annual_fen": _PLAN,
        "months_fen": "'[]'", "document_number": "''", "reason": "''", "decided_at": at,
    }  # fmt: skip
    link = {"project_id": "i + 1", "organization_id": _BLOCK, "relation": "'block'"}
    owner = {"organization_id": f"{_FIRST_COMPANY} + {_COMPANY}", "relation": "'owner'"}
    period = {
        "id": "m", "code": f"'{YEAR}-' || SUBSTR(CAST(100 + m AS VARCHAR(3)), 2)",
        "year": f"{YEAR}", "month": "m", "state": "CASE WHEN m < 12 THEN 'closed' ELSE 'open' END",
        "cutoff": "'2021-12-31'", "opened_at": at, "version": "1",
    }  # fmt: skip
    step = {"period_id": "m", "ordinal": "1", "code": "'block'", "name": "'板块审核'", "due_at": at}
    returned = {
        "id": report("m"), "project_id": "i + 1", "period_id": "m", "revision": "1",
        "state": "'approved'", "level": "2", "reported_fen": _DONE, "reviewed_fen": _DONE,
        "approved_fen": _DONE, "since_start_fen": f"{_DONE} + {_PLAN}",
        "progress": "'主体结构施工，完成' || CAST(m * 8 AS VARCHAR(2)) || '%。'",
        "problems": "CASE WHEN i % 5 = 0 THEN '用地指标尚未落实，需市级协调。' ELSE '' END",
        "reason": "''", "source": "'grid'", "entered_by_id": "4", "entered_at": at,
        "submitted_at": at, "handed_up_at": at, "approved_at": at, "approved_by_id": "1",
        "suspicions": "'[]'", "suspicion_weight": "0", "version": "3",
    }  # fmt: skip
    waiting = {"state": "'submitted'", "approved_fen": "NULL", "approved_at": "NULL",
               "approved_by_id": "NULL"}  # fmt: skip
    closing = {
        "id": "m", "sequence": "m", "kind": "'close'", "period_id": "m", "number": "1",
        "prepared_by_id": "1", "confirmed_by_id": "2", "at": at, "reason": "''", "summary": "'{}'",
        "digest": "CAST(m AS VARCHAR(2))", "previous_digest": "''",
        "format": "1", "trail_lines": "0", "trail_hash": "''",
        "published_at": at,
    }  # fmt: skip
    frozen = {
        "closing_id": "m", "programme_id": "e.programme_id", "entry_id": "e.id",
        "project_id": "i + 1", "organization_id": _BLOCK,
        "source_report_id": f"(({_MONTH_OF_SOURCE} - 1) * {size} + i + 1)",
        "origin": "e.origin", "industry": "j.industry", "category": "e.category", "path": "o.path",
        "annual_plan_fen": _PLAN, "due_fen": f"{_PLAN} * m / 12",
        "invested_fen": _DONE.replace("* m)", f"* {_MONTH_OF_SOURCE})"), "parts": "1", "owes": yes,
        "carried": f"CASE WHEN {_MISSING} THEN {yes} ELSE {no} END", "unreported": no,
        "not_yet_started": no,
        "progress_class": "CASE i % 8 WHEN 0 THEN 'behind' WHEN 1 THEN 'behind'"
                          " WHEN 2 THEN 'behind' WHEN 3 THEN 'on_track' ELSE 'ahead' END",
        "source_period": f"'{YEAR}-' || SUBSTR(CAST(100 + {_MONTH_OF_SOURCE} AS VARCHAR(3)), 2)",
        "programme_code": "CASE e.programme_id WHEN 1 THEN '2021-municipal' ELSE '2021-provincial' END",
        "project_code": "j.code", "project_name": "j.name", "organization_name": "o.name",
        "stage": "'started'", "total_fen": "j.total_fen", "problems": "''",
    }  # fmt: skip
    return [
        *programmes,
        insert("projects_project", "numbers", project),
        insert("projects_programmeentry", "numbers", entry),
        insert("projects_programmeentry", "numbers WHERE i % 10 = 0", entry | provincial),
        insert("projects_planversion", "numbers", plan),
        insert(
            "projects_planversion",
            "numbers WHERE i % 10 = 0",
            plan | {"id": f"{size} + i + 1", "entry_id": f"{size} + i + 1"},
        ),
        insert("projects_projectorganization", "numbers", link),
        insert("projects_projectorganization", "numbers", link | owner),
        insert("reporting_period", "months", period),
        insert("reporting_periodlevel", "months", step),
        insert(
            "reporting_periodlevel",
            "months",
            step | {"ordinal": "2", "code": "'city'", "name": "'市级审定'"},
        ),
        insert(
            "reporting_progressreport",
            f"months CROSS JOIN numbers WHERE NOT {_MISSING} AND (m < 12 OR i % 3 = 1)",
            returned,
        ),
        insert(
            "reporting_progressreport",
            "months CROSS JOIN numbers WHERE m = 12 AND i % 3 = 0",
            returned | waiting,
        ),
        insert("reporting_closing", "months WHERE m < 12", closing),
        insert(
            "reporting_closingentry",
            f"months CROSS JOIN numbers JOIN projects_programmeentry e ON e.project_id = i + 1"
            f" JOIN projects_project j ON j.id = i + 1 JOIN orgs_organization o ON o.id = {_BLOCK}"
            " WHERE m < 12",
            frozen,
        ),
    ]


def _reset_sequences() -> None:
    """Rows came with their ids: the next ones go on from there."""
    from django.apps import apps  # noqa: PLC0415 after the set-up
    from django.core.management.color import no_style  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def _freeze() -> None:
    """The figures of the closed months, from their entries, as the closing writes them."""
    from django.db import connection  # noqa: PLC0415 after the set-up

    from niubizi.apps.projects.models import Programme  # noqa: PLC0415
    from niubizi.apps.reporting.models import Closing  # noqa: PLC0415
    from niubizi.apps.reporting.selectors.figures import read_totals  # noqa: PLC0415
    from niubizi.apps.reporting.services.freezing import freeze_figures  # noqa: PLC0415
    from niubizi.metrics.cube import roll_up  # noqa: PLC0415
    from niubizi.metrics.totals import cells, cells_sql  # noqa: PLC0415

    for closing in Closing.objects.select_related("period"):
        with connection.cursor() as cursor:
            cursor.execute(cells_sql("reporting_closingentry", "closing_id = %s"), [closing.pk])
            totals = roll_up(cells(cursor.fetchall()))
        readings = read_totals(Programme.objects.all(), closing.period.key, totals)
        freeze_figures(closing, readings)


def _open() -> None:
    """Where every entry stands in December."""
    from niubizi.apps.reporting.models import Period  # noqa: PLC0415 after the set-up
    from niubizi.apps.reporting.services.positions import refresh  # noqa: PLC0415

    refresh(period=Period.objects.get(code=DECEMBER.code))
