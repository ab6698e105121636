"""The map: true distances, shapes by class, filters, and what has no place on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from niubizi.apps.orgs.models import ApprovedMap
from niubizi.apps.projects.models import Project
from niubizi.apps.reporting.selectors.coordinates import Site
from niubizi.web.cockpit.map_chart import ASPECT, _Plane
from tests.months import TwoMonths

ClientFor = Callable[[str], Client]
PLACES = {"甲": (119.9, 31.9), "乙": (120.0, 31.9), "戊": (119.9, 31.8)}


@pytest.fixture
def placed(two_months: TwoMonths) -> TwoMonths:
    for name, (east, north) in PLACES.items():
        Project.objects.filter(name=f"{name}项目").update(longitude=east, latitude=north)
    two_months.july.positions.filter(project__name="甲项目").update(industry="先进制造业")
    return two_months


def drawn(client: Client, **asked: str) -> Mapping[str, list[str]]:
    """Class word → names of the projects drawn with its shape."""
    page = client.get("/map/", asked).context["map"]
    series: list[dict[str, Any]] = page.chart.option["series"] if page.chart else []
    return {
        each["name"]: [point["name"].partition("\n")[0] for point in each["data"]]
        for each in series
        if "name" in each
    }


def site(longitude: float, latitude: float) -> Site:
    return Site(line=None, longitude=longitude, latitude=latitude)  # type: ignore[arg-type]


def test_a_tenth_of_a_degree_is_as_long_as_it_is_on_the_ground() -> None:
    """11.1 km north, and 9.5 km east at this latitude."""
    west, east, south = site(119.9, 31.9), site(120.0, 31.9), site(119.9, 31.8)
    plane = _Plane.around([west, east, south])
    at = plane.place(west)
    assert plane.place(east)[0] - at[0] == pytest.approx(9.46, abs=0.02)
    assert at[1] - plane.place(south)[1] == pytest.approx(11.13, abs=0.02)


def test_the_frame_has_the_shape_of_the_canvas() -> None:
    plane = _Plane.around([site(119.0, 31.9), site(120.0, 31.9)])
    assert plane.width / plane.height == pytest.approx(ASPECT)


def test_a_single_project_stands_in_the_middle() -> None:
    only = site(119.9, 31.9)
    plane = _Plane.around([only])
    assert plane.place(only) == pytest.approx((plane.width / 2, plane.height / 2), abs=0.01)


def test_projects_are_drawn_by_class(placed: TwoMonths, client_for: ClientFor) -> None:
    assert drawn(client_for("leader")) == {
        "超序时": ["甲项目", "戊项目"],
        "有缺口": ["乙项目"],
    }


def test_a_class_narrows_the_map(placed: TwoMonths, client_for: ClientFor) -> None:
    assert drawn(client_for("leader"), cls="behind") == {"有缺口": ["乙项目"]}


def test_an_industry_narrows_the_map(placed: TwoMonths, client_for: ClientFor) -> None:
    assert drawn(client_for("leader"), industry="先进制造业") == {"超序时": ["甲项目"]}


def test_a_block_sees_its_own_projects(placed: TwoMonths, client_for: ClientFor) -> None:
    assert drawn(client_for("sibling_officer")) == {"超序时": ["戊项目"]}


def test_what_has_no_coordinates_is_counted(placed: TwoMonths, client_for: ClientFor) -> None:
    assert "2个项目没有填坐标" in client_for("leader").get("/map/").content.decode()


def test_without_any_coordinates_it_says_so(two_months: TwoMonths, client_for: ClientFor) -> None:
    assert "没有可以标在图上的项目" in client_for("leader").get("/map/").content.decode()


def test_blocks_without_a_tile_stand_below(placed: TwoMonths, client_for: ClientFor) -> None:
    tiles = client_for("leader").get("/map/").context["map"].tiles
    assert [tile.name for row in tiles for tile in row if tile] == ["滨江区", "湖东区", "老城区"]


def test_a_map_of_too_many_draws_the_widest_plans_and_says_so(
    placed: TwoMonths, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("niubizi.web.cockpit.map.SHOWN", 2)
    page = client_for("leader").get("/map/").content.decode()
    assert "只画年度计划最大的2个" in page


def upload(client: Client, data: bytes, approval: str = "苏S（2021）012号") -> str:
    file = SimpleUploadedFile("全市.geojson", data)
    answer = client.post("/map/boundaries/", {"approval": approval, "file": file}, follow=True)
    return answer.content.decode()


SQUARE = b"""{"type": "Polygon", "coordinates":
[[[119.8, 31.7], [120.1, 31.7], [120.1, 32.0], [119.8, 32.0], [119.8, 31.7]]]}"""


def test_the_offices_approved_map_lies_under_the_projects_with_its_number(
    placed: TwoMonths, client_for: ClientFor
) -> None:
    office = client_for("projects_office")
    assert "没有行政边界" in office.get("/map/").content.decode()
    upload(office, SQUARE)
    assert "审图号：苏S（2021）012号" in office.get("/map/").content.decode()
    office.post("/map/boundaries/", {"remove": "1"})
    assert "没有行政边界" in office.get("/map/").content.decode()


@pytest.mark.parametrize(
    ("data", "approval", "said"),
    [
        (SQUARE, "已审批", "不是审图号"),
        (b"PK\x03\x04", "苏S（2021）012号", "不是 GeoJSON"),
        (b'{"type": "Point", "coordinates": [119, 31]}', "苏S（2021）012号", "没有面状"),
    ],
)
def test_a_map_that_is_none_or_not_approved_is_refused(
    placed: TwoMonths, client_for: ClientFor, data: bytes, approval: str, said: str
) -> None:
    assert said in upload(client_for("projects_office"), data, approval)
    assert not ApprovedMap.objects.exists()
