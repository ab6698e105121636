"""Accounts: made, changed, deactivated; passwords given, changed and refused."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

import pytest

from niubizi.apps.kernel import selectors, services
from niubizi.apps.kernel.actors import SYSTEM, Actor
from niubizi.apps.kernel.models import SavedView, User
from niubizi.apps.kernel.passwords import is_expired
from niubizi.apps.kernel.preferences import Preferences, change_preferences
from niubizi.domain.errors import DomainError
from tests.cast import NOW, PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user("zhang.san", "张三", "滨江区")


def actor(user: User) -> Actor:
    return Actor(user.pk, user.username, user.name)


def update(user: User, *, by: Actor = SYSTEM, **changes: object) -> User:
    given = {
        "name": user.name,
        "unit_name": user.unit_name,
        "phone": user.phone,
        "is_active": True,
        "version": user.version,
        **changes,
    }
    return services.user_update(user_id=user.pk, actor=by, at=NOW, **given)  # type: ignore[arg-type]


def change_password(user: User, old: str, new: str) -> User:
    return services.password_change(
        user_id=user.pk, old=old, new=new, actor=actor(user), at=NOW, moment=NOW
    )


def test_a_new_account_has_a_one_time_password_that_must_be_changed() -> None:
    user, password = services.user_create(username="li.si", name="李四", actor=SYSTEM, at=NOW)
    assert (user.check_password(password), user.must_change_password) == (True, True)


def test_a_one_time_password_can_be_read_over_the_telephone() -> None:
    assert re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){2}", services.handed_code())


def test_names_differ_by_more_than_their_case(user: User) -> None:
    with pytest.raises(DomainError, match=r"user\.exists"):
        make_user(user.username.upper(), "另一人")


@pytest.mark.parametrize(("username", "name"), [("", "李四"), ("li.si", " ")])
def test_an_account_needs_both_its_names(username: str, name: str) -> None:
    with pytest.raises(DomainError, match=r"user\.incomplete"):
        make_user(username, name)


def test_a_person_is_found_by_the_sign_in_name_in_any_case(user: User) -> None:
    assert selectors.user_by_name("ZHANG.San") == user


def test_a_deactivated_account_is_not_found(user: User) -> None:
    update(user, is_active=False)
    assert (selectors.user_by_name(user.username), selectors.user_by_id(user.pk)) == (None, None)


def test_a_change_by_someone_who_saw_an_older_state_is_stale(user: User) -> None:
    update(user, name="张三丰")
    with pytest.raises(DomainError) as refused:
        update(user, name="张山")
    assert (refused.value.code, refused.value.facts) == ("stale", {"stored": 2, "given": 1})


def test_an_account_cannot_lose_its_name(user: User) -> None:
    with pytest.raises(DomainError, match=r"user\.incomplete"):
        update(user, name=" ")


def test_nobody_deactivates_themselves(user: User) -> None:
    with pytest.raises(DomainError, match=r"user\.deactivates_self"):
        update(user, by=actor(user), is_active=False)


def test_a_changed_password_is_the_one_that_counts(user: User) -> None:
    changed = change_password(user, PASSWORD, "another-long-phrase-8")
    assert (changed.check_password("another-long-phrase-8"), changed.must_change_password) == (
        True,
        False,
    )


def test_a_password_is_not_changed_without_the_old_one(user: User) -> None:
    with pytest.raises(DomainError, match=r"password\.wrong"):
        change_password(user, "guessed", "another-long-phrase-8")


@pytest.mark.parametrize("new", ["short", "1234567890123", "password123", "zhang.san2021"])
def test_a_weak_password_is_refused_with_reasons(user: User, new: str) -> None:
    with pytest.raises(DomainError) as refused:
        change_password(user, PASSWORD, new)
    assert refused.value.code == "password.weak"
    assert refused.value.facts["reasons"]


@pytest.mark.parametrize(
    "new",
    ["niubizi-is-our-platform", "示例市的重大项目调度密码", "zhang.san-2021", "滨江区滨江区滨江区"],
)
def test_a_password_that_everybody_here_would_guess_is_refused(user: User, new: str) -> None:
    with pytest.raises(DomainError, match=r"password\.weak"):
        change_password(user, PASSWORD, new)


def test_none_of_the_last_five_passwords_is_taken_again(user: User) -> None:
    phrases = [PASSWORD, *(f"quite-another-phrase-{number}" for number in "34567")]
    for old, new in pairwise(phrases):
        change_password(user, old, new)
    for again in phrases[1:]:
        with pytest.raises(DomainError, match=r"password\.weak"):
            change_password(user, phrases[-1], again)
    assert change_password(user, phrases[-1], phrases[0]).check_password(phrases[0])


def test_an_office_may_ask_for_kinds_of_characters(user: User) -> None:
    change_preferences(changes={"password_kinds": 4}, actor=SYSTEM, at=NOW)
    with pytest.raises(DomainError, match=r"password\.weak"):
        change_password(user, PASSWORD, "only-small-letters-8")
    change_password(user, PASSWORD, "Capital-and-small-8")


def test_a_password_grows_too_old_only_where_the_office_says_so(user: User) -> None:
    changed = change_password(user, PASSWORD, "another-long-phrase-8")
    monthly, later = Preferences(password_days=30), NOW + timedelta(days=31)
    assert not is_expired(changed, office=Preferences(), moment=later)
    assert not is_expired(changed, office=monthly, moment=NOW)
    assert is_expired(changed, office=monthly, moment=later)


def test_the_password_in_use_is_not_guessed_from_an_open_session(user: User) -> None:
    for number in range(2):
        with pytest.raises(DomainError, match=r"password\.wrong"):
            change_password(user, f"guessed-{number}", "another-long-phrase-8")
    with pytest.raises(DomainError, match=r"sign_in\.slowed"):
        change_password(user, PASSWORD, "another-long-phrase-8")


def test_a_reset_gives_a_one_time_password(user: User) -> None:
    password = services.password_reset(user_id=user.pk, actor=SYSTEM, at=NOW)
    user.refresh_from_db()
    assert (user.check_password(password), user.must_change_password) == (True, True)


def test_a_view_saved_again_under_its_name_is_the_same_view(user: User) -> None:
    for query in ("q=1", "q=2"):
        services.view_save(page="projects", name="我的", query=query, actor=actor(user), at=NOW)
    assert [view.query for view in selectors.saved_views(user_id=user.pk, page="projects")] == [
        "q=2"
    ]


def test_nobody_deletes_anothers_view(user: User) -> None:
    view = services.view_save(page="projects", name="我的", query="", actor=actor(user), at=NOW)
    other = make_user("li.si", "李四")
    with pytest.raises(SavedView.DoesNotExist):
        services.view_delete(view_id=view.pk, actor=actor(other), at=NOW)
