"""Office settings: known keys, sensible values, a line for each change."""

from __future__ import annotations

from dataclasses import fields

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from niubizi.apps.kernel.actors import SYSTEM
from niubizi.apps.kernel.models import AuditEntry, Setting, User
from niubizi.apps.kernel.preferences import (
    LABELS,
    SECURITY,
    Preferences,
    change_preferences,
    preferences,
)
from niubizi.domain.amounts import Rounding
from niubizi.domain.errors import DomainError
from tests.cast import NOW, actor_for

pytestmark = pytest.mark.django_db


def change(**changes: object) -> Preferences:
    return change_preferences(changes=changes, actor=SYSTEM, at=NOW)


def test_an_office_that_decided_nothing_has_the_defaults() -> None:
    assert preferences() == Preferences()


def test_all_settings_are_read_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        preferences()


def test_a_change_is_kept_and_leaves_a_line_with_both_values() -> None:
    change(tolerance_points=3)
    line = AuditEntry.objects.get()
    assert (preferences().tolerance_points, line.detail) == (3, {"before": 5, "after": 3})


def test_the_same_value_again_leaves_no_line() -> None:
    change(tolerance_points=5)
    assert not AuditEntry.objects.exists()


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(DomainError, match=r"setting\.unknown"):
        change(colour="red")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rounding", "upwards"),
        ("watermark", "yes"),
        ("watermark", 1),
        ("tolerance_points", True),
        ("tolerance_points", -1),
        ("jump_percent", 101),
        ("block_due_day", 0),
        ("city_due_day", 29),
        ("office_name", "  "),
        ("city_name", ""),
        ("demo_today", "yesterday"),
    ],
)
def test_a_value_without_sense_is_refused_and_changes_nothing(key: str, value: object) -> None:
    with pytest.raises(DomainError, match=r"setting\.wrong_value"):
        change(internal_mark=False, **{key: value})
    assert preferences() == Preferences()


def test_a_key_of_another_version_in_the_table_is_passed_over() -> None:
    Setting.objects.create(key="colour", value="red")
    assert preferences() == Preferences()


def test_an_office_may_cut_figures() -> None:
    change(rounding="truncate")
    assert preferences().rounding_mode is Rounding.TRUNCATE


def test_every_setting_has_its_label_and_help() -> None:
    assert LABELS.keys() == {field.name for field in fields(Preferences)}


@pytest.mark.parametrize(
    ("username", "key", "value"),
    [
        ("system_admin", "second_factor_roles", ()),
        ("system_admin", "sign_in_tries", 9),
        ("security_admin", "tolerance_points", 3),
        ("projects_office", "city_name", "别的市"),
    ],
)
def test_nobody_changes_what_another_administrator_decides(
    cast: dict[str, User], username: str, key: str, value: object
) -> None:
    before = preferences()
    with pytest.raises(DomainError, match=r"permission\.denied"):
        change_preferences(changes={key: value}, actor=actor_for(cast[username]), at=NOW)
    assert preferences() == before


def test_the_security_administrators_settings_are_settings() -> None:
    assert {each.name for each in fields(Preferences)} >= SECURITY
