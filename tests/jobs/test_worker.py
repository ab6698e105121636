"""Long and scheduled work: asked for on a page, done by a worker, once in effect."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from niubizi.apps.kernel import work
from niubizi.apps.kernel.actors import SYSTEM, Actor
from niubizi.apps.kernel.models import AuditEntry, Job, StoredFile, User
from niubizi.apps.kernel.preferences import change_preferences, preferences
from niubizi.apps.kernel.services import user_update
from niubizi.apps.kernel.verification import verify_trail
from niubizi.apps.projects.models import ImportBatch, Programme, Project
from niubizi.apps.projects.services.import_batches import batch_open
from niubizi.apps.reporting.models import CalendarRule, Period
from niubizi.apps.reporting.selectors.periods import month_to_open
from niubizi.apps.reporting.services.imports import import_ask
from niubizi.domain.periods import Month
from niubizi.doors import clock
from niubizi.jobs.schedule import queue_due
from niubizi.jobs.worker import Worker
from niubizi.web.imports.batches import LONG_ROWS
from tests.apps.reporting.test_faults import at_once
from tests.cast import NOW
from tests.guards import unguarded
from tests.ledger import Ledger, Scene
from tests.settings import FOLDER

ROOT = Path(__file__).resolve().parents[2]
ClientFor = Callable[[str], Client]
ActorFor = Callable[[str], Actor]

HEAD = "项目名称,所属板块,结转/新增,总投资（万元）,年度计划投资（万元）"


def long_list(rows: int = LONG_ROWS) -> bytes:
    lines = [f"第{number}号生产基地,滨江区,新增,50000,12000" for number in range(rows)]
    return "\n".join((HEAD, *lines, "")).encode()


@pytest.fixture
def office(ledger: Ledger, client_for: ClientFor) -> Client:
    ledger.programme()
    return client_for("projects_office")


def asked(client: Client) -> str:
    """The address of the job of a large list that goes through the wizard."""
    file = SimpleUploadedFile("大名单.csv", long_list())
    client.post("/imports/", {"target": "list:2021-municipal", "file": file})
    preview = f"/imports/{ImportBatch.objects.get().pk}/preview/"
    address = client.post(preview, {"how": "all", "from_month": "8"}).headers["Location"]
    assert client.get(preview).headers["Location"] == address
    return str(address)


def tasks(client: Client) -> list[str]:
    return [task.text for task in client.get("/desk/").context["tasks"]]


def work_off() -> None:
    """One worker, until nothing is due any more."""
    worker = Worker(threading.Event())
    while worker.turn():
        pass


@pytest.mark.django_db
def test_a_large_list_is_left_to_a_worker_and_found_again_on_the_desk(office: Client) -> None:
    address = asked(office)
    assert "排队等候" in office.get(address).content.decode()
    assert "导入“大名单.csv”" in tasks(office)
    assert not Project.objects.exists()
    work_off()
    assert Project.objects.count() == LONG_ROWS
    assert "导入“大名单.csv”：已办完" in tasks(office)
    done = f"/imports/{ImportBatch.objects.get().pk}/done/"
    assert office.get(address, headers={"HX-Request": "true"}).headers["HX-Redirect"] == done
    assert not [text for text in tasks(office) if "大名单" in text]


@pytest.mark.django_db
def test_what_a_rule_refuses_meanwhile_is_said_and_can_be_tried_again(
    office: Client, cast: dict[str, User], ledger: Ledger
) -> None:
    address = asked(office)
    ImportBatch.objects.update(state=ImportBatch.State.ABANDONED)
    work_off()
    assert "导入“大名单.csv”：没有办成" in tasks(office)
    assert "这次导入已经办结" in office.get(address).content.decode()
    assert not Project.objects.exists()


@pytest.mark.django_db
def test_whoever_has_left_meanwhile_imports_nothing(office: Client, cast: dict[str, User]) -> None:
    asked(office)
    owner = cast["projects_office"]
    user_update(
        user_id=owner.pk,
        name=owner.name,
        unit_name="",
        phone="",
        is_active=False,
        version=owner.version,
        actor=SYSTEM,
        at=NOW,
    )
    work_off()
    job = Job.objects.get(kind="import")
    assert (job.state, job.result["code"]) == ("refused", "permission.denied")
    assert not Project.objects.exists()


@pytest.mark.django_db
def test_a_fault_is_tried_three_times_and_then_given_up(office: Client) -> None:
    address = asked(office)
    StoredFile.objects.update(sha256="0" * 64)
    states = []
    for _ in range(work.ATTEMPTS):
        Job.objects.filter(kind="import").update(not_before=clock.real())
        work_off()
        states.append(Job.objects.get(kind="import").state)
    assert states == ["waiting", "waiting", "failed"]
    assert "请告诉系统管理员" in office.get(address).content.decode()


@pytest.mark.django_db
def test_a_night_verifies_and_tidies_once_and_finds_what_was_changed(
    scene: Scene, actor_for: ActorFor, client_for: ClientFor
) -> None:
    office = actor_for("projects_office")
    forgotten = batch_open(
        kind="list",
        data=long_list(2),
        file_name="旧.csv",
        actor=office,
        at=NOW - timedelta(days=40),
    )
    half = FOLDER / "files" / "ab" / ".abcd.x1.half"
    half.parent.mkdir(parents=True, exist_ok=True)
    half.touch()
    os.utime(half, (0, 0))
    change_preferences(changes={"demo_today": "2021-08-02"}, actor=SYSTEM, at=NOW)
    with unguarded():
        AuditEntry.objects.filter(action="project.create").update(subject_label="改过的")
    work_off()
    work_off()
    assert sorted(Job.objects.values_list("kind", "state", "attempts")) == [
        ("tidy", "done", 1),
        ("verify", "done", 1),
    ]
    assert not ImportBatch.objects.exists()
    assert not StoredFile.objects.filter(pk=forgotten.file_id).exists()
    assert not half.exists()
    assert "核对操作日志和关账数据" in tasks(client_for("auditor"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("opening_day", "today", "opened"),
    [(0, "2021-09-05", False), (5, "2021-09-04", False), (5, "2021-09-05", True)],
)
def test_the_month_just_ended_opens_on_the_day_that_the_office_has_set(
    scene: Scene, opening_day: int, today: str, opened: bool
) -> None:
    changes = {"opening_day": opening_day, "demo_today": today}
    change_preferences(changes=changes, actor=SYSTEM, at=NOW)
    for _ in range(2):
        work_off()
    assert Period.objects.filter(code="2021-08").exists() is opened
    opening = AuditEntry.objects.filter(action="period.open", origin="schedule")
    assert opening.count() == int(opened)


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "opened"), [(20, None), (21, Month(2021, 12)), (70, None)])
def test_a_december_that_closes_early_opens_at_once_and_an_old_month_is_for_people(
    ledger: Ledger, day: int, opened: Month | None
) -> None:
    ledger.period(Month(2021, 11))
    CalendarRule.objects.create(
        mode="calendar", december_cutoff_day=20, december_block_day=23, december_city_day=25
    )
    today = date(2021, 11, 30) + timedelta(days=day)
    assert month_to_open(today, opening_day=5) == opened


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_or_schedule_at_once_one_does(
    office: Client, actor_for: ActorFor
) -> None:
    asked(office)
    claimed: list[Job] = []

    def claim() -> None:
        queue_due(preferences(), NOW)
        job = work.job_claim(kinds=["import"], worker=str(threading.get_ident()), real=clock.real())
        claimed.extend([job] if job else [])

    at_once(*[claim] * 4)
    assert len(claimed) == 1
    assert Job.objects.filter(kind="verify").count() == 1


@pytest.mark.django_db
def test_who_only_reads_holds_the_job_by_telling_how_far_it_is() -> None:
    real = clock.real()
    queue_due(preferences(), real)
    slow = work.job_claim(kinds=["verify"], worker="slow", real=real)
    assert slow is not None
    work.job_hold(job=slow, real=real + work.LEASE)
    assert work.job_claim(kinds=["verify"], worker="b", real=real + work.LEASE * 1.5) is None
    other = work.job_claim(kinds=["verify"], worker="b", real=real + work.LEASE * 2.5)
    assert other is not None
    with pytest.raises(work.ClaimLost):
        work.job_hold(job=slow, real=real + work.LEASE * 2.5)
    with pytest.raises(work.ClaimLost):
        work.job_done(job=slow, result={}, real=real + work.LEASE * 2.5)
    work.job_done(job=other, result={"lines": 0}, real=real + work.LEASE * 2.5)
    assert Job.objects.get(kind="verify").worker == "b"


@pytest.mark.django_db(transaction=True)
def test_asked_to_stop_a_worker_ends_its_job_and_takes_no_other(office: Client) -> None:
    asked(office)
    stop = threading.Event()

    def stop_in_the_middle(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT INTO projects_programmeentry"):
            stop.set()
        return execute(sql, *rest)

    with connection.execute_wrapper(stop_in_the_middle):
        Worker(stop).run()
    assert dict(Job.objects.values_list("kind", "state")) == {
        "import": "done",
        "verify": "waiting",
        "tidy": "waiting",
    }


def die_at(table: str, environment: dict[str, str]) -> None:
    """A worker works until it would write the table's rows, and is killed by SIGKILL there."""
    dies = [sys.executable, "-m", "tests.jobs.killed", table]
    done = subprocess.run(dies, env=environment, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL


@contextmanager
def workers(environment: dict[str, str], count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    command = [sys.executable, "-m", "niubizi.config.cli", "worker"]
    running = [subprocess.Popen(command, env=environment, cwd=ROOT) for _ in range(count)]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < deadline, list(Job.objects.values())
        time.sleep(0.2)


def test_two_workers_take_over_from_one_that_was_killed_and_do_everything_once(
    environment: dict[str, str], office: Client, actor_for: ActorFor
) -> None:
    batch = batch_open(
        kind="list",
        data=long_list(),
        file_name="大名单.csv",
        programme=Programme.objects.get(),
        actor=actor_for("projects_office"),
        at=NOW,
    )
    import_ask(
        batch_id=batch.pk,
        arguments={"valid_rows_only": False},
        actor=actor_for("projects_office"),
        real=clock.real(),
    )
    die_at("projects_programmeentry", environment)
    job = Job.objects.get(kind="import")
    assert (job.state, Project.objects.count()) == ("running", 0)
    # The lease of the dead is over.
    Job.objects.filter(pk=job.pk).update(claimed_until=clock.real() - timedelta(seconds=1))
    with workers(environment, 2) as running:
        wait_until(lambda: Job.objects.filter(state="done").count() == 3)
        for process in running:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(timeout=60) for process in running] == [0, 0]
    assert dict(Job.objects.values_list("kind", "attempts")) == {
        "import": 2,
        "tidy": 1,
        "verify": 1,
    }
    assert Project.objects.count() == LONG_ROWS
    assert AuditEntry.objects.filter(action="import.list").count() == 1
    assert verify_trail().whole


def test_a_job_that_is_being_done_is_not_taken_by_another_however_long_it_takes(
    environment: dict[str, str], office: Client
) -> None:
    """The lease is over in the middle of the deed; the lock of its transaction is not."""
    asked(office)
    job = work.job_claim(kinds=["import"], worker="a", real=clock.real())
    assert job is not None
    late = clock.real() + work.LEASE * 2
    seen: list[object] = []

    def deed() -> dict[str, Any]:
        def claim() -> None:
            try:
                with connection.cursor() as cursor:
                    if connection.vendor == "sqlite":
                        cursor.execute("PRAGMA busy_timeout=100")
                seen.append(work.job_claim(kinds=["import"], worker="b", real=late))
            except Exception as fault:  # noqa: BLE001 locked out, on SQLite
                seen.append(str(fault))
            finally:
                connection.close()

        other = threading.Thread(target=claim)
        other.start()
        other.join()
        return {}

    work.job_do(job=job, deed=deed, clock=clock.real)
    assert seen == ["database is locked" if connection.vendor == "sqlite" else None]
    assert Job.objects.get().state == "done"
