"""The audit trail: one line for a deed, none for a failed one, and a chain that shows tampering."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from niubizi.apps.kernel.actors import SYSTEM
from niubizi.apps.kernel.audit import GENESIS, attempt, record, use_case
from niubizi.apps.kernel.models import AuditEntry, Setting
from niubizi.apps.kernel.verification import verify_trail
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage
from tests.cast import NOW

pytestmark = pytest.mark.django_db


@use_case
def deed(name: str, **detail: Any) -> None:
    setting = Setting.objects.create(key=name, value=1)
    record(at=NOW, actor=SYSTEM, action="deed", subject=setting, **detail)


@use_case
def deed_that_fails(name: str) -> None:
    deed(name)
    raise DomainError("not_found")


@use_case
def deeds(names: str) -> None:
    for name in names:
        deed(name)


@use_case
def deeds_of_which_some_fail(names: str) -> None:
    for name in names:
        try:
            with attempt():
                deed(name) if name.islower() else deed_that_fails(name)
        except DomainError:
            continue


def chain() -> list[AuditEntry]:
    return list(AuditEntry.objects.order_by("id"))


def labels() -> list[str]:
    return [entry.subject_label for entry in chain()]


def test_a_deed_leaves_its_line() -> None:
    deed("a")
    (line,) = chain()
    assert (line.action, line.actor_name, line.subject_type, line.at) == (
        "deed",
        "系统（system）",
        "setting",
        NOW,
    )


def test_a_deed_that_fails_leaves_neither_row_nor_line() -> None:
    with pytest.raises(DomainError):
        deed_that_fails("a")
    assert (Setting.objects.count(), labels()) == (0, [])


def test_a_failure_leaves_nothing_behind_for_the_next_deed() -> None:
    with pytest.raises(DomainError):
        deed_that_fails("a")
    deed("b")
    assert labels() == ["b"]


def test_deeds_inside_a_deed_are_written_in_their_order() -> None:
    deeds("abc")
    assert labels() == ["a", "b", "c"]


def test_a_part_that_fails_alone_takes_its_own_lines_with_it() -> None:
    deeds_of_which_some_fail("aBc")
    assert (labels(), Setting.objects.count()) == (["a", "c"], 2)


def test_nothing_is_recorded_outside_a_use_case() -> None:
    with pytest.raises(RuntimeError, match="outside a use case"):
        record(at=NOW, actor=SYSTEM, action="deed")


def test_the_chain_begins_at_the_genesis_and_each_line_follows_the_one_before() -> None:
    deeds("ab")
    deed("c")
    lines = chain()
    assert [line.previous_hash for line in lines] == [GENESIS, lines[0].hash, lines[1].hash]


def test_values_of_every_kind_read_back_as_they_were_hashed() -> None:
    deed(
        "a",
        day=date(2021, 7, 31),
        moment=NOW,
        amount=Decimal("1.50"),
        stage=Stage.STARTED,
        many=[1, {"键": None}],
        flag=True,
        share=0.1,
    )
    (line,) = chain()
    assert (verify_trail().whole, line.detail["stage"], line.detail["amount"]) == (
        True,
        "started",
        "1.50",
    )


@pytest.mark.django_db(transaction=True)
def test_deeds_of_several_people_at_once_make_one_chain() -> None:
    def work(names: str) -> Callable[[], None]:
        def run() -> None:
            try:
                for name in names:
                    deed(name)
            finally:
                connection.close()

        return run

    threads = [Thread(target=work(names)) for names in ("abcde", "fghij", "klmno")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(chain()), verify_trail().whole) == (15, True)
