"""Boundaries out of GeoJSON: rings in degrees, thinned; anything else is refused."""

import json
from math import cos, pi, sin

import pytest

from niubizi.documents.boundaries import UnreadableBoundaries, read_boundaries

SQUARE = [[119.0, 31.0], [120.0, 31.0], [120.0, 32.0], [119.0, 32.0], [119.0, 31.0]]


def collection(*geometries: object) -> bytes:
    features = [{"type": "Feature", "properties": {}, "geometry": each} for each in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def polygon(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_every_ring_of_every_polygon_is_read_and_points_are_left_aside() -> None:
    many = {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}
    point = {"type": "Point", "coordinates": [119.5, 31.5]}
    found = read_boundaries(collection(polygon(SQUARE, SQUARE), many, point, None))
    assert len(found) == 4
    assert found[0] == tuple(map(tuple, SQUARE))


def test_a_fine_ring_is_thinned_and_stays_closed() -> None:
    ring = [[119 + cos(a * pi / 5_000) / 9, 31 + sin(a * pi / 5_000) / 9] for a in range(10_000)]
    (found,) = read_boundaries(collection(polygon(ring)), most=500)
    assert 100 < len(found) <= 502
    assert found[0] == found[-1]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"\xff\xfe no", "not_json"),
        (b"[1, 2]", "no_polygons"),
        (b'{"type": "Polygon"}', "no_polygons"),
        (collection(), "no_polygons"),
        (collection({"type": "Polygon", "coordinates": [[["a", 1]]]}), "not_json"),
        (collection(polygon([[31.0, 119.0], [32.0, 120.0], [31.0, 120.0]])), "not_degrees"),
        (collection(polygon([[4e7, 3e6], [4.1e7, 3e6], [4e7, 3.1e6]])), "not_degrees"),
        (b"[" * 100_000, "not_json"),
        (b" " * (8 * 2**20 + 1), "too_large"),
        (collection(polygon(*[SQUARE] * 4_001)), "too_large"),
    ],
)
def test_what_is_no_map_in_degrees_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableBoundaries, match=code):
        read_boundaries(data)
