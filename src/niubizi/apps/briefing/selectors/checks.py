"""Checking a text: its figures against each other, and against a closing where one is named."""

from __future__ import annotations

from dataclasses import dataclass

from niubizi.apps.briefing.selectors.ledger import ledger_figures
from niubizi.apps.kernel.actors import Actor
from niubizi.apps.reporting.models import Closing, Period
from niubizi.apps.reporting.selectors.figures import figure_sheet
from niubizi.apps.reporting.selectors.periods import closing_numbers, latest_closing, periods
from niubizi.domain.errors import DomainError
from niubizi.domain.figurecheck import CheckResult, LedgerVerdict, check, compare
from niubizi.domain.periods import Month

MAX_TEXT_BYTES = 1024 * 1024
"""Of UTF-8: some 350 thousand characters, more than any report; checking it takes seconds."""


@dataclass(frozen=True, slots=True)
class TextCheck:
    """The check of a text; ``closing`` is what it was compared with."""

    text: str
    result: CheckResult
    closing: Closing | None = None
    against: tuple[LedgerVerdict, ...] = ()


def text_check(
    text: str, *, actor: Actor, period_hint: str | None = None, ledger: str | None = None
) -> TextCheck:
    """Check a text for whoever asks; ``ledger`` is the code of a closed period, ``2021-07``.

    Without a hint, a text that is compared with a period is taken to speak of it. Raises
    ``check.too_long``, and what :func:`closing_for` raises.
    """
    if len(text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
        raise DomainError("check.too_long")
    if not ledger:
        return TextCheck(text, check(text, period_hint=period_hint))
    closing = closing_for(ledger)
    of = closing.period.key
    result = check(text, period_hint=period_hint or f"{of.year}-01..{of.code}")
    return TextCheck(text, result, closing, ledger_verdicts(result, closing, actor=actor))


def closing_for(code: str) -> Closing:
    """The closing in force of a period.

    Raises ``period.not_a_month``, ``period.unknown``, ``closing.not_closed``.
    """
    month = Month.parse(code)
    period = periods().filter(code=month.code).first()
    if period is None:
        raise DomainError("period.unknown", period=month.name)
    closing = latest_closing(period)
    if closing is None:
        raise DomainError("closing.not_closed", period=month.name)
    closing.period = period
    return closing


def ledger_verdicts(
    result: CheckResult, closing: Closing, *, actor: Actor
) -> tuple[LedgerVerdict, ...]:
    """A checked text beside the closing's figures, as far as ``actor`` may see them."""
    sheet = figure_sheet(period=closing.period, actor=actor, closing=closing)
    return compare(result, ledger_figures(sheet))


def closed_periods() -> list[Period]:
    """The periods that a text can be compared with, latest first."""
    closed = closing_numbers()
    return [each for each in periods() if each.pk in closed]
