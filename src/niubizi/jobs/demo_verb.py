"""``niubizi demo``: the sample city, made once, and served."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.orgs.selectors import root
from niubizi.doors.demo import ACCOUNTS, PASSWORD
from niubizi.jobs.fresh import whole_or_nothing
from niubizi.jobs.sample.build import build_city
from niubizi.jobs.serve_verb import serve_at
from niubizi.jobs.verbs import Refused


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = verbs.add_parser("demo", help="建立示例市并启动")
    demo.add_argument("--no-serve", action="store_true", help="只建立，不启动")
    demo.add_argument("--host", default="127.0.0.1")
    demo.add_argument("--port", type=int, default=8000)
    demo.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Makes the city where it isn't yet; what is there already is kept."""
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    if not _is_there():
        with whole_or_nothing():
            call_command("migrate", verbosity=0, interactive=False)
            build_city(lambda step: _say(f"  {step}"))
    if arguments.no_serve:
        return 0
    _say(f"\n示例市已就绪：http://{arguments.host}:{arguments.port}")
    _say(f"可用以下账号登录，密码均为 {PASSWORD}\n")
    for account in ACCOUNTS:
        _say(f"  {account.username:<12}{account.role.word}  {account.name}  {account.unit}")
    _say("\n按 Ctrl-C 停止。")
    serve_at(arguments.host, arguments.port, workers=1, threads=4)
    return 0


def _is_there() -> bool:
    """Whether the whole city stands; raises for a database that holds something else."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    call_command("migrate", verbosity=0, interactive=False)
    if root() is None:
        return False
    if not preferences().demo_today:
        raise Refused(
            "这个数据库里已有数据，而且不是完整的示例市。请用环境变量 DATABASE_URL 另指一个空数据库。"
        )
    return True


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
