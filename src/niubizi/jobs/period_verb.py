"""``niubizi period …``: opening, preparing, closing, reopening and verifying periods."""

from __future__ import annotations

import argparse
import sys

from niubizi.apps.reporting.selectors.periods import acts, closings_of, period, periods
from niubizi.apps.reporting.services.closing import (
    closing_confirm,
    closing_prepare,
    closing_withdraw,
    period_reopen,
)
from niubizi.apps.reporting.services.periods import period_open
from niubizi.apps.reporting.services.verifying import missing_acts, verify_act
from niubizi.domain.errors import DomainError
from niubizi.doors.misfits import misfit_text
from niubizi.jobs.figures_verb import month_of
from niubizi.jobs.verbs import actor, as_user, now

SAID = 200
"""How many differences are printed; they are counted all."""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    top = verbs.add_parser("period", help="调度期：开账、准备、关账、重开、核验")
    deeds = top.add_subparsers(required=True, metavar="DEED")
    for name, run, words in (
        ("open", run_open, "开始一个调度期"),
        ("prepare", run_prepare, "准备关账"),
        ("withdraw", run_withdraw, "撤回关账准备"),
        ("close", run_close, "确认关账"),
        ("reopen", run_reopen, "重新开账"),
        ("verify", run_verify, "核验关账摘要"),
    ):
        deed = deeds.add_parser(name, help=words)
        deed.add_argument("period", metavar="YYYY-MM", nargs="?" if name == "verify" else None)
        if name != "verify":
            as_user(deed)
        if name in {"withdraw", "reopen"}:
            deed.add_argument("--reason", default="", help="原因")
        deed.set_defaults(run=run)


def _code(arguments: argparse.Namespace) -> str:
    month = month_of(arguments.period)
    if not periods().filter(code=month.code).exists():
        raise DomainError("period.unknown", period=month.name)
    return month.code


def run_open(arguments: argparse.Namespace) -> int:
    opened = period_open(month=month_of(arguments.period), actor=actor(arguments), at=now())
    sys.stderr.write(f"{opened.key.name}调度期已开始。\n")
    return 0


def run_prepare(arguments: argparse.Namespace) -> int:
    made = closing_prepare(period_code=_code(arguments), actor=actor(arguments), at=now())
    summary = made.summary
    sys.stderr.write(
        f"已准备关账：应报{summary['owed']}项，结转上期数{summary['carried']}项，"
        f"未报{summary['unreported']}项。请由另一人确认。\n"
    )
    return 0


def run_withdraw(arguments: argparse.Namespace) -> int:
    closing_withdraw(
        period_code=_code(arguments), reason=arguments.reason, actor=actor(arguments), at=now()
    )
    sys.stderr.write("已撤回，调度期恢复填报。\n")
    return 0


def run_close(arguments: argparse.Namespace) -> int:
    closing = closing_confirm(period_code=_code(arguments), actor=actor(arguments), at=now())
    sys.stderr.write(f"已关账（第{closing.number}次），摘要 sha256:{closing.digest}\n")
    return 0


def run_reopen(arguments: argparse.Namespace) -> int:
    period_reopen(
        period_code=_code(arguments), reason=arguments.reason, actor=actor(arguments), at=now()
    )
    sys.stderr.write("已重新开账；原关账数据仍可查阅。\n")
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Recomputes digests, chain and figures; says which row no longer is what was sealed."""
    checked = list(closings_of(period(_code(arguments))) if arguments.period else acts())
    found = [f"{act}：{misfit_text(each)}" for act in checked for each in verify_act(act)]
    found += [misfit_text(each) for each in missing_acts()]
    for each in found[:SAID]:
        sys.stderr.write(f"{each}。\n")
    if found:
        sys.stderr.write(f"核验了{len(checked)}次，发现{len(found)}处不一致。\n")
        return 1
    sys.stderr.write(f"核验了{len(checked)}次关账和重新开账，全部一致。\n")
    return 0
