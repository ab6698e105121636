"""``niubizi import FILE``: a list or a month's table, read, judged and written."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from niubizi.apps.projects.selectors import programme
from niubizi.apps.projects.services.imports import list_import, list_preview
from niubizi.documents.workbooks import ImportPreview, UnreadableWorkbook
from niubizi.domain.errors import DomainError
from niubizi.jobs.verbs import Refused, actor, now


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = verbs.add_parser("import", help="导入名单或月度表")
    verb.add_argument("file", metavar="FILE")
    verb.add_argument("--dry-run", action="store_true", help="只核对，不写入")
    verb.add_argument("--programme", metavar="CODE", help="导入到哪个名单")
    verb.add_argument("--sheet", metavar="NAME", help="工作表；不写则按内容选")
    verb.add_argument("--valid-rows-only", action="store_true", help="有错误时只导入有效行")
    verb.add_argument("--not-classified", action="store_true", help="声明：所列项目均不涉密")
    verb.add_argument("--as", dest="as_user", metavar="USER", help="以谁的身份办理（写入时必填）")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when every row is valid (and written), 1 when some are not, 2 when there is no table."""
    path = Path(arguments.file)
    of = None
    if arguments.programme:
        of = programme(arguments.programme)
        if of is None:
            raise DomainError("programme.unknown", code=arguments.programme)
    try:
        preview = list_preview(path.read_bytes(), path.name, programme=of, sheet=arguments.sheet)
    except UnreadableWorkbook as refused:
        raise Refused(str(refused), 2) from refused
    if arguments.dry_run:
        _print(preview, as_json=arguments.json)
        return 0 if preview.is_valid else 1
    if of is None:
        raise Refused("写入名单请用 --programme 指明名单；只核对请加 --dry-run。", 2)
    if not arguments.as_user:
        raise Refused("写入时请用 --as 指明以谁的身份办理。", 2)
    summary = list_import(
        preview,
        programme=of,
        file_name=path.name,
        valid_rows_only=arguments.valid_rows_only,
        not_classified=arguments.not_classified,
        actor=actor(arguments),
        at=now(),
    )
    if summary.is_nothing:
        sys.stderr.write("这份文件已经导入过，没有任何变化。\n")
    sys.stderr.write(
        f"新增{summary.new}项，变更{summary.changed}项，不变{summary.unchanged}项，"
        f"未导入{summary.errors + len(summary.refused)}行。\n"
    )
    return 1 if summary.errors or summary.refused else 0


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
