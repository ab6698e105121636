"""A use case that fails because of others is run again, and the third failure is said in a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Barrier, Lock

import pytest
from django.db import connection
from django.test import Client

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import TRIES, record, use_case
from niubizi.apps.kernel.models import AuditEntry, SavedView, User
from niubizi.apps.kernel.verification import verify_trail
from niubizi.doors.faults import BUSY
from tests.apps.reporting.test_faults import at_once
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")


@on_postgresql
def test_of_two_in_a_deadlock_one_is_tried_again_and_both_are_done(
    cast: dict[str, User], actor_for: Callable[[str], Actor]
) -> None:
    both_hold_one, counting, runs = Barrier(2), Lock(), []

    @use_case
    def call(first: str, then: str, *, actor: Actor, at: datetime) -> None:
        with counting:
            runs.append(first)
            is_first_try = runs.count(first) == 1
        for name in (first, then):
            user = User.objects.select_for_update().get(pk=cast[name].pk)
            user.phone += first[0]
            user.save(update_fields=["phone"])
            if is_first_try and name == first:
                both_hold_one.wait()
        record(at=at, actor=actor, action="user.update", subject=cast[first])

    told = at_once(
        lambda: call("chief", "leader", actor=actor_for("system_admin"), at=NOW),
        lambda: call("leader", "chief", actor=actor_for("system_admin"), at=NOW),
    )
    assert told == ["", ""]
    assert len(runs) == 3
    for name in ("chief", "leader"):
        assert sorted(User.objects.get(pk=cast[name].pk).phone) == ["c", "l"]
    assert AuditEntry.objects.filter(action="user.update").count() == 2
    assert verify_trail().whole


@contextmanager
def refusing(times: int) -> Iterator[None]:
    """The server itself fails the first inserts of a view; its sequence counts failed ones too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE SEQUENCE tries;"
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF nextval('tries') <= {times} THEN RAISE 'conflict' USING ERRCODE = '40001'; END IF;"
            " RETURN NEW; END $$;"
            "CREATE TRIGGER fail BEFORE INSERT ON kernel_savedview"
            " FOR EACH ROW EXECUTE FUNCTION fail();"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION fail() CASCADE; DROP SEQUENCE tries;")


def kept(client: Client) -> tuple[int, bool, int]:
    """Saves a view: the status, whether the busy sentence is said, and how many views there are."""
    answer = client.post("/projects/views/", {"name": "临江", "query": "q=江"})
    views = SavedView.objects.count()
    return answer.status_code, BUSY.sentence in answer.content.decode(), views


@on_postgresql
def test_the_third_try_succeeds_and_a_third_failure_is_a_sentence(
    client_for: Callable[[str], Client],
) -> None:
    client = client_for("chief")
    client.raise_request_exception = False
    with refusing(TRIES):
        assert kept(client) == (503, True, 0)
    with refusing(TRIES - 1):
        assert kept(client) == (302, False, 1)


@on_sqlite
def test_who_waits_too_long_for_the_only_writer_is_told_in_a_sentence(
    client_for: Callable[[str], Client],
) -> None:
    client = client_for("chief")
    client.raise_request_exception = False
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50")
    try:
        other.execute("BEGIN IMMEDIATE")
        assert kept(client) == (503, True, 0)
        other.execute("ROLLBACK")
        assert kept(client) == (302, False, 1)
    finally:
        other.close()
        connection.close()
