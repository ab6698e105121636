"""What is costly to find out and stays as it is while nobody does anything.

Every deed leaves a line in the audit trail, and the lines of committed deeds are numbered in the
order of their commits. So whatever was found from the ledger after the latest line holds until the
next one: pages keep sums over 100,000 rows by that number, and never show a moment longer what has
changed. What is found again after each line is found at the cost of one query.

An answer may name the deeds that it doesn't depend on. It holds while the lines since it was found
are of those alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import connection
from django.db.models import Q, QuerySet

from niubizi.apps.kernel.models import AuditEntry

T = TypeVar("T")
SECONDS = 600
"""How long an answer is kept at most: what no visitor asks for again makes room."""


def last_line() -> int:
    """The id of the latest line of the trail: as long as it stays, no service has changed anything."""
    return AuditEntry.objects.order_by("-id").values_list("pk", flat=True).first() or 0


def held(name: str, parts: object, find: Callable[[], T], *, untouched_by: Q | None = None) -> T:
    """What ``find`` answers, or has answered since the latest line of the trail.

    ``parts`` is all that the answer depends on beside the ledger, with a ``repr`` that says it;
    lines of ``untouched_by`` are of deeds that change nothing of it.
    Inside a transaction everything is found anew, for it may have changed what isn't in the trail
    yet and may still be undone.
    """
    if connection.in_atomic_block:
        return find()
    place = hashlib.sha256(f"{name} {parts!r}".encode()).hexdigest()
    # The number comes first: an answer may be newer than its number says, never older.
    line = last_line()
    kept: tuple[int, T] | None = cache.get(place)
    if kept is not None and kept[0] == line:
        return kept[1]
    if kept is not None and untouched_by is not None and not _touched(kept[0], untouched_by):
        found = kept[1]
    else:
        found = find()
    cache.set(place, (line, found), SECONDS)
    return found


def _touched(line: int, untouched_by: Q) -> bool:
    return AuditEntry.objects.filter(pk__gt=line).exclude(untouched_by).exists()


def asked(rows: QuerySet[Any]) -> tuple[str, object]:
    """What a query asks, as a part of a key; nothing in it may read the clock."""
    return rows.query.sql_with_params()
