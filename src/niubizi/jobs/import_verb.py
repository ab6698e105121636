"""``niubizi import FILE``: a list or a month's table, read, judged and written."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from niubizi.apps.projects.selectors import programme
from niubizi.apps.projects.services.imports import list_import, list_preview
from niubizi.apps.reporting.selectors.periods import periods
from niubizi.apps.reporting.services.imports import month_import, month_preview
from niubizi.documents.workbooks import ImportPreview, UnreadableWorkbook
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.jobs.figures_verb import month_of
from niubizi.jobs.verbs import Refused, actor, now

if TYPE_CHECKING:
    from niubizi.apps.projects.models import Programme
    from niubizi.apps.reporting.models import Period


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = verbs.add_parser("import", help="导入名单或月度表")
    verb.add_argument("file", metavar="FILE")
    verb.add_argument("--dry-run", action="store_true", help="只核对，不写入")
    verb.add_argument("--programme", metavar="CODE", help="名单：导入到哪个名单")
    verb.add_argument("--period", metavar="YYYY-MM", help="月度表：导入到哪个调度期")
    verb.add_argument("--sheet", metavar="NAME", help="工作表；不写则按内容选")
    verb.add_argument("--valid-rows-only", action="store_true", help="有错误时只导入有效行")
    verb.add_argument("--not-classified", action="store_true", help="声明：所列项目均不涉密")
    verb.add_argument("--as", dest="as_user", metavar="USER", help="以谁的身份办理（写入时必填）")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when every row is valid (and written), 1 when some are not, 2 when there is no table."""
    if arguments.programme and arguments.period:
        raise Refused("--programme（名单）和 --period（月度表）只能写一个。", 2)
    if not arguments.dry_run and not (arguments.programme or arguments.period):
        raise Refused(
            "写入请用 --programme 指明名单，或用 --period 指明月份；只核对请加 --dry-run。", 2
        )
    if not arguments.dry_run and not arguments.as_user:
        raise Refused("写入时请用 --as 指明以谁的身份办理。", 2)
    path = Path(arguments.file)
    of = _programme(arguments.programme) if arguments.programme else None
    month = _period(arguments.period) if arguments.period else None
    who = actor(arguments)
    try:
        data = path.read_bytes()
        if month is None:
            preview = list_preview(data, path.name, programme=of, sheet=arguments.sheet)
        else:
            preview = month_preview(
                data,
                path.name,
                period=month,
                sheet=arguments.sheet,
                operation=Operation.VIEW_RETURNS if arguments.dry_run else Operation.IMPORT_RETURNS,
                actor=who,
            )
    except UnreadableWorkbook as refused:
        raise Refused(str(refused), 2) from refused
    if arguments.dry_run:
        _print(preview, as_json=arguments.json)
        return 0 if preview.is_valid else 1
    if month is not None:
        summary = month_import(
            preview,
            period=month,
            file_name=path.name,
            valid_rows_only=arguments.valid_rows_only,
            actor=who,
            at=now(),
        )
    else:
        summary = list_import(
            preview,
            programme=_programme(arguments.programme),
            file_name=path.name,
            valid_rows_only=arguments.valid_rows_only,
            not_classified=arguments.not_classified,
            actor=who,
            at=now(),
        )
    if summary.is_nothing:
        sys.stderr.write("这份文件已经导入过，没有任何变化。\n")
    sys.stderr.write(
        f"新增{summary.new}项，变更{summary.changed}项，不变{summary.unchanged}项，"
        f"未导入{summary.errors + len(summary.refused)}行。\n"
    )
    return 1 if summary.errors or summary.refused else 0


def _programme(code: str) -> Programme:
    found = programme(code)
    if found is None:
        raise DomainError("programme.unknown", code=code)
    return found


def _period(text: str) -> Period:
    month = month_of(text)
    found = periods().filter(code=month.code).first()
    if found is None:
        raise DomainError("period.unknown", period=month.name)
    return found


def _print(preview: ImportPreview, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(preview.json_text() + "\n")
        return
    for issue in (*preview.errors, *preview.warnings):
        sys.stdout.write(f"{issue.column or ''}{issue.row or ''}\t{issue.message}\n")
    sys.stdout.write(
        f"工作表“{preview.sheet}”：有效{len(preview.rows)}行，错误{len(preview.errors)}处，"
        f"提示{len(preview.warnings)}处。\n"
    )
