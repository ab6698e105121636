"""Reading the trail's chain: which line was changed, removed or inserted.

The lines are read once, in order of their ids, in constant memory. A genuine line names the hash
of the line before it and hashes to its own; the head names the last one. Where that fails, what
the *next* line names tells the cases apart:

- it names the line itself, whose hash does not follow from its content: **changed**;
- it names an earlier line: what stands between the two was **inserted**;
- it names no line that is there: **removed**, or the line before was rewritten with its hash.

Anchors are hashes that were noted elsewhere (closings, backups, paper): one that no line has any
more shows a trail that was rewritten as a whole, which a chain alone can't show.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from niubizi.apps.kernel.audit import GENESIS, line_hash, trail_head
from niubizi.apps.kernel.models import AuditEntry
from niubizi.apps.kernel.snapshots import one_moment

REMEMBERED = 10_000
"""How many lines back an insertion is recognized as one."""
TOLD = 100
"""How many faults are told; a trail with more was not touched up but replaced."""


class Damage(Enum):
    """What happened to the trail at a place."""

    CHANGED = "changed"
    INSERTED = "inserted"
    REMOVED = "removed"
    TORN = "torn"
    """Lines were removed before this one, or the one before was rewritten together with its hash."""
    ANCHOR = "anchor"
    """A hash that was noted elsewhere is not in the trail any more."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A damage with the lines it lies between: ``line`` itself, or a gap ``after`` and before it."""

    damage: Damage
    line: AuditEntry | None = None
    after: AuditEntry | None = None
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class TrailReport:
    """What a verification found: how many lines there are, how many there should be, the faults."""

    lines: int
    expected: int
    hash: str
    last: AuditEntry | None
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        return not self.faults and self.lines == self.expected


@dataclass(slots=True)
class _Finding:
    """A fault, with the line that showed it and, if any, the later one that explained it away."""

    shown_at: int
    fault: Fault
    withdrawn_at: int | None = None


@dataclass(slots=True)
class _Walk:
    """A reading under way. Lines are counted from 1; ``seen`` has the hashes of recent ones."""

    anchors: dict[str, str]
    expected: int
    lines: int = 0
    last: AuditEntry | None = None
    seen: OrderedDict[str, int] = field(default_factory=lambda: OrderedDict({GENESIS: 0}))
    recent: OrderedDict[int, AuditEntry] = field(default_factory=OrderedDict)
    findings: list[_Finding] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        return [each.fault for each in self.findings if each.withdrawn_at is None]

    def take(self, line: AuditEntry) -> None:
        sound = line.hash == line_hash(line)
        if sound:
            self._follow(line.previous_hash, line)
        # Whom an unsound line follows proves nothing; the line after it tells.
        self.lines += 1
        if not sound:
            self.find(self.lines, Fault(Damage.CHANGED, line))
        self.last = line
        self.anchors.pop(line.hash, None)
        self.seen.setdefault(line.hash, self.lines)
        self.recent[self.lines] = line
        if len(self.recent) > REMEMBERED:
            self.recent.popitem(last=False)
            self.seen.popitem(last=False)

    def end(self, head_hash: str) -> None:
        self._follow(head_hash, None)

    @property
    def _last_hash(self) -> str:
        return self.last.hash if self.last else GENESIS

    def _follow(self, previous_hash: str, line: AuditEntry | None) -> None:
        """Judges the link into a sound line; ``None`` is the end, whose link the head holds."""
        if previous_hash == self._last_hash:
            return
        here, known = self.lines + 1, self.seen.get(previous_hash)
        if known is not None:
            self._skip_back(known, here)
            return
        if line is None:
            torn = self.lines >= self.expected
        else:
            torn = self.last is not None and line.pk == self.last.pk + 1
        damage = Damage.TORN if torn else Damage.REMOVED
        self.find(here, Fault(damage, line, after=self.last))

    def _skip_back(self, known: int, here: int) -> None:
        """The lines after ``known`` are no part of the chain, nor is what they seemed to show."""
        for each in self.findings:
            if each.withdrawn_at is not None and each.withdrawn_at > known:
                each.withdrawn_at = None
            if each.shown_at > known:
                each.withdrawn_at = here
        for number, line in self.recent.items():
            if number > known:
                self.find(here, Fault(Damage.INSERTED, line))

    def find(self, shown_at: int, fault: Fault) -> None:
        self.findings.append(_Finding(shown_at, fault))


def verify_trail(anchors: Mapping[str, str] | None = None) -> TrailReport:
    """Reads the whole trail; ``anchors`` maps hashes noted elsewhere to where they were noted."""
    with one_moment():
        head = trail_head()
        walk = _Walk(dict(anchors or {}), head.lines)
        walk.anchors.pop(GENESIS, None)
        for line in AuditEntry.objects.order_by("id").iterator(chunk_size=2_000):
            walk.take(line)
            if len(walk.findings) >= TOLD:
                break
        else:
            walk.end(head.hash)
            for where in walk.anchors.values():
                walk.find(walk.lines, Fault(Damage.ANCHOR, anchor=where))
    return TrailReport(
        lines=walk.lines,
        expected=head.lines,
        hash=head.hash,
        last=walk.last,
        faults=tuple(walk.faults[:TOLD]),
    )
