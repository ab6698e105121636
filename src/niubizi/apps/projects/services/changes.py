"""Who must know, inside the same transaction, that the ledger of some projects has changed.

Apps above keep rows derived from the ledger (live positions). They can't be called from here
without turning the layers upside down, so they subscribe once, when they are loaded. This is a
plain list of functions and no event bus: a subscriber that fails, fails the use case.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

Subscriber = Callable[[Collection[int]], None]

SUBSCRIBERS: list[Subscriber] = []


def ledger_changed(project_ids: Collection[int]) -> None:
    """Tells every subscriber that entries, plans, stages or places of the projects changed."""
    if project_ids:
        for subscriber in SUBSCRIBERS:
            subscriber(project_ids)
