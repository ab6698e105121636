"""``niubizi check``: a text's figures against each other, and against a closing."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from niubizi.apps.briefing.selectors.checks import closing_for, ledger_verdicts
from niubizi.documents.checkwords import VERDICTS
from niubizi.documents.texts import UnreadableText, read_text
from niubizi.domain.figurecheck import CheckResult, LedgerVerdict, check, check_batch
from niubizi.doors.checks import ledger_json
from niubizi.jobs.figures_verb import month_of
from niubizi.jobs.verbs import Refused, actor


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = verbs.add_parser("check", help="核数：核对一段文字里的数字")
    verb.add_argument("file", nargs="?", metavar="FILE", help="DOCX、PDF 或 TXT；- 为标准输入")
    verb.add_argument("--batch", metavar="FILE.jsonl", help="每行一段文字，每行一个结果")
    verb.add_argument("--ledger", metavar="YYYY-MM", help="同时与该期关账数据核对")
    verb.add_argument("--period-hint", metavar="PERIOD", help="文字说的是哪个时期")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when nothing fails, 1 when a figure does."""
    if bool(arguments.file) == bool(arguments.batch):
        raise Refused("请给出一个文件，或用 --batch 给出一个 JSONL 文件。", 2)
    if arguments.batch:
        return _batch(Path(arguments.batch))
    text = _text(arguments.file)
    result = check(text, period_hint=arguments.period_hint)
    against = _against(arguments.ledger, result) if arguments.ledger else ()
    if arguments.json:
        answer: dict[str, Any] = result.to_json()
        if arguments.ledger:
            answer["ledger"] = [ledger_json(each) for each in against]
        json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        _print(result, against)
    wrong = result.failures or any(each.comparison.value == "differs" for each in against)
    return 1 if wrong else 0


def _batch(path: Path) -> int:
    # A line may hold anything: what isn't UTF-8 is answered as far as it can be read.
    with path.open(encoding="utf-8", errors="replace") as lines:
        for answer in check_batch(lines):
            sys.stdout.write(answer + "\n")
    return 0


def _text(name: str) -> str:
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    try:
        return read_text(data, name)
    except UnreadableText as refused:
        raise Refused(str(refused), 2) from refused


def _against(code: str, result: CheckResult) -> tuple[LedgerVerdict, ...]:
    closing = closing_for(month_of(code).code)
    return ledger_verdicts(result, closing, actor=actor(argparse.Namespace()))


def _print(result: CheckResult, against: tuple[LedgerVerdict, ...]) -> None:
    for relation in result.relations:
        sys.stdout.write(f"{VERDICTS[relation.verdict]}\t{relation.message}\n")
    for each in against:
        sys.stdout.write(f"{each.message}\n")
    sys.stdout.write(
        f"共{len(result.claims)}个数据、{len(result.relations)}组关系，{len(result.failures)}组不符。\n"
    )
