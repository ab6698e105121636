"""Figures as JSON: what ``niubizi figures`` prints and the API answers.

Money is a decimal string in 万元, rates are unrounded numbers, ``null`` where not available. The
shape is a contract: it changes only with a decision record.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from niubizi.apps.reporting.selectors.figures import FigureSheet, PlaceFigures, ProgrammeSheet
from niubizi.domain.amounts import wan_text
from niubizi.domain.deadlines import CHINA
from niubizi.domain.errors import DomainError

BASIS = "supervision"
"""调度口径: what the office follows, beside what the statistics register says."""


def figures_json(sheet: FigureSheet, *, org: str | None = None) -> dict[str, Any]:
    """The sheet as the contract's object; of one place where ``org`` names it.

    Raises ``figure.unknown`` for a place without figures.
    """
    stamp = sheet.closing
    programmes = [_programme(each, org) for each in sheet.programmes]
    found = [each for each in programmes if each is not None]
    if org and not found:
        raise DomainError("figure.unknown")
    return {
        "period": sheet.period.code,
        "basis": BASIS,
        "closing": None
        if stamp is None
        else {
            "number": stamp.number,
            "at": stamp.at.astimezone(CHINA).isoformat(timespec="seconds"),
            "digest": f"sha256:{stamp.digest}",
        },
        "programmes": found,
    }


def _programme(sheet: ProgrammeSheet, org: str | None) -> dict[str, Any] | None:
    programme = sheet.programme
    figures = sheet.city
    if org:
        figures = next((f for f in sheet.places.values() if f.code == org and f.cut == "all"), None)
    if figures is None and (org or not sheet.blocks):
        return None
    blocks = sheet.blocks if figures is sheet.city else ()
    return {
        "code": programme.code,
        "name": programme.name,
        "level": programme.level,
        "base_kind": programme.base_kind,
        **({} if figures is None else _figures(figures)),
        "blocks": [
            {
                "code": block.code,
                "name": block.name,
                "rank": block.rank,
                **_figures(block),
                "key": block.key("completion"),
            }
            for block in blocks
        ],
    }


def _figures(figures: PlaceFigures) -> dict[str, Any]:
    reading, totals = figures.reading, figures.reading.totals
    standing = reading.standing
    return {
        "entries": totals.entries,
        "parts": totals.parts,
        "listed": totals.listed,
        "carry_over": totals.carry_over,
        "new": totals.new,
        "base": wan_text(reading.base_fen),
        "annual_plan": wan_text(totals.annual_plan_fen),
        "invested": wan_text(totals.invested_fen),
        "carried": totals.carried,
        "unreported": totals.unreported,
        "completion": _number(standing.completion),
        "schedule": _number(standing.schedule),
        "lead_pp": _number(standing.lead),
        "class": standing.progress_class.value if standing.progress_class else None,
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
