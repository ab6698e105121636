"""Figure check (核数): read a text, and check its figures against each other and the ledger.

A pipeline of pure stages, a module each:

``cleaning`` → ``tokens`` → ``quantities`` → ``reader`` (``percentages``, ``magnitudes``; what was
said before is in ``scene``) → ``claims``; and from the figures of the reader the relations:
``leads``, ``completions``, ``shares``, ``sums``, ``growth``, ``points``, ``compositions``, ``plans``,
``integers``, ``enumerations``, ``repetitions``, ``orders``, ``slips``; what percentages are left,
``fits`` tries on the amounts around them, and ``bases`` says which one it must be of.
The words are data: ``lexicon.toml``, which an office extends.

Verdicts: *holds*; *fails* (stated, recomputed, allowed interval); *near* (right only at the edge of
rounding: a warning, no accusation); *explained* (a naive reading misses, and the text has a reason:
digits dropped instead of rounded, overlapping or missing parts, another base); *not checkable*.
No network, no model, no clock: the same text gives the same answer.
"""

from niubizi.domain.figurecheck.batch import check_batch
from niubizi.domain.figurecheck.claims import Claim
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.ledger import LedgerFigure, LedgerFigures, LedgerVerdict, compare
from niubizi.domain.figurecheck.lexicon import Lexicon
from niubizi.domain.figurecheck.relations import Relation
from niubizi.domain.figurecheck.result import CheckResult, check

__all__ = [
    "CheckResult",
    "Claim",
    "LedgerFigure",
    "LedgerFigures",
    "LedgerVerdict",
    "Lexicon",
    "Relation",
    "Verdict",
    "check",
    "check_batch",
    "compare",
]
