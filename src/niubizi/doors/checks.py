"""A figure check as JSON: what ``niubizi check --json`` prints and the API answers."""

from __future__ import annotations

from typing import Any

from niubizi.domain.figurecheck import LedgerVerdict


def ledger_json(verdict: LedgerVerdict) -> dict[str, Any]:
    """A number of a claim beside the ledger's; ``null`` where the ledger has none."""
    return {
        "claim": verdict.cid,
        "metric": verdict.metric,
        "comparison": verdict.comparison.value,
        "stated": float(verdict.stated),
        "ledger": None if verdict.ledger is None else float(verdict.ledger),
        "difference": None if verdict.difference is None else float(verdict.difference),
        "unit": verdict.unit,
        "message": verdict.message,
    }
