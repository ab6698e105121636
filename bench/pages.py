"""Pages at 100,000 projects against the same pages at 300, asked by turns in one process.

A page is asked for as people do, again and again with another filter or page each time, while
nobody changes the ledger; and for the first time after a deed, when all that was kept is found
anew. A block officer's page stands against the supervision office's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from bench import scale
from bench.measure import Row
from bench.place import Place, using

if TYPE_CHECKING:
    from django.test import Client

PART = "pages"
ROUNDS = 7
OFFICE, BLOCK = "projects_office", "block_officer"
PERIOD = f"period={scale.DECEMBER.code}"
REACH = 3.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page by name; ``url`` gives the address of a round, so that rounds differ."""

    name: str
    who: str
    url: Callable[[int], str]


def _filtered(round_number: int) -> str:
    """Another block each time, what is behind, worst first, page 50 (the last where there is none)."""
    block = 3 + round_number % (scale.BLOCKS - 1)
    return f"/projects/?{PERIOD}&block={block}&cls=behind&cls=ahead&sort=-lead&page=50"


PAGES = (
    Page("cockpit", OFFICE, lambda _: f"/cockpit/?{PERIOD}"),
    Page("list, filtered, sorted, page 50", OFFICE, _filtered),
    Page("list, first page", OFFICE, lambda n: f"/projects/?{PERIOD}&page={n + 1}"),
    Page("project page", OFFICE, lambda n: f"/projects/{n + 1}/?{PERIOD}"),
    Page(
        f"reporting grid of {scale.GRID_ROWS} rows",
        scale.username(0),
        lambda _: f"/returns/grid/?{PERIOD}",
    ),
)
BOTH = (
    ("cockpit", lambda _: f"/cockpit/?{PERIOD}"),
    ("list, first page", lambda n: f"/projects/?{PERIOD}&page={n + 1}"),
)


def rows(place: Place, sizes: list[int]) -> Iterator[Row]:
    """Every size against the smallest; the ledgers ``n300`` … are there already."""
    from django.conf import settings  # noqa: PLC0415 after the set-up

    settings.ALLOWED_HOSTS = ["testserver"]
    smallest = place.database("sqlite", f"n{sizes[0]}")
    for size in sizes[1:]:
        database = place.database("sqlite", f"n{size}")
        reach = REACH if size >= 100_000 else None
        for page in PAGES:
            small, large = _by_turns(page, smallest, database, fresh=False)
            yield _row(f"{page.name}, {size:,} projects", large, sizes[0], small, reach)
        for page in PAGES[:3]:
            small, large = _by_turns(page, smallest, database, fresh=True)
            yield _row(f"{page.name}, the first after a deed, {size:,} projects", large,
                       sizes[0], small, None)  # fmt: skip
        yield from _beside_the_office(database, size)


def _row(what: str, ours: float, size: int, theirs: float, reach: float | None) -> Row:
    return Row(PART, what, ours * 1000, "ms", f"the same at {size:,}", theirs * 1000, reach)


def _by_turns(page: Page, *databases: str, fresh: bool) -> list[float]:
    """Median seconds of the page in each database."""
    times: list[list[float]] = [[] for _ in databases]
    clients = {}
    for database in databases:
        using(database)
        clients[database] = client(page.who)
        _ask(clients[database], page.url(ROUNDS))
    for round_number in range(ROUNDS):
        for number, database in enumerate(databases):
            using(database, forget=fresh)
            # The connection is new after a turn: something small goes before.
            _ask(clients[database], "/account/password/")
            times[number].append(_ask(clients[database], page.url(round_number)))
    return [median(each) for each in times]


def _beside_the_office(database: str, size: int) -> Iterator[Row]:
    """A page with a scope against the same page without one."""
    using(database)
    block, office = client(BLOCK), client(OFFICE)
    for name, url in BOTH:
        times: tuple[list[float], list[float]] = ([], [])
        both = list(zip(times, (block, office), strict=True))
        for round_number in range(ROUNDS + 1):
            # Whoever comes first finds the processor's caches colder: they take turns.
            for held, who in both if round_number % 2 else reversed(both):
                taken = _ask(who, url(round_number))
                if round_number:
                    held.append(taken)
        yield Row(PART, f"{name} of a block officer, {size:,} projects", median(times[0]) * 1000, "ms",
                  "the supervision office's", median(times[1]) * 1000, 1.0)  # fmt: skip


def client(username: str) -> Client:
    """Somebody signed in."""
    from django.test import Client  # noqa: PLC0415 after the set-up

    from niubizi.apps.kernel.models import User  # noqa: PLC0415

    found = Client()
    found.force_login(User.objects.get(username=username))
    return found


def _ask(who: Client, url: str) -> float:
    start = time.perf_counter()
    answer = who.get(url)
    taken = time.perf_counter() - start
    if answer.status_code != 200:
        raise SystemExit(f"pages: {url} answered {answer.status_code}")
    return taken
