"""``niubizi audit verify``: whether the trail is whole."""

from __future__ import annotations

import argparse
import sys

from niubizi.apps.kernel.audit import first_broken
from niubizi.apps.kernel.selectors import audit_entries


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    top = verbs.add_parser("audit", help="操作日志")
    deeds = top.add_subparsers(required=True, metavar="DEED")
    verify = deeds.add_parser("verify", help="核验操作日志的链")
    verify.set_defaults(run=run_verify)


def run_verify(_: argparse.Namespace) -> int:
    lines = audit_entries().order_by("id")
    broken = first_broken(lines.iterator())
    if broken is not None:
        sys.stderr.write(
            f"操作日志在第{broken.pk}条处断链：{broken.action} {broken.subject_label}\n"
        )
        return 1
    sys.stderr.write(f"操作日志完整，共{lines.count()}条。\n")
    return 0
