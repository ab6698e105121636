"""Boundaries from a GeoJSON file: the rings of its polygons, thinned to what a page can draw.

Only shapes are read. Whether a map may be shown is decided by its approval, which the office states
beside the file; coordinates are taken as they are, in degrees.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from math import ceil
from typing import Any

Point = tuple[float, float]
Ring = tuple[Point, ...]

MOST_POINTS = 4_000
"""Points of all rings together that a page is sent."""
FEWEST = 8
"""Points of a ring that thinning leaves it."""
LARGEST_MB = 8
"""Of a file: parsed, it takes thirty times as much memory."""
_EAST, _NORTH = (73.0, 136.0), (3.0, 54.0)
"""China's extent in degrees: other coordinates are metres of a projection, or swapped."""
_DIGITS = 5


class UnreadableBoundaries(Exception):  # noqa: N818 it says what the file is
    """The file has no boundaries that can be drawn; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_boundaries(data: bytes, most: int = MOST_POINTS) -> tuple[Ring, ...]:
    """The rings of every polygon in a GeoJSON file, closed, as (east, north) in degrees.

    Raises ``UnreadableBoundaries``: ``not_json``, ``no_polygons``, ``not_degrees``, and ``too_large``
    also for more rings than a page can draw however they are thinned.
    """
    if len(data) > LARGEST_MB * 1024 * 1024:
        raise UnreadableBoundaries("too_large")
    try:
        found = json.loads(data.decode("utf-8-sig"))
        rings = [ring for ring in _rings(found) if len(ring) >= 3]
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise UnreadableBoundaries("not_json") from fault
    except (TypeError, KeyError, IndexError, AttributeError) as fault:
        raise UnreadableBoundaries("no_polygons") from fault
    if not rings:
        raise UnreadableBoundaries("no_polygons")
    if not all(_in_china(point) for ring in rings for point in ring):
        raise UnreadableBoundaries("not_degrees")
    if len(rings) > most:
        raise UnreadableBoundaries("too_large")
    step = ceil(sum(map(len, rings)) / most)
    return tuple(_thinned(ring, step) for ring in rings)


_INSIDE: dict[str, Callable[[Any], Iterable[Any]]] = {
    "FeatureCollection": lambda found: found["features"],
    "Feature": lambda found: filter(None, [found["geometry"]]),
    "GeometryCollection": lambda found: found["geometries"],
    "MultiPolygon": lambda found: (
        {"type": "Polygon", "coordinates": each} for each in found["coordinates"]
    ),
}
"""What holds polygons, and how to come to them."""


def _rings(found: Any) -> Iterator[Ring]:
    if found["type"] == "Polygon":
        for ring in found["coordinates"]:
            yield tuple((float(point[0]), float(point[1])) for point in ring)
    elif inside := _INSIDE.get(found["type"]):
        for each in inside(found):
            yield from _rings(each)


def _in_china(point: Point) -> bool:
    return _EAST[0] <= point[0] <= _EAST[1] and _NORTH[0] <= point[1] <= _NORTH[1]


def _thinned(ring: Ring, step: int) -> Ring:
    """Every ``step``-th point, never fewer than a shape needs, and the first again at the end."""
    held = ring[:: max(min(step, len(ring) // FEWEST), 1)]
    rounded = [(round(east, _DIGITS), round(north, _DIGITS)) for east, north in held]
    closed = [*rounded, rounded[0]]
    return (closed[0], *(after for before, after in pairwise(closed) if after != before))
