"""What is kept until the next line of the trail: never a moment older, and nothing unfinished."""

from __future__ import annotations

import pytest
from django.db import transaction

from niubizi.apps.kernel.actors import SYSTEM
from niubizi.apps.kernel.held import held
from niubizi.apps.kernel.preferences import change_preferences, preferences
from tests.cast import NOW


def name_of_city() -> str:
    return held("city", (), lambda: preferences().city_name)


def rename(name: str) -> None:
    change_preferences(changes={"city_name": name}, actor=SYSTEM, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_kept_until_somebody_does_something() -> None:
    rename("示例市")
    assert [held("count", (), iter([1, 2]).__next__) for _ in range(2)] == [1, 1]
    assert name_of_city() == "示例市"
    rename("茅山市")
    assert name_of_city() == "茅山市"


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_has_not_finished_is_not_kept() -> None:
    rename("示例市")
    with transaction.atomic():
        rename("茅山市")
        assert name_of_city() == "茅山市"
        transaction.set_rollback(True)
    assert name_of_city() == "示例市"
