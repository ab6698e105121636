"""``niubizi brief PERIOD -o FILE.docx``: the briefing of a period as a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from niubizi.apps.briefing.selectors.briefings import current_template, issued_bytes
from niubizi.apps.briefing.selectors.texts import DEFAULT_ADDRESSEES, DEFAULT_COPIES
from niubizi.apps.briefing.selectors.writing import draft_document, material
from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.projects.selectors import programme
from niubizi.apps.reporting.selectors.periods import closings_of, latest_closing, periods
from niubizi.domain.errors import DomainError
from niubizi.jobs.figures_verb import month_of
from niubizi.jobs.verbs import Refused, actor, now


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    brief = verbs.add_parser("brief", help="生成通报")
    brief.add_argument("period", metavar="YYYY-MM")
    brief.add_argument("--programme", metavar="CODE", help="名单；不写则为当年全部名单")
    brief.add_argument("-o", "--output", metavar="FILE.docx", required=True)
    brief.add_argument("--live", action="store_true", help="用实时数据，而不是关账数据")
    brief.add_argument("--as", dest="as_user", metavar="USER", help="以谁的身份查看")
    brief.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """The issued document where there is one, else a draft with its default text."""
    month = month_of(arguments.period)
    period = periods().filter(code=month.code).first()
    if period is None:
        raise DomainError("period.unknown", period=month.name)
    code = arguments.programme
    if code and programme(code) is None:
        raise DomainError("programme.unknown", code=code)
    target = Path(arguments.output)
    if target.suffix != ".docx":
        raise Refused("输出文件名须以 .docx 结尾。", 2)
    if arguments.live and latest_closing(period) is not None:
        raise DomainError("period.not_live", period=month.name)
    closing = None if arguments.live else latest_closing(period) or closings_of(period).first()
    if closing is None and not arguments.live:
        raise DomainError("closing.not_closed", period=month.name)
    issued = None if arguments.live else issued_bytes(period, code)
    if issued is None:
        given = material(
            period=period,
            closing=closing,
            programme_codes=[code] if code else None,
            actor=actor(arguments),
        )
        document = draft_document(
            given,
            texts=given.default_texts(),
            title=given.default_title(),
            office=preferences(),
            template=current_template(),
            at=now(),
            addressees=DEFAULT_ADDRESSEES,
            copies=DEFAULT_COPIES,
        )
    else:
        document = issued
    target.write_bytes(document)
    words = "已印发的通报" if issued else "通报草稿"
    sys.stderr.write(f"已写出{words}：{target}\n")
    return 0
