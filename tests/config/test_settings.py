"""Settings: documented in one table, and refused in production where they are unsafe."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from niubizi.config import settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration.md"
KEY = "Jk3-vTq9_xWz0LmN8bRc5YpSd7HgF2aQeU6iOo1tZ4yXnBwErD"
SAFE = {"NIUBIZI_SECRET_KEY": KEY, "NIUBIZI_ALLOWED_HOSTS": "ndb.example.gov.cn"}


def read_variables() -> set[str]:
    """The names that the settings ask the environment for."""
    tree = ast.parse(Path(settings.__file__).read_text(encoding="utf-8"))
    arguments = {
        str(argument.value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant)
    }
    return {name for name in arguments if re.fullmatch(r"NIUBIZI_[A-Z_]+|DATABASE_URL", name)}


def documented_variables() -> set[str]:
    """The names in the first column of the table."""
    return set(re.findall(r"^\| `(\w+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Loads the settings in a process that knows nothing but the given variables."""
    return subprocess.run(
        [sys.executable, "-c", "import niubizi.config.settings"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_documented_table_and_the_settings_agree() -> None:
    assert documented_variables() == read_variables()


def test_production_starts_with_a_key_and_a_host() -> None:
    assert start(**SAFE).returncode == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"NIUBIZI_SECRET_KEY": ""}, "NIUBIZI_SECRET_KEY must hold 50 characters"),
        ({"DATABASE_URL": "rubbish"}, "DATABASE_URL must be like sqlite:"),
        ({"NIUBIZI_SECRET_KEY": KEY[:49]}, "NIUBIZI_SECRET_KEY must hold 50 characters"),
        ({"NIUBIZI_SECRET_KEY": "abc" * 20}, "NIUBIZI_SECRET_KEY must be drawn at random"),
        ({"NIUBIZI_SECRET_KEY": settings.NO_SECRET}, "NIUBIZI_SECRET_KEY must be drawn at random"),
        ({"NIUBIZI_DEBUG": "1"}, "NIUBIZI_DEBUG must be off"),
        ({"NIUBIZI_ALLOWED_HOSTS": ""}, "NIUBIZI_ALLOWED_HOSTS must name"),
        ({"NIUBIZI_ALLOWED_HOSTS": "a.example,*"}, "NIUBIZI_ALLOWED_HOSTS must not"),
        ({"NIUBIZI_TRUSTED_ORIGINS": "http://a.example"}, "NIUBIZI_TRUSTED_ORIGINS must begin"),
        ({"NIUBIZI_HSTS_SECONDS": "an hour"}, "NIUBIZI_HSTS_SECONDS is a whole number"),
        ({"NIUBIZI_UPLOAD_LIMIT_MB": "-1"}, "NIUBIZI_UPLOAD_LIMIT_MB is a whole number"),
        ({"NIUBIZI_MODE": "staging"}, "NIUBIZI_MODE is one of"),
    ],
)
def test_production_refuses_an_unsafe_value_and_names_it(wrong: dict[str, str], said: str) -> None:
    answer = start(**SAFE | wrong)
    assert (answer.returncode, said in answer.stderr) == (1, True)


def test_all_that_is_unsafe_is_said_at_once() -> None:
    answer = start(NIUBIZI_DEBUG="1")
    assert "NIUBIZI_SECRET_KEY" in answer.stderr
    assert "NIUBIZI_DEBUG" in answer.stderr
    assert "NIUBIZI_ALLOWED_HOSTS" in answer.stderr


@pytest.mark.parametrize("mode", ["demo", "test", "command"])
def test_the_other_modes_start_with_nothing_set(mode: str) -> None:
    assert start(NIUBIZI_MODE=mode).returncode == 0


def test_django_finds_nothing_to_warn_of_in_production() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env=SAFE | {"DJANGO_SETTINGS_MODULE": "niubizi.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr


def in_production(expression: str, **environment: str) -> str:
    """What an expression over the settings of production prints."""
    return subprocess.run(
        [sys.executable, "-c", f"from niubizi.config.settings import *; print({expression})"],
        env=SAFE | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


def test_cookies_of_production_are_bound_to_the_host_and_to_https() -> None:
    names = "SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, MESSAGE_COOKIE_NAME"
    assert in_production(names) == "__Host-session __Host-csrf __Host-messages"
    flags = "SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE, CSRF_COOKIE_HTTPONLY"
    assert in_production(flags) == "True True True"


def test_passwords_of_production_are_argon2() -> None:
    hashers = "['django.contrib.auth.hashers.Argon2PasswordHasher']"
    assert in_production("PASSWORD_HASHERS") == hashers


def test_before_a_pool_no_cursor_is_kept_on_the_server() -> None:
    flag = "DATABASES['default']['DISABLE_SERVER_SIDE_CURSORS']"
    assert in_production(flag) == "False"
    assert in_production(flag, NIUBIZI_POOLED="1") == "True"
