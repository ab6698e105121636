"""What a reader remembers while passing over a text: figures so far, time, records.

The stages that read percentages, amounts and ranks share one scene and ask it what was said
before: which claim stands nearest, whether a number goes on with a series, whose record it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from niubizi.domain.figurecheck.claims.figures import Figure
from niubizi.domain.figurecheck.claims.roles import Role
from niubizi.domain.figurecheck.claims.subjects import phrase_before, place_of
from niubizi.domain.figurecheck.lexicon import Lexicon
from niubizi.domain.figurecheck.reading import periods
from niubizi.domain.figurecheck.reading.periods import Period
from niubizi.domain.figurecheck.reading.tokens import Kind, Token, tokenize

MEMORY = 20  # how many figures back a sentence may refer
AMOUNTS = frozenset({"money", "foreign", "count", "area", "physical", "ratio", "score"})
_CATEGORIES = frozenset({"to_start", "to_finish", "new_start"})  # of projects, by their slot
_CONNECTOR = re.compile(r"个?[、，,和与及：:；;或/]*(?:以及)?")
_NEXT_OF_SERIES = re.compile(
    r"个?(?:[、，,和与及：:；]|以及)?-?"
    r"(?:[0-9]++(?:\.[0-9]++)?(?:%|个百分点|[亿万]元|个|亿美元|项|家|倍)|[0-9]++\.[0-9]++)"
)
_LONGEST_SERIES = 40
_PAIR = 2  # 20个、97.3亿元，分别占25%和23.4%: a number and its money
_COMPARING = ("较", "比", "与", "同")
_AHEAD = ("计划于", "拟于", "将于", "预计于", "预计", "力争", "确保")
_BY = ("前",)  # 9月底前
_LISTING = ("、", "和", "及", "与")
_NAMES = re.compile(r"[、和与及]")


class Scene:
    """A clean text with its tokens, and the figures read from it so far."""

    def __init__(self, text: str, lexicon: Lexicon, hint: str | None) -> None:
        self.text = text
        self.lexicon = lexicon
        self.hint = periods.of_hint(hint)
        self.period = self.hint
        self.tokens: Sequence[Token] = tuple(tokenize(text, lexicon))
        self.figures: list[Figure] = []
        self.conditions: list[str] = []
        self.bases: set[int] = set()  # amounts printed as what a percentage is of
        self.end = 0  # of the last quantity, asserted or not
        self._starts = [token.start for token in self.tokens]
        self._record = 0

    # ── the text ────────────────────────────────────────────────────────────────────────────────

    def between(self, start: int, end: int) -> Sequence[Token]:
        """The tokens that begin in ``start``..``end``."""
        return self.tokens[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def gap_text(self, figure: Figure) -> str:
        """The characters between the last quantity and this one."""
        return self.text[self.end : figure.quantity.start]

    def clause_end(self, start: int, limit: int) -> int:
        """Where the clause ends that goes on at ``start``, at the latest at ``limit``."""
        for token in self.between(start, limit):
            if token.kind is Kind.MARK and token.text in "，,。；;、：:()\n":
                return token.start
        return limit

    # ── time ────────────────────────────────────────────────────────────────────────────────────

    def follow_time(self, end: int) -> None:
        """Take the dates between the last quantity and ``end`` as what is spoken of from there."""
        compared = -1  # where a list of dates ends that others are compared with
        for token in self.between(self.end, end):
            before = self.text[max(0, token.start - 4) : token.start]
            if token.kind is not Kind.DATE:
                continue
            listed = token.start - compared == 1 and before.endswith(_LISTING)
            if before.endswith(_COMPARING) or listed:
                compared = token.end  # 较一季度、上半年提高…: these aren't spoken of
                continue
            if before.endswith(_AHEAD) or self.text.startswith(_BY, token.end):
                continue  # 计划于9月底前开工: what is to come, and no time that is reported on
            found = periods.parse(token.text, before, self.hint.year)
            if found.first is not None:
                self.period = replace(found, year=found.year or self.period.year or self.hint.year)
            elif found.year is not None:
                self.period = self._of_year(found.year)

    def _of_year(self, year: int) -> Period:
        """A bare year keeps the months the text is about if it is their year."""
        return self.hint if year == self.hint.year and self.hint.first is not None else Period(year)

    # ── what was said before ────────────────────────────────────────────────────────────────────

    @property
    def last(self) -> Figure | None:
        return self.figures[-1] if self.figures else None

    def back(self, reach: int = MEMORY) -> Iterator[Figure]:
        """The figures so far, nearest first."""
        return reversed(self.figures[-reach:])

    def claim_before(self, figure: Figure) -> Figure | None:
        """The nearest amount in front that stands for itself: in the sentence, or the paragraph."""
        for other in self.back(12):
            if other.paragraph != figure.paragraph:
                return None
            if other.depth > figure.depth or other.index in self.bases:
                continue  # 12家(去年10家)，增长20%: what an aside says isn't spoken of behind it
            if other.role is Role.CLAIM and other.is_claim and other.quantity.kind in AMOUNTS:
                return other
        return None

    def continues(self, figure: Figure) -> Figure | None:
        """The figure that this one goes on from as a series: 12%、15%和18%."""
        last = self.last
        if last is None or last.sentence != figure.sentence:
            return None
        kinds = {last.quantity.kind, figure.quantity.kind}
        same = len(kinds) == 1 or (kinds == {"times", "percent"} and last.distributive)
        return last if same and _CONNECTOR.fullmatch(self.gap_text(figure)) else None

    def in_series(self, figure: Figure) -> Figure:
        """The figure as a member of the series it goes on with."""
        previous = self.continues(figure)
        if previous is None:
            return figure
        distributive = previous.distributive or figure.distributive
        return figure.but(series=previous.series, distributive=distributive)

    def series_size(self, figure: Figure) -> int:
        """How many numbers the series has, counted ahead in the text."""
        size, position = figure.index - figure.series + 1, figure.quantity.end
        while size < _LONGEST_SERIES and (match := _NEXT_OF_SERIES.match(self.text, position)):
            size, position = size + 1, match.end()
        return size

    def distributed(self, figure: Figure) -> Figure | None:
        """分别: the i-th of a series remarks on the i-th of as many claims in front of it."""
        size = self.series_size(figure)
        before = self.figures[max(0, figure.series - size * 2) : figure.series]
        claims = [f for f in before if f.is_claim and f.paragraph == figure.paragraph]
        amounts = [f for f in claims if f.role is Role.CLAIM]
        if figure.quantity.kind != "point" or claims[-size:] == amounts[-size:]:
            claims = amounts
        alike = [f for f in claims if f.quantity.kind == claims[-1].quantity.kind]
        if len(alike) >= size > _PAIR and {f.series for f in alike[-size:]} != {alike[-1].series}:
            claims = (
                alike  # 6个项目93亿元、54个项目268亿元…，分别占: one share for each project group
            )
        claims = claims[-size:]
        if size < 2 or len(claims) < size or claims[0].sentence != claims[-1].sentence:
            return None
        return claims[figure.index - figure.series]

    def names_its_own(self, figure: Figure) -> bool:
        """甲镇、乙镇和丙镇，完成率分别为…: the series lists what its numbers are of."""
        opening = self._opening(figure)
        said = self.text[opening.stretch.start : opening.stretch.end].strip("、，,。；;：: ")
        commas = said.count("、")
        return _NAMES.search(said) is not None and commas >= self.series_size(figure) - 2

    def named(self, figure: Figure) -> Figure | None:
        """签约额和到资额分别增长…: the nearest claim of the indicator in the number's place."""
        word = self.own_word(figure, "indicator")
        slot = self.lexicon.indicators[word].slot if word else None
        for other in self.back(8):
            if other.is_claim and other.slot == slot and other.paragraph == figure.paragraph:
                return other
        return None

    def _opening(self, figure: Figure) -> Figure:
        return self.figures[figure.series] if figure.series < figure.index else figure

    def own_word(self, figure: Figure, part: str) -> str | None:
        """开工率、完成率分别为…: of as many words as the series has numbers, the one in its place."""
        opening = self._opening(figure)
        words = [t.text for t in opening.stretch.clause_tokens if part in t.parts]
        if not opening.distributive or len(words) < 2 or len(words) != self.series_size(figure):
            return None
        return words[figure.index - figure.series]

    def phrase(self, figure: Figure) -> str:
        """The subject in front; of a list of them (甲县、乙县分别为…) the one in the same place."""
        opening = self._opening(figure)
        of_amount = figure.quantity.kind != "count"
        phrase = phrase_before(self.text, opening.stretch, self.lexicon, of_amount=of_amount)
        names, position = _NAMES.split(phrase), figure.index - figure.series
        if opening.distributive and len(names) == self.series_size(figure):
            return names[position]
        return phrase

    # ── records ─────────────────────────────────────────────────────────────────────────────────

    def settled(self, figure: Figure) -> Figure:
        """A claim with its record: a new one where the text turns to another set of projects."""
        figure = self.in_series(figure)
        last = next((f for f in self.back(12) if f.is_claim and f.depth <= figure.depth), None)
        whole = self._broken_down(figure)
        if whole is not None:
            return figure.but(record=whole.record, subject=whole.subject, place=whole.place)
        turns = last is None or self._turns(figure, last)
        self._record += turns
        record = self._record if turns or last is None else last.record
        inherits = last is not None and last.record == record
        subject = figure.subject or (last.subject if last is not None and inherits else "")
        of_count = figure.quantity.kind != "count"
        if inherits and of_count and last and last.quantity.kind != figure.quantity.kind:
            # 其中工业52个、总投资268亿元: what is within is so in every measure
            figure = figure.but(nested=figure.nested or last.nested)
        return figure.but(record=record, subject=subject, place=place_of(subject))

    def _turns(self, figure: Figure, last: Figure | None) -> bool:
        if last is None or last.paragraph != figure.paragraph or figure.slot == "count":
            return True
        if figure.nested and figure.quantity.kind == "count" and figure.role is Role.CLAIM:
            return True  # 其中现场签约15个: a part is another set of projects than its whole
        if figure.slot in _CATEGORIES and ";" in figure.stretch.tags and figure.role is Role.CLAIM:
            return last.quantity.kind != "count"  # …，总投资330亿元；计划新开工项目57个，总投资…
        return bool(figure.subject) and figure.subject != last.subject and figure.role is Role.CLAIM

    def _broken_down(self, figure: Figure) -> Figure | None:
        """265个项目中，结转193个、新增72个，共完成投资…: after its parts the whole has the word again."""
        if figure.subject or figure.role is not Role.CLAIM or figure.quantity.kind == "count":
            return None
        counts = []
        for other in self.back():
            if (
                other.sentence != figure.sentence
                or other.quantity.kind != "count"
                or not other.is_claim
            ):
                break
            counts.append(other)
        if len(counts) < 3 or counts[-1].value != sum(f.value for f in counts[:-1]):
            return None
        return counts[-1]
