"""The roll-over of a list into the next year, from the closing of December.

``rollover_plan`` says what it would do, ``programme_rollover`` does it. Done twice it changes
nothing: what already stands on the new list is left as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.kernel.audit import record, use_case
from niubizi.apps.kernel.inserting import insert_all
from niubizi.apps.projects.models import Origin, Programme, ProgrammeEntry
from niubizi.apps.projects.services.changes import ledger_changed
from niubizi.apps.projects.services.programmes import programme_create
from niubizi.apps.reporting.models import Closing, ClosingEntry, Period
from niubizi.apps.reporting.selectors.periods import latest_closing
from niubizi.domain.errors import DomainError
from niubizi.domain.lifecycle import Stage
from niubizi.domain.periods import MONTHS, Month
from niubizi.domain.permissions import Operation
from niubizi.domain.progress import ScheduleRule
from niubizi.domain.rollover import StaysBehind, invested_before, stays_behind


@dataclass(frozen=True, slots=True)
class RolledEntry:
    """An entry of the old list; ``stays`` says why it isn't carried, ``is_there`` that it stands
    on the new list already. ``before_fen`` is what it brings as invested before the new year."""

    project_id: int
    project_name: str
    number: int
    before_fen: int | None
    facts: Mapping[str, Any]
    stays: StaysBehind | None = None
    is_there: bool = False

    @property
    def is_carried(self) -> bool:
        return self.stays is None and not self.is_there


@dataclass(frozen=True, slots=True)
class Rollover:
    """What the roll-over of a list does; ``into`` is ``None`` where the new list is to be made."""

    programme: Programme
    closing: Closing
    into: Programme | None
    code: str
    name: str
    entries: tuple[RolledEntry, ...]

    @property
    def year(self) -> int:
        return self.programme.year + 1

    @property
    def carried(self) -> tuple[RolledEntry, ...]:
        return tuple(entry for entry in self.entries if entry.is_carried)

    @property
    def there(self) -> int:
        return sum(entry.is_there for entry in self.entries)

    @property
    def staying(self) -> Mapping[StaysBehind, int]:
        return Counter(entry.stays for entry in self.entries if entry.stays)

    @property
    def carried_fen(self) -> int:
        """What the carried entries have invested before the new year, as far as it is known."""
        return sum(entry.before_fen or 0 for entry in self.carried)

    @property
    def unknown(self) -> int:
        """Carried entries of which nobody knows what was invested before."""
        return sum(entry.before_fen is None for entry in self.carried)


def december_closing(programme: Programme) -> Closing | None:
    """The closing of the programme's last month, while it stands."""
    december = Period.objects.filter(code=Month(programme.year, MONTHS).code).first()
    return latest_closing(december) if december else None


def may_roll_over(programme: Programme) -> bool:
    """Whether December is closed and nothing of the next year is."""
    return december_closing(programme) is not None and not _next_year_closed(programme)


def _next_year_closed(programme: Programme) -> bool:
    following = Period.objects.filter(year=programme.year + 1)
    return following.filter(state=Period.State.CLOSED).exists()


def rollover_plan(programme: Programme) -> Rollover:
    """What carrying the list over would do.

    Raises ``rollover.no_closing`` before December's, ``rollover.too_late`` once a month of the next
    year is closed: what is carried over stands on the new list from New Year on.
    """
    closing = december_closing(programme)
    if closing is None:
        raise DomainError("rollover.no_closing", period=Month(programme.year, MONTHS).name)
    year = programme.year + 1
    if _next_year_closed(programme):
        raise DomainError("rollover.too_late", year=year)
    into = Programme.objects.filter(series=programme.series, year=year).first()
    there = set(into.entries.values_list("project_id", flat=True)) if into else set()
    old = {entry.pk: entry for entry in programme.entries.all()}
    frozen = (
        ClosingEntry.objects.filter(closing=closing, programme=programme)
        .select_related("source_report")
        .order_by("entry_id")
    )
    entries = [
        _rolled(row, old[row.entry_id], is_there=row.project_id in there)
        for row in frozen
        if row.entry_id in old
    ]
    return Rollover(
        programme=programme,
        closing=closing,
        into=into,
        code=into.code if into else _next_year(programme.code, programme),
        name=into.name if into else _next_year(programme.name, programme),
        entries=tuple(sorted(entries, key=lambda entry: (entry.number, entry.project_id))),
    )


@use_case
def programme_rollover(*, programme_id: int, actor: Actor, at: datetime) -> Rollover:
    """Makes the next year's list, where there is none yet, and its carried-over entries.

    The new list is measured as the old one, by its plans until it gets a target of its own; the
    entries have no plan until one is set or imported.
    """
    actor.require(Operation.EDIT_PROGRAMMES)
    programme = Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme_id)
    found = rollover_plan(programme)
    into = found.into or programme_create(
        code=found.code,
        series=programme.series,
        name=found.name,
        short_name=_next_year(programme.short_name, programme),
        level=programme.level,
        year=found.year,
        schedule_rule=ScheduleRule(programme.schedule_rule),
        tolerance_points=programme.tolerance_points,
        counts_packages=programme.counts_packages,
        position=programme.position,
        actor=actor,
        at=at,
    )
    if not found.carried and found.into is not None:
        return found
    insert_all(
        [
            ProgrammeEntry(
                programme=into,
                project_id=entry.project_id,
                number=entry.number,
                origin=Origin.CARRY_OVER,
                entered_on=date(found.year, 1, 1),
                invested_before_fen=entry.before_fen,
                **entry.facts,
            )
            for entry in found.carried
        ]
    )
    record(
        at=at,
        actor=actor,
        action="programme.rollover",
        subject=into,
        programme=programme.name,
        closing=f"{found.closing.period.key.name}第{found.closing.number}次关账",
        projects=len(found.carried),
        skipped=len(found.entries) - len(found.carried),
    )
    ledger_changed([entry.project_id for entry in found.carried])
    return found


def _rolled(row: ClosingEntry, old: ProgrammeEntry, *, is_there: bool) -> RolledEntry:
    report = row.source_report
    return RolledEntry(
        project_id=row.project_id,
        project_name=row.project_name,
        number=old.number,
        before_fen=invested_before(
            before=old.invested_before_fen,
            invested=row.invested_fen,
            is_new=old.origin == Origin.NEW,
            since_start=report.since_start_fen if report else None,
        ),
        facts={
            "category": old.category,
            "planned_start": old.planned_start,
            "planned_end": old.planned_end,
        },
        stays=stays_behind(Stage(row.stage)),
        is_there=is_there,
    )


def _next_year(words: str, programme: Programme) -> str:
    """2022年市重大项目 of 2021年市重大项目."""
    return words.replace(str(programme.year), str(programme.year + 1))
