"""``niubizi figures PERIOD``: the figures of a period, as JSON or as a table."""

from __future__ import annotations

import argparse
import json
import sys

from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.orgs.selectors import organization
from niubizi.apps.projects.selectors import programme
from niubizi.apps.reporting.selectors.figures import FigureSheet, figure_sheet
from niubizi.apps.reporting.selectors.periods import closings_of, latest_closing, periods
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.domain.permissions import Operation
from niubizi.doors.figures import figures_json
from niubizi.jobs.verbs import Refused, actor
from niubizi.metrics.catalogue import METRICS, counted_otherwise


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    figures = verbs.add_parser("figures", help="一个调度期的数据")
    figures.add_argument("period", metavar="YYYY-MM")
    figures.add_argument("--programme", metavar="CODE")
    figures.add_argument("--org", metavar="CODE")
    figures.add_argument("--live", action="store_true", help="实时数据，而不是关账数据")
    figures.add_argument("--as", dest="as_user", metavar="USER", help="以谁的身份查看")
    figures.add_argument("--json", action="store_true")
    figures.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    month = month_of(arguments.period)
    period = periods().filter(code=month.code).first()
    if period is None:
        raise DomainError("period.unknown", period=month.name)
    if arguments.programme and programme(arguments.programme) is None:
        raise DomainError("programme.unknown", code=arguments.programme)
    if arguments.org and organization(arguments.org) is None:
        raise DomainError("organization.unknown", code=arguments.org)
    closing = None
    if arguments.live:
        if period.state == period.State.CLOSED:
            raise DomainError("period.not_live", period=month.name)
    else:
        # An open period that was closed before still has its last closing to show.
        closing = latest_closing(period) or closings_of(period).first()
        if closing is None:
            raise DomainError("closing.not_closed", period=month.name)
    who = actor(arguments)
    who.require(Operation.VIEW_COCKPIT)
    sheet = figure_sheet(
        period=period,
        actor=who,
        closing=closing,
        programme_codes=[arguments.programme] if arguments.programme else None,
    )
    if arguments.json:
        answer = figures_json(sheet, org=arguments.org)
        json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        _print_table(sheet, arguments.org)
    return 0


def month_of(text: str) -> Month:
    """The month of an argument; wrong writing is wrong usage."""
    try:
        return Month.parse(text)
    except DomainError as wrong:
        raise Refused(f"“{text}”不是月份，请写成 2021-07 的形式。", 2) from wrong


def _print_table(sheet: FigureSheet, org: str | None) -> None:
    mode = preferences().rounding_mode
    columns = [METRICS[code] for code in ("entries", "invested", "completion", "lead")]
    for each in sheet.programmes:
        sys.stdout.write(f"{each.programme.name}（{sheet.period.cumulative_name}）\n")
        for figures in ((each.city,) if each.city else ()) + each.blocks:
            if org and figures.code != org:
                continue
            texts = [metric.text(figures.reading, rounding=mode) for metric in columns]
            if other := counted_otherwise(figures.reading.totals):
                texts[0] += f"（{other}）"
            line = "\t".join([str(figures.rank or ""), figures.name, *texts])
            sys.stdout.write(f"{line}\n")
