"""``niubizi serve`` and ``niubizi migrate``: the web process and its database."""

from __future__ import annotations

import argparse
import sys

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from granian import Granian
from granian.constants import Interfaces

from niubizi.jobs.verbs import Refused


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = verbs.add_parser("serve", help="启动网站")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2, help="进程数")
    serve.add_argument("--threads", type=int, default=4, help="每个进程的线程数")
    serve.set_defaults(run=run_serve)
    migrate = verbs.add_parser("migrate", help="建立或升级数据库")
    migrate.set_defaults(run=run_migrate)


def run_serve(arguments: argparse.Namespace) -> int:
    executor = MigrationExecutor(connections["default"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("数据库需要先升级：请运行 niubizi migrate。", 2)
    serve_at(arguments.host, arguments.port, arguments.workers, arguments.threads)
    return 0


def run_migrate(_: argparse.Namespace) -> int:
    call_command("migrate", verbosity=0, interactive=False)
    sys.stderr.write("数据库已是最新。\n")
    return 0


def serve_at(host: str, port: int, workers: int, threads: int) -> None:
    """Serves until stopped. Connections opened here must not be shared with the workers."""
    connections.close_all()
    Granian(
        "niubizi.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_access=False,
    ).serve()
