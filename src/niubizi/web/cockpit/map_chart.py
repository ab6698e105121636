"""The map drawn: projects by shape and colour of their class, from their coordinates alone.

Degrees become kilometres around the middle of the points, the same east and north, so that
distances are true. There is a grid, and no border but that of a map the office has had approved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import TYPE_CHECKING

from niubizi.apps.reporting.selectors.coordinates import Site
from niubizi.domain.progress import ProgressClass
from niubizi.web.charts import Cell, Chart, ChartTable, Column, Json
from niubizi.web.figures.writing import Writer

if TYPE_CHECKING:
    from niubizi.apps.orgs.models import ApprovedMap

KM_A_DEGREE = 111.32
ASPECT = 4 / 3
"""Width ÷ height of the canvas, as the style sheet has it."""

MARGIN = 1.2
"""Room around the outermost points, for their blocks' names."""

STEPS = (1, 2, 5, 10, 20, 50, 100)
SHAPES = {
    ProgressClass.BEHIND.value: ("path://M0,0L10,0L5,9Z", "--behind", 0.95),
    ProgressClass.ON_TRACK.value: ("diamond", "--on-track", 0.9),
    ProgressClass.AHEAD.value: ("triangle", "--ahead", 0.5),
    "": ("circle", "--ink-3", 0.5),
}
"""Class → shape, colour, opacity: what is behind is drawn last and strongest."""


@dataclass(frozen=True, slots=True)
class _Plane:
    """Kilometres east and north of a corner, and the frame that shows every point undistorted."""

    longitude: float
    latitude: float
    width: float
    height: float
    step: int

    @classmethod
    def around(cls, placed: Sequence[Site]) -> _Plane:
        east = [site.longitude or 0.0 for site in placed]
        north = [site.latitude or 0.0 for site in placed]
        scale = cos(radians((min(north) + max(north)) / 2))
        width = max((max(east) - min(east)) * KM_A_DEGREE * scale, 1.0) * MARGIN
        height = max((max(north) - min(north)) * KM_A_DEGREE, 1.0) * MARGIN
        width, height = max(width, height * ASPECT), max(height, width / ASPECT)
        middle_east, middle_north = (min(east) + max(east)) / 2, (min(north) + max(north)) / 2
        return cls(
            longitude=middle_east - width / 2 / KM_A_DEGREE / scale,
            latitude=middle_north - height / 2 / KM_A_DEGREE,
            width=width,
            height=height,
            step=next((step for step in STEPS if width / step <= 12), STEPS[-1]),
        )

    def place(self, site: Site) -> tuple[float, float]:
        """East and north of the corner, to ten metres."""
        return self.at(site.longitude or 0.0, site.latitude or 0.0)

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """The same for a point in degrees."""
        scale = cos(radians(self.latitude + self.height / 2 / KM_A_DEGREE))
        east, north = (longitude - self.longitude) * scale, latitude - self.latitude
        return round(east * KM_A_DEGREE, 2), round(north * KM_A_DEGREE, 2)


def map_chart(write: Writer, placed: Sequence[Site], base: ApprovedMap | None = None) -> Chart:
    """A scatter of sites that all have coordinates; there is at least one.

    ``base`` is the office's approved map, whose borders lie under them.
    """
    plane = _Plane.around(placed)
    widest = max(site.line.annual_plan_fen for site in placed) or 1
    points: dict[str, list[Json]] = {name: [] for name in SHAPES}
    for site in placed:
        line = site.line
        size = 7 + 13 * sqrt(line.annual_plan_fen / widest)
        points[line.progress_class].append(
            {
                "name": f"{line.project_name}\n{line.organization_name}　完成率"
                f"{write.percent(line.completion)}　{line.class_word or '不评'}",
                "value": list(plane.place(site)),
                "symbolSize": round(size, 1),
                "url": write.project(line.project_id),
            }
        )
    series: list[Json] = [_block_names(plane, placed)]
    if base is not None:
        series.append(_borders(plane, base))
    for name in reversed(SHAPES):
        if not points[name]:
            continue
        shape, colour, opacity = SHAPES[name]
        word = ProgressClass(name).word if name else "不评"
        series.append(
            {
                "name": word,
                "type": "scatter",
                "symbol": shape,
                "data": points[name],
                "itemStyle": {
                    "color": colour,
                    "opacity": opacity,
                    "borderColor": "--surface",
                    "borderWidth": 0.5,
                },
                "label": {"show": False},
            }
        )
    axis: dict[str, Json] = {
        "type": "value",
        "min": 0,
        "interval": plane.step,
        "axisLabel": {"show": False},
        "axisLine": {"show": False},
    }
    option: dict[str, Json] = {
        "grid": {"left": 2, "right": 2, "top": 2, "bottom": 2},
        "tooltip": {"formatter": "{b}"},
        "xAxis": {**axis, "max": round(plane.width, 3)},
        "yAxis": {**axis, "max": round(plane.height, 3)},
        "series": series,
    }
    return Chart(
        "map",
        "落后的项目在哪里？",
        option,
        _table(write, placed),
        f"按实际坐标，每格{plane.step}公里，符号大小表示年度计划；"
        + (f"审图号：{base.approval}" if base else "没有行政边界"),
        size="map",
    )


def _borders(plane: _Plane, base: ApprovedMap) -> Json:
    """Every ring as one line that breaks between them."""
    points: list[Json] = []
    for ring in base.rings:
        points += [list(plane.at(east, north)) for east, north in ring]
        points.append(["-", "-"])
    return {
        "type": "line",
        "data": points,
        "symbol": "none",
        "silent": True,
        "clip": True,
        "lineStyle": {"color": "--ink-3", "width": 1},
        "z": 1,
    }


def _block_names(plane: _Plane, placed: Sequence[Site]) -> Json:
    """Each block's name above its projects."""
    held: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for site in placed:
        held[site.line.organization_name].append(plane.place(site))
    return {
        "type": "scatter",
        "silent": True,
        "symbolSize": 0.1,
        "data": [
            {
                "name": name,
                "value": [
                    sum(east for east, _ in found) / len(found),
                    max(north for _, north in found),
                ],
            }
            for name, found in held.items()
        ],
        "label": {
            "show": True,
            "formatter": "{b}",
            "position": "top",
            "distance": 8,
            "color": "--ink",
            "fontWeight": 600,
            "textBorderColor": "--surface",
            "textBorderWidth": 3,
        },
        "labelLayout": {"moveOverlap": "shiftY", "hideOverlap": True},
        "z": 9,
    }


def _table(write: Writer, placed: Sequence[Site]) -> ChartTable:
    columns = [
        Column("项目", num=False),
        Column("板块"),
        Column("评价"),
        Column("年度计划", "亿元"),
        Column("完成率"),
    ]
    rows: list[list[str | Cell]] = [
        [
            Cell(site.line.project_name, write.project(site.line.project_id)),
            site.line.organization_name,
            site.line.class_word or "不评",
            write.yi(site.line.annual_plan_fen),
            write.percent(site.line.completion),
        ]
        for site in placed
    ]
    return ChartTable(columns, rows)
