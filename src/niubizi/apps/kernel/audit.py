"""The audit trail: buffered during a use case, chained and written as its last statements.

``use_case`` opens the transaction, ``record`` notes a deed inside it, and the outermost use case
appends the notes to the chain just before the commit, under one lock, so that the chain has no
gap and the lock is held for a moment only. A use case that fails leaves no line; one that fails
because of others (a deadlock, a row inserted by two at once) is run again from its beginning.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache, wraps
from random import uniform
from time import sleep
from types import NoneType
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, connection, models, transaction

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.inserting import insert_alike
from niubizi.apps.kernel.locks import Lock, hold, may_pass
from niubizi.apps.kernel.models import AuditEntry, AuditHead

P = ParamSpec("P")
R = TypeVar("R")

GENESIS = "0" * 64
TRIES = 3
"""How often a use case is run before a fault that others cause is let through."""
PAUSE = (0.05, 0.15)
"""Seconds between two tries, the least and the most."""

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Subject:
    """What a deed is about, where its row isn't at hand as an object: model, id, label."""

    type: str
    id: int
    label: str


@dataclass(slots=True)
class _Line:
    """A line of the trail before it is written; a model's object takes longer to make than to write."""

    at: datetime
    actor_id: int | None
    actor_name: str
    origin: str
    action: str
    subject_type: str
    subject_id: str
    subject_label: str
    detail: Any
    previous_hash: str = ""
    hash: str = ""


_buffer: ContextVar[list[_Line] | None] = ContextVar("audit_buffer", default=None)


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Runs a service in one transaction and writes what it recorded before the commit.

    A use case called by another joins it: one transaction, one batch of lines. Before the commit
    nothing has happened, so what failed because of others is tried again, ``TRIES`` times in all.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _buffer.get() is not None:
            return function(*args, **kwargs)
        # An iterator would be at its end the second time.
        given: Any = [_lasting(each) for each in args]
        named: Any = {name: _lasting(each) for name, each in kwargs.items()}
        tries = 1 if connection.in_atomic_block else TRIES
        while True:
            tries -= 1
            token = _buffer.set([])
            try:
                with transaction.atomic():
                    result = function(*given, **named)
                    _append(_buffer.get() or [])
                    return result
            except DatabaseError as fault:
                if not tries or not may_pass(fault):
                    raise
                # The other one has to get past first, or both would meet again.
                sleep(uniform(*PAUSE))  # noqa: S311 a moment, not a secret
            finally:
                _buffer.reset(token)

    return run


def _lasting(value: Any) -> Any:
    return list(value) if isinstance(value, Iterator) else value


@contextmanager
def attempt() -> Iterator[None]:
    """A part of a use case that may fail alone: its rows and its lines go together."""
    buffer = _buffer.get()
    held = len(buffer) if buffer is not None else 0
    try:
        with transaction.atomic():
            yield
    except BaseException:
        if buffer is not None:
            del buffer[held:]
        raise


def record(
    *,
    at: datetime,
    actor: Actor,
    action: str,
    subject: models.Model | Subject | None = None,
    label: str = "",
    **detail: Any,
) -> None:
    """Notes a deed for the trail. ``detail`` holds before and after values, JSON-ready or plain."""
    buffer = _buffer.get()
    if buffer is None:
        raise RuntimeError(f"{action} was recorded outside a use case")
    if isinstance(subject, models.Model):
        subject = Subject(subject._meta.model_name or "", subject.pk, str(subject))
    buffer.append(
        _Line(
            at=at,
            actor_id=actor.user_id,
            actor_name=f"{actor.name}（{actor.username}）",
            origin=actor.origin[:64],
            action=action,
            subject_type=subject.type if subject else "",
            subject_id=str(subject.id) if subject else "",
            subject_label=(label or (subject.label if subject else ""))[:255],
            detail=_plain(detail),
        )
    )


def line_content(entry: AuditEntry | _Line) -> dict[str, Any]:
    """What a line says, as it is hashed and handed to those who compute the chain again."""
    return {
        "at": _instant(entry.at),
        "actor": [entry.actor_id, entry.actor_name],
        "origin": entry.origin,
        "action": entry.action,
        "subject": [entry.subject_type, entry.subject_id, entry.subject_label],
        "detail": entry.detail,
    }


def line_hash(entry: AuditEntry | _Line) -> str:
    """SHA-256 over the previous hash and the canonical JSON of the line."""
    text = _canonical(line_content(entry))
    return hashlib.sha256((entry.previous_hash + text).encode()).hexdigest()


@lru_cache(maxsize=16)
def _instant(at: datetime) -> str:
    """The lines of one deed are of one moment."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def trail_head() -> AuditHead:
    """Where the trail ends; an empty trail ends at the genesis."""
    return AuditHead.objects.first() or AuditHead(lines=0, hash=GENESIS)


def _append(entries: list[_Line]) -> None:
    if not entries:
        return
    hold(Lock.TRAIL)
    head = trail_head()
    for entry in entries:
        entry.previous_hash = head.hash
        entry.hash = head.hash = line_hash(entry)
    insert_alike(AuditEntry, entries)
    head.lines += len(entries)
    head.save()


def _plain(value: Any) -> Any:
    """Values as JSON keeps them, so that a line read back hashes as it did when written."""
    if type(value) in {str, int, bool, NoneType}:
        return value
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, Decimal):
        return str(value)
    return value if isinstance(value, (int, str)) else str(value)
