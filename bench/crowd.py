"""Many people at once, over HTTP, on the server that the platform ships with.

``users``: 64 people who look at pages for a minute without a pause. ``month``: the evening before
the returns are due, officers come at the rate of 1,000 within ten minutes; each signs in, opens the
grid, fills it, sends it up. What a request takes then stands beside what it takes when nobody else
is there.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from urllib.parse import urlencode

from bench import scale
from bench.measure import Row, percentile
from bench.place import Place, create, drop, using

LOOPBACK = "127.0.0.1"
USERS, USERS_SECONDS = 64, 60
PER_SECOND = 1_000 / 600
OFFICERS = int(os.environ.get("NIUBIZI_BENCH_OFFICERS", "250"))
ALONE = 12
"""Officers who come one by one before the others, so that it is known what a request takes."""
MONTH_SIZE = 10_000
PERIOD = f"period={scale.DECEMBER.code}"
REACH = 10.0


@dataclass(slots=True)
class Log:
    """Seconds by kind of request, and what went wrong."""

    times: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def all(self) -> list[float]:
        return [each for found in self.times.values() for each in found]


class Visitor:
    """Somebody with a browser: a kept connection, cookies, the token that forms carry."""

    def __init__(self, port: int, log: Log) -> None:
        self.connection = http.client.HTTPConnection(LOOPBACK, port, timeout=120)
        self.cookies: dict[str, str] = {}
        self.log = log

    def ask(
        self, kind: str, path: str, *, form: object = None, rows: object = None, good: int = 200
    ) -> bytes:
        """One request with its time; another answer than ``good`` is an error."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form, doseq=True)  # type: ignore[call-overload]
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif rows is not None:
            body, headers["Content-Type"] = json.dumps(rows), "application/json"
        if body is not None:
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        start = time.perf_counter()
        try:
            self.connection.request("GET" if body is None else "POST", path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as fault:
            self.log.errors.append(f"{path}: {fault!r}")
            self.connection.close()
            return b""
        if kind:
            self.log.times[kind].append(time.perf_counter() - start)
        for given in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status != good:
            where = answer.headers.get("Location") or repr(content[-300:])
            self.log.errors.append(f"{path}: {answer.status} {where}")
        return content

    def sign_in(self, username: str) -> None:
        """The form and the answer to it, as one deed."""
        start = time.perf_counter()
        self.ask("", "/login/")
        given = {"username": username, "password": scale.PASSWORD}
        self.ask("", "/login/", form=given, good=302)
        self.log.times["signing in"].append(time.perf_counter() - start)


@contextmanager
def served(place: Place, engine: str, name: str) -> Iterator[int]:
    """The platform's own server on a database; gives its port."""
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        port = int(found.getsockname()[1])
    command = [sys.executable, "-m", "niubizi.config.cli", "serve", "--port", str(port)]
    with (place.folder / "served.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=place.environment(engine, name), stdout=log, stderr=log
        )
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(240):
        try:
            connection = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
            connection.request("GET", "/login/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("the server did not come up")


def users(place: Place, sizes: list[int]) -> Iterator[Row]:
    """64 people at the largest ledger; each kind of page against the same page asked alone."""
    size = sizes[-1]
    parts = ["inspection_office", "projects_office", "chief", "block_officer"]
    entering, alone, crowd = Log(), Log(), Log()
    with served(place, "sqlite", f"n{size}") as port:

        def entered(number: int, log: Log) -> Visitor:
            visitor = Visitor(port, entering)
            visitor.sign_in(parts[number % len(parts)])
            visitor.log = log
            # The server closes what is idle for long; a browser then opens another one.
            visitor.connection.close()
            return visitor

        def look(visitor: Visitor, number: int, rounds: int, until: float) -> None:
            while rounds > 0 and time.monotonic() < until:
                rounds -= 1
                for kind, path in _pages(number + rounds, size):
                    visitor.ask(kind, path)

        look(entered(0, alone), 0, 4, float("inf"))
        # One after another: many at once under one name are slowed, as whoever tries passwords is.
        visitors = [entered(number, crowd) for number in range(USERS)]
        began = time.monotonic()
        watchers = [
            threading.Thread(target=look, args=(visitor, number, 10**6, began + USERS_SECONDS))
            for number, visitor in enumerate(visitors)
        ]
        for each in watchers:
            each.start()
        for each in watchers:
            each.join()
        took = time.monotonic() - began
    at = f"{USERS} users, {size:,} projects"
    for kind in crowd.times:
        yield Row("users", f"{kind}, p95, {at}", percentile(crowd.times[kind], 0.95) * 1000, "ms",
                  "its median alone", median(alone.times[kind]) * 1000)  # fmt: skip
    yield Row("users", f"requests a second, {at}", len(crowd.all()) / took, "/s",
              "one after another", len(alone.all()) / sum(alone.all()))  # fmt: skip
    yield _errors("users", at, entering, alone, crowd)


def _pages(number: int, size: int) -> Iterator[tuple[str, str]]:
    yield "cockpit", f"/cockpit/?{PERIOD}"
    yield "list", f"/projects/?{PERIOD}&cls=behind&sort=-lead&page={number % 40 + 1}"
    project = number * 7919 % size // 10 * 10 + 1
    yield "project page", f"/projects/{project}/?{PERIOD}"


def month(place: Place, engine: str) -> Iterator[Row]:
    """Officers of 10,000 projects; their ledger is a copy, for they write."""
    name = "month"
    create(place, engine, name, like=f"n{MONTH_SIZE}")
    alone, crowd = Log(), Log()
    with served(place, engine, name) as port:
        for number in range(1, ALONE + 1):
            report(port, number, alone)
        # The first one of each process pays for what is loaded once.
        alone.times = defaultdict(list, {kind: found[2:] for kind, found in alone.times.items()})
        began = time.monotonic()
        came: list[threading.Thread] = []
        for number in range(OFFICERS):
            time.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
            officer = threading.Thread(target=report, args=(port, ALONE + 1 + number, crowd))
            officer.start()
            came.append(officer)
        for officer in came:
            officer.join()
        took = time.monotonic() - began
    written = _submitted(place, engine, name)
    drop(place, engine, name)
    at = f"{engine}, {OFFICERS} officers at the rate of 1,000 in ten minutes"
    for kind in crowd.times:
        yield Row("month's end", f"{kind}, p95, {at}", percentile(crowd.times[kind], 0.95) * 1000,
                  "ms", "its median alone", median(alone.times[kind]) * 1000, REACH)  # fmt: skip
    yield Row("month's end", f"officers a minute, {at}", OFFICERS / took * 60, "/min",
              "those that came", PER_SECOND * 60)  # fmt: skip
    yield Row("month's end", f"returns sent up, {at}", written, "",
              "returns that were filled", _owed(ALONE + OFFICERS))  # fmt: skip
    yield _errors("month's end", at, alone, crowd)


def report(port: int, number: int, log: Log) -> None:
    """One officer's evening."""
    visitor = Visitor(port, log)
    visitor.sign_in(scale.username(number))
    visitor.ask("opening the grid", f"/returns/grid/?{PERIOD}")
    mine = unreported(number)
    changes = [
        {"id": pk, "version": 0, "values": {"invested": str(wan), "progress": "主体封顶。"}}
        for pk, wan in mine
    ]
    visitor.ask("saving", f"/returns/grid/save/?{PERIOD}", rows={"rows": changes})
    sent = {"project": [pk for pk, _ in mine]}
    visitor.ask("sending up", f"/returns/submit/?{PERIOD}", form=sent, good=302)
    visitor.connection.close()


def unreported(company: int) -> list[tuple[int, Decimal]]:
    """The company's projects without a return, each with what twelve months' work comes to, 万元."""
    found = []
    for i in range(scale.GRID_ROWS, MONTH_SIZE):
        if i % scale.COMPANIES == company - 1 and i % 3 == 2:
            plan = 200_000_000 + i % 97 * 10_000_000
            done = plan // 1200 * (65 + i % 8 * 10) * 12
            found.append((i + 1, Decimal(done) / 1_000_000))
    return found


def _owed(officers: int) -> int:
    return sum(len(unreported(number)) for number in range(1, officers + 1))


def _submitted(place: Place, engine: str, name: str) -> int:
    from niubizi.apps.reporting.models import ProgressReport  # noqa: PLC0415 after the set-up

    using(place.database(engine, name))
    sent = ProgressReport.objects.filter(
        period__code=scale.DECEMBER.code, state="submitted", level=1
    )
    return sent.count()


def _errors(part: str, at: str, *logs: Log) -> Row:
    wrong = [each for log in logs for each in log.errors]
    for each in wrong[:5]:
        sys.stderr.write(f"{part}: {each}\n")
    asked = sum(len(log.all()) for log in logs)
    return Row(part, f"errors, {at}", len(wrong), "", "requests", asked, 0.0)
