"""The second factor: confirmed by a code, asked for at the door, never taken twice, recoverable."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from pytest_django.fixtures import Settings

from niubizi.apps.kernel import sealing
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.models import AuditEntry, RecoveryCode, SecondFactor, User
from niubizi.apps.kernel.services import second_factor as factors
from niubizi.apps.kernel.services import sign_in, sign_in_by_code
from niubizi.domain.errors import DomainError
from tests.cast import NOW, PASSWORD, make_user

pytestmark = pytest.mark.django_db
STEP = timedelta(seconds=30)


@pytest.fixture
def user(db: None) -> User:
    return make_user("zhang.san", "张三")


@pytest.fixture
def actor(user: User) -> Actor:
    return Actor(user.pk, user.username, user.name)


@pytest.fixture
def totp(user: User) -> pyotp.TOTP:
    """What the telephone holds once it has scanned."""
    return pyotp.TOTP(factors.enrolment(user).secret)


@pytest.fixture
def recovery(user: User, actor: Actor, totp: pyotp.TOTP) -> list[str]:
    """The recovery codes of a second factor in use, confirmed by the code of ``NOW``."""
    return confirm(user, actor, totp.at(NOW))


def confirm(user: User, actor: Actor, code: str) -> list[str]:
    return factors.second_factor_confirm(
        user=user, code=code, keep_session=None, actor=actor, at=NOW, moment=NOW
    )


def enter(user: User, code: str, after: timedelta = STEP) -> User:
    return sign_in_by_code(
        user_id=user.pk, code=code, address="", origin="test", at=NOW, moment=NOW + after
    )


def test_the_address_to_scan_names_the_platform_and_the_person(user: User) -> None:
    offered = factors.enrolment(user)
    assert offered.address.startswith("otpauth://totp/Niubizi:zhang.san?secret=")
    assert factors.enrolment(user).secret == offered.secret


def test_a_wrong_code_takes_nothing_into_use(user: User, actor: Actor, totp: pyotp.TOTP) -> None:
    with pytest.raises(DomainError, match=r"second_factor\.wrong"):
        confirm(user, actor, totp.at(NOW + timedelta(hours=1)))
    assert SecondFactor.objects.get().confirmed_at is None


def test_the_password_alone_no_longer_lets_in(user: User, recovery: list[str]) -> None:
    _, is_in = sign_in(
        username=user.username, password=PASSWORD, address="", origin="t", at=NOW, moment=NOW
    )
    assert not is_in
    assert not AuditEntry.objects.filter(action="user.sign_in").exists()


def test_the_code_of_the_moment_lets_in(user: User, totp: pyotp.TOTP, recovery: list[str]) -> None:
    assert enter(user, totp.at(NOW + STEP)) == user
    assert AuditEntry.objects.filter(action="user.sign_in").count() == 1


def test_no_code_is_taken_twice(user: User, totp: pyotp.TOTP, recovery: list[str]) -> None:
    with pytest.raises(DomainError, match=r"second_factor\.wrong"):
        enter(user, totp.at(NOW))
    enter(user, totp.at(NOW + STEP))
    with pytest.raises(DomainError, match=r"second_factor\.wrong"):
        enter(user, totp.at(NOW + STEP))


def test_an_old_code_is_refused(user: User, totp: pyotp.TOTP, recovery: list[str]) -> None:
    with pytest.raises(DomainError, match=r"second_factor\.wrong"):
        enter(user, totp.at(NOW + STEP), after=timedelta(minutes=2))


def test_guessing_codes_locks_the_name(user: User, recovery: list[str]) -> None:
    moment = STEP
    for wait in (0, 2, 4, 8, 0):
        with pytest.raises(DomainError, match=r"second_factor\.wrong"):
            enter(user, "000000", moment)
        moment += timedelta(seconds=wait)
    with pytest.raises(DomainError, match=r"sign_in\.blocked"):
        enter(user, recovery[0], moment)


def test_each_recovery_code_lets_in_once(user: User, recovery: list[str]) -> None:
    assert (len(recovery), len(set(recovery))) == (10, 10)
    assert enter(user, recovery[3].upper().replace("-", " ")) == user
    with pytest.raises(DomainError, match=r"second_factor\.wrong"):
        enter(user, recovery[3])
    assert AuditEntry.objects.filter(action="second_factor.recover").count() == 1


def test_new_recovery_codes_void_the_old(user: User, actor: Actor, recovery: list[str]) -> None:
    fresh = factors.recovery_codes_renew(user=user, actor=actor, at=NOW)
    with pytest.raises(DomainError, match=r"second_factor\.wrong"):
        enter(user, recovery[0])
    assert enter(user, fresh[0]) == user


def test_the_database_holds_neither_the_secret_nor_a_recovery_code(
    totp: pyotp.TOTP, recovery: list[str]
) -> None:
    assert totp.secret not in SecondFactor.objects.get().secret
    stored = "".join(f"{each.lookup}{each.code}" for each in RecoveryCode.objects.all())
    assert not [code for code in recovery if code.replace("-", "") in stored]


def test_a_replaced_secret_key_goes_on_opening_while_it_is_named(settings: Settings) -> None:
    sealed, old = sealing.seal("secret"), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key" * 5, [old]
    assert sealing.unseal(sealed) == "secret"


def test_a_removed_second_factor_is_asked_for_no_more(
    user: User, actor: Actor, recovery: list[str]
) -> None:
    factors.second_factor_remove(user_id=user.pk, actor=actor, at=NOW)
    _, is_in = sign_in(
        username=user.username, password=PASSWORD, address="", origin="t", at=NOW, moment=NOW
    )
    assert (is_in, RecoveryCode.objects.count()) == (True, 0)


def test_an_administrator_resets_everybodys_but_their_own(
    user: User, actor: Actor, recovery: list[str]
) -> None:
    with pytest.raises(DomainError, match=r"second_factor\.own"):
        factors.second_factor_reset(user_id=user.pk, actor=actor, at=NOW)
    assert SecondFactor.objects.exists()
