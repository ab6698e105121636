"""The wheel on a machine without Node: installed, set up, served in production, watched, stopped."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from niubizi.jobs.serve_verb import RESTART_SECONDS
from tests.browser.site import free_port, wait_for
from tests.config.test_settings import KEY
from tests.databases import new_database

ROOT = Path(__file__).resolve().parents[1]
HOST = "ndb.example.gov.cn"
pytestmark = pytest.mark.xdist_group("wheel")


@dataclass(frozen=True, slots=True)
class Installed:
    """The command that the wheel brought, and what a machine in production sets for it."""

    command: Path
    environment: Mapping[str, str]

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [self.command, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True, slots=True)
class Running:
    """The served site and its log."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, path: str, **headers: str) -> Answer:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


THROUGH_PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.2.3"}


@pytest.fixture(scope="module")
def installed(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Installed:
    """The wheel in an environment of its own; its requirements are those of this one."""
    folder = tmp_path_factory.mktemp("machine")
    subprocess.run([ROOT / "tools" / "wheel", folder], check=True)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False)
    packages = next((folder / "venv" / "lib").glob("python3*")) / "site-packages"
    (packages / "requirements.pth").write_text(f"{Path(psycopg.__file__).parents[1]}\n")
    pip = (sys.executable, "-m", "pip", "--python", str(folder / "venv" / "bin" / "python"))
    install = (*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel))
    subprocess.run(install, check=True)
    with django_db_blocker.unblock():
        database = new_database("wheel")
    return Installed(
        folder / "venv" / "bin" / "niubizi",
        {
            "PATH": "/nowhere",
            "NIUBIZI_SECRET_KEY": KEY,
            "NIUBIZI_ALLOWED_HOSTS": HOST,
            "NIUBIZI_BEHIND_PROXY": "1",
            "NIUBIZI_DATA_DIR": str(folder / "data"),
            "NIUBIZI_LOG_FORMAT": "json",
            "DATABASE_URL": database,
        },
    )


@pytest.fixture(scope="module")
def running(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Set up as docs/deploy.md says, and served until asked to stop."""
    installed.run("migrate")
    assert "sysadmin" in installed.run("init", "--city", "示例市")
    port, log = free_port(), tmp_path_factory.mktemp("log") / "niubizi.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [installed.command, "serve", "--port", str(port), "--workers", "1"],
            env=installed.environment,
            stdout=output,
            stderr=output,
        )
    try:
        wait_for(process, port, log)
        yield Running(process, port, log)
        process.terminate()
        assert process.wait(timeout=60) == 0
        assert not children(process.pid)
    finally:
        process.kill()
        process.wait()


def children(pid: int) -> dict[int, str]:
    """The processes that a process started, with their command lines."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text().rpartition(")")[2].split()[1]
            if parent == str(pid):
                found[int(stat.parent.name)] = (stat.parent / "cmdline").read_text()
        except OSError:
            continue
    return found


def test_the_sign_in_page_has_its_styles_and_scripts(running: Running) -> None:
    page = running.get("/login/", **THROUGH_PROXY).body.decode()
    assert "登录" in page
    linked = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"', page)
    assert {Path(path).suffix for path in linked} == {".css", ".js", ".svg"}
    for path in linked:
        answer = running.get(path, **THROUGH_PROXY)
        assert (answer.status, "immutable" in answer.headers["Cache-Control"]) == (200, True), path
        if "/app." in path and path.endswith(".js"):
            parts = re.findall(rb'"\./([\w-]+\.js)"', answer.body)
            assert parts
            for part in parts:
                assert running.get(f"/static/dist/{part.decode()}", **THROUGH_PROXY).status == 200


def test_the_machine_itself_asks_whether_all_is_well(running: Running) -> None:
    assert running.get("/health").body == b"ok\n"
    ready = running.get("/ready")
    assert (ready.status, ready.body.decode().splitlines()) == (
        200,
        ["database: ok", "migrations: ok", "data folder: ok", "disk: ok"],
    )
    deadline = time.monotonic() + 60
    while b'niubizi_jobs{kind="verify",state="done"} 1.0' not in running.get("/metrics").body:
        assert time.monotonic() < deadline, running.log.read_text()
        time.sleep(0.2)
    assert b'view="login"' in running.get("/metrics").body
    assert running.get("/metrics", **THROUGH_PROXY).status == 403


def test_an_answer_has_a_number_and_the_log_says_nothing_of_what_was_typed(
    running: Running,
) -> None:
    answer = running.get("/login/?next=/search/%3Fq=wangxiaoming", **THROUGH_PROXY)
    number = answer.headers["X-Request-ID"]
    kept = running.get("/login/", **THROUGH_PROXY, **{"X-Request-ID": "proxy-number-7"})
    assert kept.headers["X-Request-ID"] == "proxy-number-7"
    (line,) = [line for line in running.lines() if line["request_id"] == number]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/login/", 200)
    assert {"ms", "user_id", "time", "level"} <= line.keys()
    assert "wangxiaoming" not in running.log.read_text("utf-8")


def test_a_worker_that_dies_is_replaced(running: Running) -> None:
    def workers() -> set[int]:
        return {pid for pid, line in children(running.process.pid).items() if "worker\0" in line}

    (first,) = workers()
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + RESTART_SECONDS + 60
    while not workers() - {first}:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert any("the worker ended by itself" in str(line["message"]) for line in running.lines())
