"""What the owner of the database can do to the trail past its triggers, and that it is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from niubizi.apps.kernel.actors import SYSTEM
from niubizi.apps.kernel.audit import line_hash, record, use_case
from niubizi.apps.kernel.models import AuditEntry
from niubizi.apps.kernel.verification import Damage, verify_trail
from tests.cast import NOW
from tests.guards import unguarded

pytestmark = pytest.mark.django_db

Found = list[tuple[Damage, str | None, str | None]]


@use_case
def deed(name: str) -> None:
    record(at=NOW, actor=SYSTEM, action="deed", label=name)


@pytest.fixture(autouse=True)
def six_lines() -> dict[str, AuditEntry]:
    for name in "abcdef":
        deed(name)
    return {line.subject_label: line for line in AuditEntry.objects.all()}


def sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found() -> Found:
    """Each fault with the line it lies at and the one before the gap."""
    return [
        (
            fault.damage,
            fault.line.subject_label if fault.line else None,
            fault.after.subject_label if fault.after else None,
        )
        for fault in verify_trail().faults
    ]


def forge(name: str, after: AuditEntry, pk: int) -> AuditEntry:
    """A line that hashes to its own and follows another."""
    line = AuditEntry(
        pk=pk, at=NOW, actor_name="x", origin="x", action="deed", subject_label=name, detail={}
    )
    line.previous_hash = after.hash
    line.hash = line_hash(line)
    return line


def spread_ids() -> dict[str, AuditEntry]:
    """Ids with room between them, as rolled back transactions leave it."""
    sql("UPDATE kernel_auditentry SET id = id * 10 + 1000000")
    return {line.subject_label: line for line in AuditEntry.objects.all()}


def test_a_trail_that_nobody_touched_is_whole() -> None:
    report = verify_trail()
    assert (report.whole, report.lines, report.expected) == (True, 6, 6)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_auditentry SET actor_name = 'x'",
        "DELETE FROM kernel_auditentry",
        "UPDATE kernel_audithead SET lines = lines - 1",
        "UPDATE kernel_audithead SET hash = 'x'",
        "DELETE FROM kernel_audithead",
    ],
)
def test_the_database_refuses_to_rewrite_the_trail(statement: str) -> None:
    with pytest.raises(DatabaseError, match="kept as they are"), transaction.atomic():
        sql(statement)
    assert verify_trail().whole


@pytest.mark.skipif(connection.vendor != "postgresql", reason="not run: SQLite has no TRUNCATE")
def test_postgresql_refuses_to_empty_the_trail() -> None:
    with pytest.raises(DatabaseError, match="kept as they are"), transaction.atomic():
        sql("TRUNCATE kernel_auditentry")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_name", "somebody else"),
        ("action", "other"),
        ("origin", "x"),
        ("subject_id", "0"),
        ("detail", '{"before": 2}'),
        ("at", "2021-08-02 00:00:00.000001+00:00"),
        ("hash", "f" * 64),
    ],
)
def test_a_changed_line_is_named(six_lines: dict[str, AuditEntry], column: str, value: str) -> None:
    with unguarded():
        sql(f"UPDATE kernel_auditentry SET {column} = %s WHERE id = %s", value, six_lines["c"].pk)  # noqa: S608
    assert found()[0] == (Damage.CHANGED, "c", None)


def _remove(*names: str) -> Callable[[dict[str, AuditEntry]], None]:
    def deeds(lines: dict[str, AuditEntry]) -> None:
        for name in names:
            sql("DELETE FROM kernel_auditentry WHERE id = %s", lines[name].pk)

    return deeds


def _insert_well_hashed(lines: dict[str, AuditEntry]) -> None:
    lines = spread_ids()
    first = forge("x", lines["c"], lines["c"].pk + 1)
    first.save(force_insert=True)
    forge("y", first, first.pk + 1).save(force_insert=True)


def _insert_crudely(lines: dict[str, AuditEntry]) -> None:
    lines = spread_ids()
    line = forge("x", lines["a"], lines["c"].pk + 1)
    line.hash = "f" * 64
    line.save(force_insert=True)


def _insert_a_branch(lines: dict[str, AuditEntry]) -> None:
    lines = spread_ids()
    forge("x", lines["a"], lines["c"].pk + 1).save(force_insert=True)


def _append(lines: dict[str, AuditEntry]) -> None:
    forge("x", lines["f"], lines["f"].pk + 1).save(force_insert=True)


def _rewrite_with_its_hash(lines: dict[str, AuditEntry]) -> None:
    line = lines["c"]
    line.actor_name = "somebody else"
    sql(
        "UPDATE kernel_auditentry SET actor_name = %s, hash = %s WHERE id = %s",
        line.actor_name,
        line_hash(line),
        line.pk,
    )


@pytest.mark.parametrize(
    ("attack", "expected"),
    [
        (_remove("a"), [(Damage.REMOVED, "b", None)]),
        (_remove("c"), [(Damage.REMOVED, "d", "b")]),
        (_remove("c", "d"), [(Damage.REMOVED, "e", "b")]),
        (_remove("b", "e"), [(Damage.REMOVED, "c", "a"), (Damage.REMOVED, "f", "d")]),
        (_remove("e", "f"), [(Damage.REMOVED, None, "d")]),
        (_remove(*"abcdef"), [(Damage.REMOVED, None, None)]),
        (_insert_well_hashed, [(Damage.INSERTED, "x", None), (Damage.INSERTED, "y", None)]),
        (_insert_crudely, [(Damage.INSERTED, "x", None)]),
        (_insert_a_branch, [(Damage.INSERTED, "x", None)]),
        (_append, [(Damage.INSERTED, "x", None)]),
        (_rewrite_with_its_hash, [(Damage.TORN, "d", "c")]),
    ],
)
def test_what_was_removed_inserted_or_rewritten_is_named(
    six_lines: dict[str, AuditEntry],
    attack: Callable[[dict[str, AuditEntry]], None],
    expected: Found,
) -> None:
    with unguarded():
        attack(six_lines)
    assert found() == expected


def test_a_line_written_after_the_end_was_cut_off_does_not_cover_the_gap(
    six_lines: dict[str, AuditEntry],
) -> None:
    with unguarded():
        _remove("f")(six_lines)
    deed("g")
    assert found() == [(Damage.REMOVED, "g", "e")]


def test_an_end_cut_off_together_with_its_head_is_found_by_a_hash_that_was_noted(
    six_lines: dict[str, AuditEntry],
) -> None:
    noted = verify_trail().hash
    with unguarded():
        _remove("e", "f")(six_lines)
        sql("UPDATE kernel_audithead SET lines = 4, hash = %s", six_lines["d"].hash)
    assert verify_trail().whole
    assert [fault.anchor for fault in verify_trail({noted: "paper"}).faults] == ["paper"]
