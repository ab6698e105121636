"""How the office cuts figures for show, for what renders a page and holds no request.

Template filters are called without their page; the middleware says here whose page it is. Outside
a request figures are rounded half up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from niubizi.domain.amounts import Rounding

_asked: ContextVar[Callable[[], Rounding] | None] = ContextVar("rounding", default=None)


def office_rounding() -> Rounding:
    """The office's setting, read once a request and only where a figure is shown."""
    ask = _asked.get()
    return ask() if ask else Rounding.HALF_UP


@contextmanager
def rounding_by(ask: Callable[[], Rounding]) -> Iterator[None]:
    """Inside, figures are cut as ``ask`` answers."""
    token = _asked.set(ask)
    try:
        yield
    finally:
        _asked.reset(token)
