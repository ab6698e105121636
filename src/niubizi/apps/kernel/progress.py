"""How far a long deed is: services tell it, whoever started the deed listens.

Outside a job nobody listens and telling costs nothing. What is told isn't kept in the database: the
deed's own transaction would hide it, and on SQLite block it, until the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")
Listener = Callable[[str, int, int], None]

OFTEN = 200
"""After so many items of a long list a word is said."""

_listener: ContextVar[Listener | None] = ContextVar("progress_listener", default=None)


def tell(step: str, done: int = 0, total: int = 0) -> None:
    """Says what is being done (写入项目) and how far; a ``total`` of 0 means nobody knows."""
    listener = _listener.get()
    if listener is not None:
        listener(step, done, total)


def counted(step: str, items: Sequence[T]) -> Iterator[T]:
    """The items, with a word after every few of them."""
    yield from passing(step, items, len(items))


def passing(step: str, items: Iterable[T], total: int) -> Iterator[T]:
    """As :func:`counted`, for what can only be walked through."""
    for done, item in enumerate(items):
        if done % OFTEN == 0:
            tell(step, done, total)
        yield item


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Lets somebody listen to what is told inside the block."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
