"""The check itself: text in, claims and relations out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from niubizi.domain.figurecheck.claims import reader
from niubizi.domain.figurecheck.claims.claim import Claim, assemble
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.lexicon import Lexicon
from niubizi.domain.figurecheck.reading.cleaning import clean
from niubizi.domain.figurecheck.relations.relation import Relation, find


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a text claims and how its figures stand to each other, in the order of the text."""

    claims: tuple[Claim, ...]
    relations: tuple[Relation, ...]

    @property
    def failures(self) -> tuple[Relation, ...]:
        """The relations that fail: what a clerk has to look at before the text goes out."""
        return tuple(r for r in self.relations if r.verdict is Verdict.FAILS)

    def to_json(self) -> dict[str, Any]:
        """The result in the form of the figure check's interface, ready for ``json.dumps``."""
        return {
            "claims": [claim.to_json() for claim in self.claims],
            "relations": [relation.to_json() for relation in self.relations],
        }


def check(
    text: str, *, period_hint: str | None = None, lexicon: Lexicon | None = None
) -> CheckResult:
    """Check any text. Never raises on account of the text, and takes time in proportion to it.

    ``period_hint`` (``2021-01..2021-07``, ``2021-07``, ``2021``, ``Y-01..Y-07``) says what the text
    is about where it doesn't itself; an unreadable hint is none.
    """
    words = lexicon or Lexicon.default()
    plain = clean(text, words)
    figures = reader.read(plain.text, words, period_hint)
    found, ids = assemble(figures, plain)
    return CheckResult(found, find(figures, plain, words, ids))
