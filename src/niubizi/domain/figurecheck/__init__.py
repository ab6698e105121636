"""Figure check (核数): read a text, and check its figures against each other and the ledger.

A pipeline of pure stages, a package each:

``reading`` (characters → tokens → quantities) → ``claims`` (quantities → figures → claims) →
``relations`` (figures → relations, with their verdicts); each package's docstring is its map.
``result`` runs them, ``batch`` does so line by line, ``ledger`` compares the claims with a closing.
The words are data: ``lexicon.toml``, which an office extends.

Verdicts: *holds*; *fails* (stated, recomputed, allowed interval); *near* (right only at the edge of
rounding: a warning, no accusation); *explained* (a naive reading misses, and the text has a reason:
digits dropped instead of rounded, overlapping or missing parts, another base); *not checkable*.
No network, no model, no clock: the same text gives the same answer.
"""

from niubizi.domain.figurecheck.batch import check_batch
from niubizi.domain.figurecheck.claims.claim import Claim
from niubizi.domain.figurecheck.intervals import Verdict
from niubizi.domain.figurecheck.ledger import LedgerFigure, LedgerFigures, LedgerVerdict, compare
from niubizi.domain.figurecheck.lexicon import Lexicon
from niubizi.domain.figurecheck.relations.relation import Relation
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
