"""Who must know, inside the same transaction, that the ledger of some projects has changed.

Apps above keep rows derived from the ledger (live positions). They can't be called from here
without turning the layers upside down, so they subscribe once, when they are loaded. This is a
plain list of functions and no event bus: a subscriber that fails, fails the use case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Subscriber = Callable[[Collection[int]], None]

SUBSCRIBERS: list[Subscriber] = []
CHUNK = 5_000

_gathering: ContextVar[set[int] | None] = ContextVar("ledger_changes", default=None)


def ledger_changed(project_ids: Collection[int]) -> None:
    """Tells every subscriber that entries, plans, stages or places of the projects changed."""
    held = _gathering.get()
    if held is not None:
        held.update(project_ids)
        return
    ids = list(project_ids)
    # A database takes so many parameters and no more.
    for start in range(0, len(ids), CHUNK):
        for subscriber in SUBSCRIBERS:
            subscriber(ids[start : start + CHUNK])


@contextmanager
def gathered() -> Iterator[None]:
    """Many changes told at once, at the end: what follows from them is derived one time."""
    if _gathering.get() is not None:
        yield
        return
    token = _gathering.set(set())
    try:
        yield
        changed = _gathering.get() or set()
    finally:
        _gathering.reset(token)
    ledger_changed(changed)
