"""``niubizi serve`` and ``niubizi migrate``: the web processes, their worker, and the database."""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from niubizi.doors.database import is_migrated
from niubizi.jobs.verbs import Refused

GRACE_SECONDS = 60
"""How long a stopping worker may take to end its job; killed after it, the job is done later."""

RESTART_SECONDS = 3.0

logger = logging.getLogger("niubizi.serve")


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = verbs.add_parser("serve", help="启动网站和后台工作进程")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2, help="网站进程数")
    serve.add_argument("--threads", type=int, default=4, help="每个进程的线程数")
    serve.add_argument(
        "--no-worker", action="store_true", help="不办后台工作（另有 niubizi worker 在运行时）"
    )
    serve.set_defaults(run=run_serve)
    migrate = verbs.add_parser("migrate", help="建立或升级数据库")
    migrate.set_defaults(run=run_migrate)


def run_serve(arguments: argparse.Namespace) -> int:
    require_database()
    serve_at(
        arguments.host,
        arguments.port,
        arguments.workers,
        arguments.threads,
        with_worker=not arguments.no_worker,
    )
    return 0


def run_migrate(_: argparse.Namespace) -> int:
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    sys.stderr.write("数据库已是最新。\n")
    return 0


def require_database() -> None:
    """Refuses to start before the database is what this version needs."""
    if not is_migrated():
        raise Refused("数据库需要先升级：请运行 niubizi migrate。", 2)


def serve_at(host: str, port: int, workers: int, threads: int, *, with_worker: bool = True) -> None:
    """Serves until stopped. Connections opened here must not be shared with the workers."""
    _collect_static()
    connections.close_all()
    # Forked off while the worker is being started, a process of the web would keep its pipe open.
    multiprocessing.set_start_method("spawn", force=True)
    with _counting(), _worker_beside() if with_worker else nullcontext():
        Granian(
            "niubizi.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            websockets=False,
            workers=workers,
            blocking_threads=threads,
            log_access=False,
            log_level=LogLevels(settings.LOG_LEVEL.lower()),
            log_dictconfig={**settings.LOGGING, "loggers": {"_granian": {}}},
            respawn_failed_workers=True,
            workers_kill_timeout=GRACE_SECONDS,
        ).serve()


def _collect_static() -> None:
    """In production pages name their scripts and styles by content, from one folder: made anew here."""
    if settings.STATIC_ROOT:
        call_command("collectstatic", verbosity=0, interactive=False)


@contextmanager
def _counting() -> Iterator[None]:
    """Gives the processes of the web a folder to count requests in together."""
    with TemporaryDirectory(prefix="niubizi-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


@contextmanager
def _worker_beside() -> Iterator[None]:
    """Keeps one worker running for as long as the web is served; one that dies is replaced."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stop,))
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep_worker(stop: threading.Event) -> None:
    command = [sys.executable, "-m", "niubizi.config.cli", "worker", "--parent", f"{os.getpid()}"]
    while not stop.is_set():
        process = subprocess.Popen(command)  # noqa: S603 ourselves
        while process.poll() is None and not stop.wait(0.2):
            pass
        if not stop.is_set():
            logger.error("the worker ended by itself (%s): another is started", process.returncode)
            stop.wait(RESTART_SECONDS)
            continue
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
