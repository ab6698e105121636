"""Relations of a text: what the finders found, numbered and in the form of the interface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from niubizi.domain.figurecheck.claims.claim import plain
from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.lexicon import Lexicon
from niubizi.domain.figurecheck.reading.cleaning import CleanText
from niubizi.domain.figurecheck.relations import (
    completions,
    compositions,
    enumerations,
    fits,
    growth,
    integers,
    leads,
    means,
    multiples,
    nets,
    orders,
    plans,
    points,
    remainders,
    repetitions,
    shares,
    slips,
    sums,
)
from niubizi.domain.figurecheck.relations.findings import Finding, Sheet

FINDERS = (
    leads.find,
    completions.find,
    means.find,
    shares.find,
    sums.find,
    growth.find,
    nets.find,
    remainders.find,
    multiples.find,
    points.find,
    compositions.find,
    plans.find,
    integers.find,
    enumerations.find,
    repetitions.find,
    orders.find,
    slips.find,
)
_QUOTIENTS = frozenset({"ratio_pct", "bound"})
_PLACES = 4


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between claims: stated, recomputed, allowed, with verdict and message.

    ``operands`` quotes the figures as printed, ``#28`` for an exact count. ``spans`` index the
    original text.
    """

    rid: str
    type: str
    claims: tuple[str, ...]
    operands: tuple[str, ...]
    verdict: Verdict
    message: str
    spans: tuple[tuple[int, int], ...]
    stated: Fraction | None = None
    recomputed: Fraction | None = None
    interval: tuple[Fraction, Fraction] | None = None
    defect: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The relation in the form of the figure check's interface."""
        return {
            "rid": self.rid,
            "type": self.type,
            "claims": list(self.claims),
            "operands": list(self.operands),
            "stated": None if self.stated is None else plain(self.stated),
            "recomputed": _rounded(self.recomputed),
            "interval": None if self.interval is None else [_rounded(end) for end in self.interval],
            "verdict": self.verdict.value,
            "defect": self.defect,
            "message": self.message,
            "spans": [list(span) for span in self.spans],
        }


def _rounded(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), _PLACES)


def find(
    figures: tuple[Figure, ...], text: CleanText, lexicon: Lexicon, ids: Mapping[int, str]
) -> tuple[Relation, ...]:
    """All relations of a text; ``ids`` names the claim that carries each figure."""
    sheet = Sheet(text.text, figures, lexicon)
    findings = [finding for finder in FINDERS for finding in finder(sheet)]
    findings += fits.find(sheet, [f for f in findings if f.type in _QUOTIENTS])
    return tuple(
        _relation(f"r{number}", finding, text, ids)
        for number, finding in enumerate(_without_inferences(findings), 1)
    )


def _without_inferences(findings: list[Finding]) -> Iterator[Finding]:
    """Where the base of a percentage is printed, nobody needs to infer one."""
    computed = {
        f.figures[-1].index
        for f in findings
        if f.type in {"ratio_pct", "yoy_pct", "yoy_from_abs_change"}
    }
    for finding in findings:
        if finding.type != "integer_base" or finding.figures[-1].index not in computed:
            yield finding


def _relation(rid: str, finding: Finding, text: CleanText, ids: Mapping[int, str]) -> Relation:
    carried = [ids[figure.index] for figure in finding.figures if figure.index in ids]
    places = [(figure.quantity.start, figure.quantity.end) for figure in finding.figures]
    interval = finding.interval
    return Relation(
        rid=rid,
        type=finding.type,
        claims=tuple(dict.fromkeys(carried)),
        operands=finding.quoted,
        verdict=finding.verdict,
        message=finding.message,
        spans=tuple(text.original(*place) for place in (*places, *finding.places)),
        stated=finding.stated,
        recomputed=finding.recomputed,
        interval=None if interval is None else (interval.low, interval.high),
        defect=finding.defect,
    )
