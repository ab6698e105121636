"""What the tests of the figure check ask a text: its numbers, its relations, its verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from niubizi.domain.figurecheck import CheckResult, check
from niubizi.domain.figurecheck.claims.claim import Claim

PERIOD = "2023-01..2023-06"


def read(text: str, period: str | None = PERIOD) -> CheckResult:
    return check(text, period_hint=period)


def only(text: str, period: str | None = PERIOD) -> Claim:
    """The one claim of a text."""
    (claim,) = read(text, period).claims
    return claim


def numbers(text: str) -> list[str]:
    """Every number that a text asserts, as it is printed, in the order of the text."""
    return [text[start:end] for start, end in sorted(claim.span for claim in read(text).claims)]


def claims(text: str) -> list[tuple[Any, str, str]]:
    """Value, unit and indicator of every claim."""
    found = (claim.to_json() for claim in read(text).claims)
    return [(claim["value"], claim["unit"], claim["indicator"]) for claim in found]


def qualifiers(text: str, period: str | None = PERIOD) -> dict[str, Any]:
    """The qualifiers of the last claim of a text."""
    found: dict[str, Any] = read(text, period).claims[-1].to_json()["qualifiers"]
    return found


def verdicts(text: str, type_: str, period: str | None = PERIOD) -> list[str]:
    """The verdicts on the relations of a type, in the order of the text."""
    return [r.verdict.value for r in read(text, period).relations if r.type == type_]


def operands(text: str, type_: str) -> list[tuple[str, ...]]:
    return [r.operands for r in read(text).relations if r.type == type_]


def accusations(text: str, period: str | None = PERIOD) -> list[str]:
    """The types of all relations that the check finds fault with."""
    return [
        r.type for r in read(text, period).relations if r.verdict.value in {"fails", "explained"}
    ]


def defects(text: str, period: str | None = PERIOD) -> Iterator[str | None]:
    return (r.defect for r in read(text, period).relations if r.defect)
