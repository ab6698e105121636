"""``niubizi worker``: does long and scheduled work without serving pages."""

from __future__ import annotations

import argparse
import signal
import threading

from niubizi.jobs.serve_verb import require_database
from niubizi.jobs.worker import Worker


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = verbs.add_parser("worker", help="只办后台工作（导入、核验、清理），不启动网站")
    # For the worker that `serve` keeps: it ends with its parent, however that ended.
    verb.add_argument("--parent", type=int, help=argparse.SUPPRESS)
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Works until asked to stop, by SIGTERM or Ctrl-C, and ends the job it is at."""
    require_database()
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    Worker(stop, parent=arguments.parent).run()
    return 0
