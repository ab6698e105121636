"""``niubizi account recover``: the way back for an administrator whom no other can help."""

from __future__ import annotations

import argparse
import sys

from niubizi.apps.kernel.selectors import user_by_name
from niubizi.apps.kernel.services import account_recover
from niubizi.domain.errors import DomainError
from niubizi.doors.actors import operator
from niubizi.jobs.verbs import ORIGIN, now


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    top = verbs.add_parser("account", help="账号")
    deeds = top.add_subparsers(required=True, metavar="DEED")
    recover = deeds.add_parser(
        "recover", help="恢复一个账号：一次性密码，停用动态口令，解除锁定和待确认"
    )
    recover.add_argument("username", metavar="USER")
    recover.set_defaults(run=run_recover)


def run_recover(arguments: argparse.Namespace) -> int:
    """Prints the one-time password; the trail names the machine's operator."""
    user = user_by_name(arguments.username)
    if user is None:
        raise DomainError("user.unknown", username=arguments.username)
    password = account_recover(user_id=user.pk, actor=operator(ORIGIN), at=now())
    sys.stdout.write(f"{user.username}\t{password}\n")
    return 0
