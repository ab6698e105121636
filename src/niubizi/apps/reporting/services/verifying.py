"""Verifying what was sealed: the chain of acts, each digest, and which row no longer fits.

An entry is held against its mark, a figure against the sum of the frozen entries, a rank against
the frozen figures of its programme. An act that is gone altogether is missed by the trail, which
noted the digest of each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from niubizi.apps.kernel.models import AuditEntry
from niubizi.apps.reporting.models import Closing, ClosingEntry, ClosingFigure
from niubizi.apps.reporting.services.freezing import standing_table
from niubizi.apps.reporting.services.sealing import (
    digest_of,
    entry_lines,
    mark,
    marks_of,
    read_marks,
)
from niubizi.domain.ranking import competition_ranks
from niubizi.metrics.columns import standing_totals
from niubizi.metrics.cube import Group
from niubizi.metrics.totals import TOTAL_FIELDS


class Break(Enum):
    """What no longer fits."""

    DIGEST = "digest"
    CHAIN = "chain"
    ENTRY_CHANGED = "entry_changed"
    ENTRY_INSERTED = "entry_inserted"
    ENTRY_REMOVED = "entry_removed"
    FIGURE_DIFFERS = "figure_differs"
    FIGURE_INSERTED = "figure_inserted"
    FIGURE_REMOVED = "figure_removed"
    RANK_DIFFERS = "rank_differs"
    ACT_REMOVED = "act_removed"


@dataclass(frozen=True, slots=True)
class Misfit:
    """A row that no longer fits; ``frozen`` and ``computed`` are its amounts in 分 or its ranks."""

    what: Break
    label: str = ""
    field: str = ""
    frozen: int | None = None
    computed: int | None = None


def verify_act(act: Closing) -> list[Misfit]:
    """Everything about an act that no longer fits; nothing where it is as it was sealed.

    The digest comes first; the rows that explain it follow.
    """
    found = []
    if digest_of(act) != act.digest:
        found.append(Misfit(Break.DIGEST))
    before = Closing.objects.filter(sequence=act.sequence - 1).first()
    if act.previous_digest != (before.digest if before else ""):
        found.append(Misfit(Break.CHAIN))
    return [*found, *_entries(act), *_figures(act), *_ranks(act)]


def missing_acts() -> list[Misfit]:
    """Acts whose digest the trail noted and that are not there any more."""
    kept = {"", *Closing.objects.values_list("digest", flat=True)}
    noted = AuditEntry.objects.filter(action__in=("closing.confirm", "period.reopen"))
    return [
        Misfit(Break.ACT_REMOVED, label=entry.subject_label)
        for entry in noted.order_by("id")
        # The first release noted none with a reopening.
        if entry.detail.get("digest", "") not in kept
    ]


def _entries(act: Closing) -> Iterator[Misfit]:
    if act.format == 1:
        # Sealed before marks were kept: its figures still say where something differs.
        return
    sealed = read_marks(marks_of(act))
    wrong: dict[int, Break] = {}
    for entry_id, text in entry_lines(act):
        kept = sealed.pop(entry_id, None)
        if kept is None:
            wrong[entry_id] = Break.ENTRY_INSERTED
        elif kept != mark(entry_id, text):
            wrong[entry_id] = Break.ENTRY_CHANGED
    names = {
        entry_id: f"{code} {name}"
        for entry_id, code, name in ClosingEntry.objects.filter(
            closing=act, entry_id__in=list(wrong)[:500]
        ).values_list("entry_id", "project_code", "project_name")
    }
    for entry_id, what in wrong.items():
        yield Misfit(what, names.get(entry_id, f"#{entry_id}"))
    for entry_id in sealed:
        yield Misfit(Break.ENTRY_REMOVED, f"#{entry_id}")


def _figures(act: Closing) -> Iterator[Misfit]:
    sums = standing_totals(standing_table(ClosingEntry.objects.filter(closing=act)))
    for row in ClosingFigure.objects.filter(closing=act).order_by("id").iterator():
        totals = sums.pop(Group(row.programme_id, row.organization_id, row.cut), None)
        label = _label(row)
        if totals is None:
            yield Misfit(Break.FIGURE_INSERTED, label)
            continue
        for name in TOTAL_FIELDS:
            frozen, computed = getattr(row, name), getattr(totals, name)
            if frozen != computed:
                yield Misfit(Break.FIGURE_DIFFERS, label, name, frozen, computed)
    for group in sorted(sums):
        label = f"{group.programme_id}/{group.organization_id}/{group.cut}"
        yield Misfit(Break.FIGURE_REMOVED, label)


def _ranks(act: Closing) -> Iterator[Misfit]:
    ranked: defaultdict[int, list[ClosingFigure]] = defaultdict(list)
    for row in ClosingFigure.objects.filter(closing=act, rank__isnull=False):
        ranked[row.programme_id].append(row)
    for rows in ranked.values():
        yield from _ranks_of(rows)


def _ranks_of(rows: Sequence[ClosingFigure]) -> Iterator[Misfit]:
    """By unrounded completion, as they were given; a row without a base has no rank."""
    by_id = {row.pk: row for row in rows}
    shares = {
        pk: Fraction(row.invested_fen, row.base_fen) for pk, row in by_id.items() if row.base_fen
    }
    ranks = competition_ranks(shares)
    for pk, row in by_id.items():
        if row.rank != ranks.get(pk):
            yield Misfit(Break.RANK_DIFFERS, _label(row), "rank", row.rank, ranks.get(pk))


def _label(row: ClosingFigure) -> str:
    return f"{row.programme_code} {row.organization_name} {row.cut}"
