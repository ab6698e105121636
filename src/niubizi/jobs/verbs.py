"""The verbs of the command line: each module adds its own; here they are put together."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from typing import NoReturn

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.preferences import preferences
from niubizi.doors import clock
from niubizi.doors.actors import named, operator

ORIGIN = "verb"


class Refused(Exception):  # noqa: N818 it isn't an error of the program
    """A verb can't go on: a sentence for the reader and the exit status, 1 or 2."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a command in one sentence of the house, and where its help is."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"命令写法不对：{_in_chinese(message)}。用法见 {self.prog} --help。\n")


def _in_chinese(message: str) -> str:
    """The commonest complaints of ``argparse``; another is passed on as it is."""
    for pattern, words in (
        (r"the following arguments are required: (.+)", "缺少{}"),
        (r"argument (?:VERB|DEED): invalid choice: '(.*?)' .*", "没有“{}”这个命令"),
        (r"argument (.+?): invalid .*?: '(.*)'", "{}不能是“{}”"),
        (r"argument (.+?): expected .*", "{}后面缺少内容"),
        (r"unrecognized arguments: (.+)", "不认识“{}”"),
    ):
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return words.format(*found.groups())
    return message


def now() -> datetime:
    """The moment of this command."""
    return clock.now(preferences())


def actor(arguments: argparse.Namespace) -> Actor:
    """The person of ``--as``, else the operator, who reads only."""
    username = getattr(arguments, "as_user", None)
    if username:
        return named(username, origin=ORIGIN, today=now().date())
    return operator(ORIGIN)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    from niubizi.jobs import (  # noqa: PLC0415 each of them imports this module
        account_verb,
        audit_verb,
        backup_verb,
        brief_verb,
        check_verb,
        demo_verb,
        figures_verb,
        import_verb,
        init_verb,
        period_verb,
        serve_verb,
        worker_verb,
    )

    top = Parser(prog="niubizi", description="牛鼻子：重大项目一本账、一把尺、一份通报。")
    verbs = top.add_subparsers(required=True, metavar="VERB")
    for module in (
        demo_verb,
        serve_verb,
        worker_verb,
        init_verb,
        figures_verb,
        period_verb,
        import_verb,
        brief_verb,
        check_verb,
        audit_verb,
        account_verb,
        backup_verb,
    ):
        module.add(verbs)
    # Named here for the help only: Django's own commands are taken before the arguments are read.
    verbs.add_parser("manage", help="Django 的管理命令")
    return top


def as_user(verb: argparse.ArgumentParser) -> None:
    """The option of every verb that writes."""
    verb.add_argument("--as", dest="as_user", metavar="USER", required=True, help="以谁的身份办理")
