"""A checked text as the page shows it: stretches with marks, relations with their places.

Figures of a text may overlap, tags may not: the text is cut wherever a span begins or ends, and a
stretch carries the relations of every span that covers it, under the gravest verdict of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from niubizi.documents.checked import gravest_first
from niubizi.documents.checkwords import COMPARISONS, VERDICTS, exact, type_word
from niubizi.domain.figurecheck import CheckResult, LedgerVerdict, Relation, Verdict
from niubizi.domain.figurecheck.ledger import Comparison

MOST_SHOWN = 500
"""Relations on a page, the gravest; all of them are in the workbook."""

SYMBOLS = {
    Verdict.FAILS: "✗",
    Verdict.NEAR: "≈",
    Verdict.EXPLAINED: "※",
    Verdict.NOT_CHECKABLE: "?",
    Verdict.HOLDS: "✓",
}
_GRAVITY = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
_PLACES, _PLACES_OF_RATES = 4, 2
_RATES = frozenset({"%", "百分点"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the text; ``relations`` are those that read it, the gravest first.

    ``number`` is its place among the marked stretches, 0 for plain text. A figure in no relation
    has no verdict. ``leads``: the first of its relation, which says the verdict for the others.
    """

    text: str
    number: int = 0
    verdict: Verdict | None = None
    relations: tuple[str, ...] = ()
    leads: bool = True

    @property
    def code(self) -> str:
        return self.verdict.value if self.verdict else "unrelated"

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.verdict] if self.verdict else ""

    @property
    def word(self) -> str:
        return VERDICTS[self.verdict] if self.verdict else ""

    @property
    def word_shown(self) -> str:
        """A verdict's word, once a relation; else its sign alone, or nothing else could be read."""
        return self.word if self.leads and self.verdict is not Verdict.HOLDS else ""


@dataclass(frozen=True, slots=True)
class Place:
    """A figure of a relation: as printed, and the number of the stretch where it begins."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class ShownRelation:
    """A relation in the panel."""

    rid: str
    code: str
    symbol: str
    word: str
    type_word: str
    message: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """A number beside the ledger's, each with its unit; ``place`` leads to the claim it belongs to."""

    code: str
    word: str
    message: str
    place: Place
    ledger: str
    difference: str


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many relations have a verdict."""

    code: str
    symbol: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """Everything a result page says."""

    stretches: Sequence[Stretch]
    relations: Sequence[ShownRelation]
    counts: Sequence[VerdictCount]
    claims: int
    total: int
    failures: int
    comparisons: Sequence[ShownComparison] = ()
    absent: Sequence[ShownComparison] = ()
    compared: Counter[Comparison] = field(default_factory=Counter)

    @property
    def hidden(self) -> int:
        return self.total - len(self.relations)

    @property
    def agree(self) -> int:
        return self.compared[Comparison.AGREES]

    @property
    def differ(self) -> int:
        return self.compared[Comparison.DIFFERS]

    @property
    def missing(self) -> int:
        return self.compared[Comparison.ABSENT]


def shown_check(text: str, result: CheckResult, against: Sequence[LedgerVerdict]) -> ShownCheck:
    """The check, ready for the page."""
    relations = gravest_first(result.relations)[:MOST_SHOWN]
    stretches, numbers = _stretches(text, result, relations)
    verdicts = Counter(each.verdict for each in result.relations)
    spans = {claim.cid: claim.span for claim in result.claims}
    compared = [_comparison(each, spans[each.cid], numbers) for each in _worst_first(against)]
    present = [each for each in compared if each.code != Comparison.ABSENT.value]
    absent = [each for each in compared if each.code == Comparison.ABSENT.value]
    return ShownCheck(
        stretches=stretches,
        relations=[_relation(each, text, numbers) for each in relations],
        counts=[
            VerdictCount(verdict.value, SYMBOLS[verdict], word, verdicts[verdict])
            for verdict, word in VERDICTS.items()
            if verdicts[verdict]
        ],
        claims=len(result.claims),
        total=len(result.relations),
        failures=len(result.failures),
        comparisons=present[:MOST_SHOWN],
        absent=absent[:MOST_SHOWN],
        compared=Counter(each.comparison for each in against),
    )


def _stretches(
    text: str, result: CheckResult, relations: Sequence[Relation]
) -> tuple[list[Stretch], dict[int, int]]:
    """The text in pieces, and the number of the piece that begins at a position."""
    opening: dict[int, list[Relation | None]] = {}
    closing: dict[int, list[Relation | None]] = {}
    marked: list[tuple[tuple[int, int], Relation | None]] = [
        (claim.span, None) for claim in result.claims
    ]
    marked += [(span, each) for each in relations for span in set(each.spans)]
    for (start, end), of in marked:
        if start < end:
            opening.setdefault(start, []).append(of)
            closing.setdefault(end, []).append(of)
    pieces: list[Stretch] = []
    numbers: dict[int, int] = {}
    active: list[Relation | None] = []
    told: set[str] = set()
    at = 0
    for cut in sorted(opening.keys() | closing.keys() | {len(text)}):
        if at < cut:
            if active:
                numbers[at] = len(numbers) + 1
            pieces.append(_stretch(text[at:cut], numbers.get(at, 0), active, told))
        for each in closing.get(cut, ()):
            active.remove(each)
        active += opening.get(cut, ())
        at = cut
    return pieces, numbers


def _stretch(text: str, number: int, active: Sequence[Relation | None], told: set[str]) -> Stretch:
    """``told``: the relations whose verdict a stretch in front has said; this one's is added."""
    over = {each.rid: each for each in active if each is not None}
    if not over:
        return Stretch(text, number)
    ordered = sorted(over.values(), key=lambda each: _GRAVITY[each.verdict])
    gravest = ordered[0]
    leads = gravest.rid not in told
    told.add(gravest.rid)
    rids = tuple(each.rid for each in ordered)
    return Stretch(text, number, gravest.verdict, rids, leads)


def _relation(each: Relation, text: str, numbers: dict[int, int]) -> ShownRelation:
    spans = dict.fromkeys(span for span in each.spans if span[0] < span[1])
    return ShownRelation(
        each.rid,
        each.verdict.value,
        SYMBOLS[each.verdict],
        VERDICTS[each.verdict],
        type_word(each.type),
        each.message,
        tuple(Place(text[slice(*span)], numbers[span[0]]) for span in spans),
    )


def _worst_first(against: Sequence[LedgerVerdict]) -> list[LedgerVerdict]:
    order = list(COMPARISONS)
    return sorted(against, key=lambda each: order.index(each.comparison))


def _comparison(
    each: LedgerVerdict, span: tuple[int, int], numbers: dict[int, int]
) -> ShownComparison:
    def printed(value: Fraction | None) -> str:
        places = _PLACES_OF_RATES if each.unit in _RATES else _PLACES
        return "" if value is None else f"{exact(value, places)}{each.unit}"

    return ShownComparison(
        each.comparison.value,
        COMPARISONS[each.comparison],
        each.message,
        Place(printed(each.stated), numbers[span[0]]),
        printed(each.ledger),
        printed(each.difference),
    )
