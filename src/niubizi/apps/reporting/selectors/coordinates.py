"""Where projects lie: standing rows with the coordinates of their projects, one query."""

from __future__ import annotations

from dataclasses import dataclass

from niubizi.apps.reporting.rows import Rows, named
from niubizi.apps.reporting.selectors.standings import COLUMNS, StandingLine


@dataclass(frozen=True, slots=True)
class Site:
    """An entry and where its project lies, in degrees; ``None`` where nobody has said."""

    line: StandingLine
    longitude: float | None
    latitude: float | None


def sites(rows: Rows, limit: int) -> list[Site]:
    """The entries of the widest plans first, no more than ``limit``."""
    found = (
        named(rows, *COLUMNS)
        .order_by("-annual_plan_fen", "project_code")
        .values_list(*COLUMNS, "project__longitude", "project__latitude")[:limit]
    )
    return [Site(StandingLine(*row[:-2]), *row[-2:]) for row in found]
