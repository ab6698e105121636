"""Databases beside that of the tests, shown through Django's own connection."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tests.settings import FOLDER


def new_database(name: str) -> str:
    """The URL of a new and empty database."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{FOLDER / f'{name}.sqlite3'}"
    name = f"niubizi_{name}_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


def name_in(url: str) -> str:
    """What Django calls the database of a URL."""
    return (
        url.removeprefix("sqlite:///") if connection.vendor == "sqlite" else url.rpartition("/")[2]
    )


@contextmanager
def shown(url: str) -> Iterator[None]:
    """Points the connection at another database; threads that begin inside see it too."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name_in(url)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
