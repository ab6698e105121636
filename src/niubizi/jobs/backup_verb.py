"""``niubizi backup`` and ``niubizi restore``: everything in one file, and back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from niubizi.documents.whole import clear_halves
from niubizi.doors import clock
from niubizi.jobs.backup.restoring import restore
from niubizi.jobs.backup.writing import write_backup
from niubizi.jobs.verbs import Refused, now


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = verbs.add_parser("backup", help="备份全部数据和附件；可在使用中进行")
    backup.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)
    backup.set_defaults(run=run_backup)
    back = verbs.add_parser("restore", help="把备份恢复到一个空数据库")
    back.add_argument("file", metavar="FILE", type=Path)
    back.add_argument("--as-is", action="store_true", help="核验不通过也照原样恢复，供查证")
    back.set_defaults(run=run_restore)


def run_backup(arguments: argparse.Namespace) -> int:
    place: Path = arguments.output
    if place.exists():
        raise Refused(f"文件已存在，不覆盖：{place}")
    clear_halves(place.absolute().parent, now=clock.real())
    made = write_backup(place, now())
    sys.stderr.write(
        f"已备份{made.rows}行、附件{made.files}件：{place}\n"
        f"操作日志{made.trail_lines}条，末条校验值 {made.trail_hash}\n"
    )
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    made = restore(
        arguments.file,
        as_is=arguments.as_is,
        say=lambda line: sys.stderr.write(f"  {line}\n"),
    )
    sys.stderr.write(f"已恢复{made.rows}行、附件{made.files}件，与备份逐行一致，核验通过。\n")
    return 0
