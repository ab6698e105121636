"""What makes a return look wrong before anyone has looked: each reason in a code with its facts.

A suspicion never refuses; it puts the return first in the queue and says why. Only a cumulative
figure that falls within its year is a refusal, unless the report gives its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import asin, cos, radians, sin, sqrt

from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month

DEFAULT_JUMP_SHARE = Fraction(30, 100)
"""A month that adds more than this share of the year's plan is worth a look."""

FAR_KM = 5.0
EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Photo:
    """What a photo says of itself: its day and place from EXIF, and where else it was used."""

    name: str
    taken_on: date | None = None
    latitude: float | None = None
    longitude: float | None = None
    used_before: str = ""


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """A return and what it is compared with; money in 分, ``None`` where unknown.

    ``previous`` is the last figure of the same year, ``due`` the part of the year's plan that is
    due by the period: what a first figure of the year is compared with.
    """

    period: Month
    invested: int
    previous: int | None
    annual_plan: int | None
    total_investment: int | None
    invested_before: int | None = None
    invested_total: int | None = None
    due: int | None = None
    reason: str = ""
    latitude: float | None = None
    longitude: float | None = None
    photos: Sequence[Photo] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One reason to look: ``code`` with the facts a sentence needs. Heavier ones come first."""

    code: str
    weight: int
    facts: dict[str, object] = field(default_factory=dict, hash=False)


def refuse_fall(facts: ReturnFacts) -> None:
    """Raises ``return.falls`` for a this-year figure below the last one without a reason."""
    if facts.previous is not None and facts.invested < facts.previous and not facts.reason.strip():
        raise DomainError("return.falls", invested=facts.invested, previous=facts.previous)


def suspicions(
    facts: ReturnFacts, *, jump_share: Fraction = DEFAULT_JUMP_SHARE
) -> tuple[Suspicion, ...]:
    """Every reason to look at a return twice, heaviest first."""
    found = [*_figure_suspicions(facts, jump_share), *_photo_suspicions(facts)]
    return tuple(sorted(found, key=lambda each: -each.weight))


def _figure_suspicions(facts: ReturnFacts, jump_share: Fraction) -> list[Suspicion]:
    found = []
    previous = facts.previous
    if previous is not None and facts.invested < previous:
        found.append(Suspicion("falls", 100, {"invested": facts.invested, "previous": previous}))
    total = facts.invested_total
    if total is None:
        # The year alone may exceed it, where nobody knows what was invested before.
        total = (facts.invested_before or 0) + facts.invested
    if facts.total_investment and total > facts.total_investment:
        found.append(
            Suspicion("exceeds_total", 90, {"total": total, "limit": facts.total_investment})
        )
    found += _jump(facts, jump_share)
    if previous is not None and facts.invested == previous and facts.period.month > 1:
        found.append(Suspicion("unchanged", 30, {"invested": facts.invested}))
    return found


def _jump(facts: ReturnFacts, jump_share: Fraction) -> list[Suspicion]:
    """More in one return than a set share of the year's plan.

    The first return of a year speaks of all its months: what exceeds the schedule counts.
    """
    if not facts.annual_plan:
        return []
    first = facts.previous is None and facts.due is not None
    since = (facts.due if first else facts.previous) or 0
    added = facts.invested - since
    if Fraction(added, facts.annual_plan) <= jump_share:
        return []
    more = {"due": since} if first else {}
    return [Suspicion("jump", 70, {"added": added, "plan": facts.annual_plan, **more})]


def _photo_suspicions(facts: ReturnFacts) -> list[Suspicion]:
    found = []
    for photo in facts.photos:
        if photo.used_before:
            found.append(
                Suspicion("photo_reused", 80, {"photo": photo.name, "where": photo.used_before})
            )
        if photo.taken_on and Month.of(photo.taken_on) not in (
            facts.period,
            facts.period.plus(1),
        ):
            found.append(
                Suspicion("photo_time", 60, {"photo": photo.name, "taken_on": photo.taken_on})
            )
        distance = _distance_km(facts, photo)
        if distance is not None and distance > FAR_KM:
            found.append(
                Suspicion("photo_place", 60, {"photo": photo.name, "km": round(distance, 1)})
            )
    return found


def _distance_km(facts: ReturnFacts, photo: Photo) -> float | None:
    """Great-circle distance between a photo and its site, where both are known."""
    if facts.latitude is None or facts.longitude is None:
        return None
    if photo.latitude is None or photo.longitude is None:
        return None
    phi, theta = radians(facts.latitude), radians(photo.latitude)
    half_phi = (theta - phi) / 2
    half_lambda = radians(photo.longitude - facts.longitude) / 2
    chord = sin(half_phi) ** 2 + cos(phi) * cos(theta) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(chord, 1.0)))
