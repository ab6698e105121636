"""Where the bench works: one folder that goes away, and the databases in it.

Django is set up once for a database of its own; ``using`` turns its connection to another one, so
that two sizes are measured in one process, by turns.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import cluster

ENGINES = ("sqlite", "postgresql")


class Place:
    """The folder of one run, its SQLite files, and its PostgreSQL once somebody asks for it."""

    def __init__(self, folder: Path, cluster_url: str) -> None:
        self.folder = folder
        self.cluster_url = cluster_url

    def database(self, engine: str, name: str) -> str:
        """What ``using`` takes: a file's path or a database's name."""
        return str(self.folder / f"{name}.sqlite3") if engine == "sqlite" else name

    def url(self, engine: str, name: str) -> str:
        """The database as another process finds it in ``DATABASE_URL``."""
        if engine == "sqlite":
            return f"sqlite:///{self.database(engine, name)}"
        return f"{self.cluster_url.rpartition('/')[0]}/{name}"

    def environment(self, engine: str, name: str) -> dict[str, str]:
        """What a process of its own needs to work on a database."""
        return {
            **os.environ,
            "DATABASE_URL": self.url(engine, name),
            "NIUBIZI_MODE": "demo",
            "NIUBIZI_DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "niubizi.config.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }


@contextmanager
def place(engine: str) -> Iterator[Place]:
    """A folder for one engine's databases, and Django set up in it; all of it goes in the end.

    A folder named by ``NIUBIZI_BENCH_FOLDER`` stays, and ledgers found in it aren't made again.
    """
    kept = os.environ.get("NIUBIZI_BENCH_FOLDER")
    folder = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="niubizi-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if engine == "sqlite":
            yield _set_up(Place(folder, ""), engine)
        else:
            with cluster() as server:
                try:
                    yield _set_up(Place(folder, server.url), engine)
                finally:
                    _close()
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _set_up(found: Place, engine: str) -> Place:
    name = "bench" if engine == "sqlite" else "postgres"
    os.environ.update(found.environment(engine, name))
    import django  # noqa: PLC0415 the environment comes first

    django.setup()
    return found


def _close() -> None:
    from django.db import connections  # noqa: PLC0415 after the set-up

    connections.close_all()


def using(database: str, *, forget: bool = False) -> None:
    """Turns Django's connection to a database; with ``forget``, what pages have kept is forgotten.

    What is kept of another database stays apart from what is kept of this one.
    """
    from django.core.cache import cache  # noqa: PLC0415 after the set-up
    from django.db import connection  # noqa: PLC0415

    if connection.settings_dict["NAME"] != database:
        connection.close()
        connection.settings_dict["NAME"] = database
        cache.key_prefix = database
    if forget:
        cache.clear()


def create(found: Place, engine: str, name: str, *, like: str = "") -> str:
    """An empty database, or a copy of another one; answers what ``using`` takes."""
    from django.db import connection  # noqa: PLC0415 after the set-up

    database = found.database(engine, name)
    if engine == "sqlite":
        connection.close()
        if like:
            _checkpoint(found.database(engine, like))
            shutil.copyfile(found.database(engine, like), database)
        return database
    using("postgres")
    with connection.cursor() as cursor:
        template = f" TEMPLATE {connection.ops.quote_name(like)}" if like else ""
        cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}{template}")
    return database


def drop(found: Place, engine: str, name: str) -> None:
    """Gives a database's room back."""
    from django.db import connection  # noqa: PLC0415 after the set-up

    if engine == "sqlite":
        connection.close()
        for path in found.folder.glob(f"{name}.sqlite3*"):
            path.unlink()
        return
    using("postgres")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {connection.ops.quote_name(name)} WITH (FORCE)")


def _checkpoint(path: str) -> None:
    """Brings what stands in the write-ahead log into the file, so that the file is all there is."""
    from django.db import connection  # noqa: PLC0415 after the set-up

    using(path)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
