"""Backups: taken while people write, restored into an empty database whole or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from niubizi.apps.kernel.actors import SYSTEM
from niubizi.apps.kernel.audit import trail_head
from niubizi.apps.kernel.models import AuditEntry, User
from niubizi.apps.kernel.services import user_create
from niubizi.apps.reporting.models import Closing, ClosingFigure
from niubizi.config.cli import main
from niubizi.jobs.backup.rows import own_labels
from niubizi.jobs.backup.writing import write_backup
from niubizi.jobs.fresh import is_empty
from tests.cast import NOW
from tests.databases import new_database, shown
from tests.guards import unguarded

FIRST_RELEASE = Path(__file__).parents[1] / "data" / "first-release.zip"
"""What the first release kept of two closed months, one of them closed twice, and an issued briefing."""
DIGESTS = [
    "1bbc6e4eb2ddbf85d72e05501c387eae48a06184caa2f027cdae045558558af9",
    "10bb51842a403ba5d6acb842f1b3298b782e45330ac3eedc6caf6676b706bec0",
    "72dc3b88cf817909c940779453ad112c8e8933ae7ebb63cbd7f31301659d912d",
    "92958e3f0d807e6b77b49b01dfe7ae5c55a153824697e4110961e2fd4e780697",
]

pytestmark = pytest.mark.xdist_group("backup")

Captured = pytest.CaptureFixture[str]
_numbers = count(1)


@pytest.fixture
def fresh(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[], str]]:
    """Makes empty databases beside that of the tests: gives the URL of each."""
    with django_db_blocker.unblock():
        yield lambda: new_database(f"restored{next(_numbers)}")


@pytest.fixture(scope="module")
def first_release(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """The URL of the database of the first release, restored by this one."""
    with django_db_blocker.unblock():
        url = new_database("upgraded")
        with shown(url):
            assert main(["restore", str(FIRST_RELEASE)]) == 0
    return url


@pytest.fixture
def upgraded(first_release: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The same, shown; what a test writes there stays."""
    with django_db_blocker.unblock(), shown(first_release):
        yield first_release


def test_a_database_of_the_first_release_keeps_its_figures_and_digests(
    upgraded: str, capsys: Captured
) -> None:
    sealed = Closing.objects.order_by("sequence").values_list("digest", flat=True)
    assert list(sealed) == DIGESTS
    assert main(["period", "verify"]) == 0
    assert main(["audit", "verify"]) == 0
    capsys.readouterr()
    assert main(["figures", "2021-07", "--json"]) == 0
    (programme,) = json.loads(capsys.readouterr().out)["programmes"]
    assert [
        (block["name"], block["invested"], block["annual_plan"], block["rank"])
        for block in programme["blocks"]
    ] == [
        ("湖东区", "8000", "12000", 1),
        ("滨江区", "15000", "33000", 2),
        ("老城区", "3000", "12000", 3),
    ]
    assert trail_head().lines == AuditEntry.objects.count() == 97


def test_what_people_write_meanwhile_is_in_the_backup_whole_or_not_at_all(
    upgraded: str, fresh: Callable[[], str], tmp_path: Path
) -> None:
    begun, stop = Event(), Event()

    def people() -> None:
        try:
            for number in count():
                user_create(username=f"u{number}", name="新人", actor=SYSTEM, at=NOW)
                begun.set()
                if stop.is_set():
                    return
        finally:
            connection.close()

    writer = Thread(target=people)
    writer.start()
    begun.wait(timeout=30)
    made = write_backup(tmp_path / "b.zip", NOW)
    after = trail_head().lines
    stop.set()
    writer.join()
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    # More than the line of the backup itself: people went on.
    assert after > made.trail_lines + 1
    with shown(fresh()):
        assert main(["restore", str(tmp_path / "b.zip")]) == 0
        users = User.objects.filter(username__startswith="u", name="新人").count()
        noted = AuditEntry.objects.filter(subject_label__startswith="新人").count()
        assert users == noted > 0
        assert trail_head().lines == made.trail_lines + 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="not run: needs both databases")
