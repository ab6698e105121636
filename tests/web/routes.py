"""Every way into the platform, as the resolver and the API know it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.openapi.views import default_home
from ninja.operation import PathView

from niubizi.domain.permissions import Operation

UNGUARDED = object()


@dataclass(frozen=True, slots=True)
class Route:
    """One URL with one method. ``operation`` is ``None`` where anybody may ask."""

    name: str
    method: str
    operation: Operation | None
    guarded: bool
    is_api: bool

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def routes() -> list[Route]:
    """Pages and API operations, by name."""
    return sorted(_below(get_resolver(), ""), key=str)


def _below(resolver: URLResolver, namespace: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = ":".join(part for part in (namespace, each.namespace or "") if part)
            yield from _below(each, inner)
        elif isinstance(each, URLPattern):
            name = ":".join(part for part in (namespace, each.name or str(each.pattern)) if part)
            yield from _of_view(name, each.callback)


def _of_view(name: str, view: Callable[..., Any]) -> Iterator[Route]:
    """A page has one operation for its methods, an API operation one of its own.

    django-ninja hides the operations of a path in the closure of its view; the functions they call
    carry ``operation`` as views do. Its root answers 404 to everybody and is left out.
    """
    if getattr(view, "func", None) is default_home:
        return
    path_view = _closure(view).get("self")
    if not isinstance(path_view, PathView):
        for method in getattr(view, "methods", ("GET",)):
            yield _route(name, method, view, is_api=False)
        return
    for operation in path_view.operations:
        named = getattr(operation, "url_name", None) or operation.view_func.__name__
        if name.rpartition(":")[2] == named:
            for method in operation.methods:
                yield _route(name, method, operation.view_func, is_api=True)


def _closure(view: Callable[..., Any]) -> Mapping[str, Any]:
    return inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}


def _route(name: str, method: str, view: Callable[..., Any], *, is_api: bool) -> Route:
    operation = getattr(view, "operation", UNGUARDED)
    return Route(
        name=name,
        method=method,
        operation=operation if isinstance(operation, Operation) else None,
        guarded=operation is not UNGUARDED,
        is_api=is_api,
    )