def test_a_backup_of_postgresql_restores_into_sqlite(
    upgraded: str, server_environment: dict[str, str], tmp_path: Path
) -> None:
    write_backup(tmp_path / "b.zip", NOW)
    environment = {**server_environment, "DATABASE_URL": f"sqlite:///{tmp_path / 'b.sqlite3'}"}
    with _restoring(tmp_path / "b.zip", environment) as restoring:
        _, said = restoring.communicate(timeout=120)
    assert restoring.returncode == 0, said


def test_a_database_that_holds_something_is_left_alone(upgraded: str, capsys: Captured) -> None:
    capsys.readouterr()
    assert main(["restore", str(FIRST_RELEASE)]) == 1
    assert "数据库里已有数据" in capsys.readouterr().err


def test_an_older_backup_is_not_overwritten(upgraded: str, tmp_path: Path) -> None:
    place = tmp_path / "b.zip"
    place.write_bytes(b"older")
    assert main(["backup", "-o", str(place)]) == 1
    assert place.read_bytes() == b"older"


def _cut(data: bytes) -> bytes:
    return data[:-100]


def _flip(data: bytes) -> bytes:
    """A bit of the last stored file, which nothing compresses."""
    at = data.rindex(b"PK\x03\x04") - 500
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _garbage(data: bytes) -> bytes:
    return b"no archive"


@pytest.mark.parametrize(("harm", "status"), [(_cut, 2), (_garbage, 2), (_flip, 1)])
def test_a_damaged_archive_leaves_an_empty_database(
    fresh: Callable[[], str],
    tmp_path: Path,
    capsys: Captured,
    harm: Callable[[bytes], bytes],
    status: int,
) -> None:
    place = tmp_path / "b.zip"
    place.write_bytes(harm(FIRST_RELEASE.read_bytes()))
    with shown(fresh()):
        assert main(["restore", str(place)]) == status
        assert is_empty(own_labels())
    assert "Traceback" not in capsys.readouterr().err


def _edited(place: Path, member: str, old: str, new: str) -> None:
    """The first release's backup with a member changed by hand."""
    with zipfile.ZipFile(FIRST_RELEASE) as given, zipfile.ZipFile(place, "w") as made:
        for name in given.namelist():
            text = given.read(name)
            made.writestr(
                name, text.replace(old.encode(), new.encode()) if name == member else text
            )


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("tables/kernel_user.jsonl", "projects_office", "someone_else"), "已损坏（kernel_user）"),
        (("manifest.json", "0001_initial", "0999_later"), "更新的版本"),
    ],
)
def test_an_archive_that_was_edited_is_refused(
    fresh: Callable[[], str],
    tmp_path: Path,
    capsys: Captured,
    edit: tuple[str, str, str],
    said: str,
) -> None:
    _edited(tmp_path / "b.zip", *edit)
    with shown(fresh()):
        assert main(["restore", str(tmp_path / "b.zip")]) == 1
        assert is_empty(own_labels())
    assert said in capsys.readouterr().err


def test_data_that_was_tampered_with_before_the_backup_comes_back_only_when_asked_for(
    upgraded: str, fresh: Callable[[], str], tmp_path: Path, capsys: Captured
) -> None:
    leaders = list(ClosingFigure.objects.filter(rank=1).values_list("pk", flat=True))
    with unguarded():
        ClosingFigure.objects.filter(pk__in=leaders).update(rank=2)
    write_backup(tmp_path / "b.zip", NOW)
    with unguarded():
        ClosingFigure.objects.filter(pk__in=leaders).update(rank=1)
    with shown(fresh()):
        assert main(["restore", str(tmp_path / "b.zip")]) == 1
        assert is_empty(own_labels())
        assert "排名为2，按封存的数据应为1" in capsys.readouterr().err
        assert main(["restore", "--as-is", str(tmp_path / "b.zip")]) == 0
        assert not is_empty(own_labels())


def test_killed_in_the_middle_a_restore_leaves_nothing(
    fresh: Callable[[], str], server_environment: dict[str, str]
) -> None:
    url = fresh()
    with _restoring(FIRST_RELEASE, {**server_environment, "DATABASE_URL": url}) as restoring:
        assert restoring.stderr is not None
        for line in restoring.stderr:
            if "kernel_auditentry" in line:
                break
        restoring.kill()
    assert restoring.returncode == -9
    with shown(url):
        assert is_empty(own_labels())


def _restoring(place: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(Path(sys.executable).parent / "niubizi"), "restore", str(place)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
