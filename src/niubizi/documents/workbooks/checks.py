"""What is wrong, or odd, with a row in itself and against the ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from niubizi.documents.workbooks import messages
from niubizi.documents.workbooks.cells import decimal_text
from niubizi.documents.workbooks.columns import Column
from niubizi.documents.workbooks.facts import BookKind, ImportContext, KnownProject, Projects
from niubizi.documents.workbooks.fields import FIELDS, MONTH_PLANS
from niubizi.documents.workbooks.preview import Issue
from niubizi.documents.workbooks.readrow import ReadRow, title_of
from niubizi.domain.amounts import fen_of_wan, wan_of_fen
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.domain.suspicion import ReturnFacts, refuse_fall, suspicions


@dataclass(frozen=True)
class RowChecker:
    """The rules of one table; ``required`` are the fields without which a row isn't taken,
    ``others`` the letters of the columns not understood, by head."""

    kind: BookKind
    columns: Mapping[str, Column]
    others: Mapping[str, str]
    required: tuple[str, ...]
    year: int | None
    period: Month | None
    context: ImportContext
    ledger: Projects | None

    def check(self, row: ReadRow) -> None:
        """Add what is found to the row's errors and warnings."""
        self._required(row)
        self._amounts(row)
        self._year(row)
        self._words(row)
        if self.kind is BookKind.MONTHLY:
            self._month(row)

    def _required(self, row: ReadRow) -> None:
        for name in self.required:
            absent = name not in row.values and name not in row.unread
            if absent and not (name == "annual_plan" and row.is_planned_only):
                self._error(row, "required", name, messages.required(self._title(name)))

    def _amounts(self, row: ReadRow) -> None:
        total, plan = row.amount("total_investment"), row.amount("annual_plan")
        before = row.amount("invested_before")
        if total is not None and plan is not None and plan >= 0:
            if plan > total:
                sentence = messages.plan_exceeds_total(plan, total)
                self._error(row, "plan_exceeds_total", "annual_plan", sentence)
            elif before is not None and plan > total - before:
                rest = max(total - before, Decimal(0))
                sentence = messages.plan_exceeds_rest(plan, rest)
                self._warn(row, "plan_exceeds_rest", "annual_plan", sentence)
        if total is not None:
            self._done(row, total)
        self._month_plans(row, plan)

    def _done(self, row: ReadRow, total: Decimal) -> None:
        for name in ("invested_total", "invested_ytd", "invested_before"):
            done = row.amount(name)
            if done is not None and done > total:
                sentence = messages.exceeds_total(self._title(name), done, total)
                self._warn(row, "exceeds_total", name, sentence)
                return

    def _month_plans(self, row: ReadRow, plan: Decimal | None) -> None:
        if not self._plans_months:
            return
        plans = [row.amount(name) for name in MONTH_PLANS]
        given = [value for value in plans if value is not None]
        if plan is not None and len(given) == len(plans) and sum(given) != plan:
            sentence = messages.months_differ(sum(given, Decimal(0)), plan)
            self._error(row, "out_of_range", "annual_plan", sentence)

    def _year(self, row: ReadRow) -> None:
        start, end = row.values.get("start"), row.values.get("end")
        if isinstance(start, Month) and isinstance(end, Month) and end < start:
            sentence = messages.out_of_range(
                self._title("end"), end.name, f"早于开工时间{start.name}"
            )
            self._error(row, "out_of_range", "end", sentence)
        end_year = end.year if isinstance(end, Month) else row.values.get("end_year")
        if self.year and isinstance(end_year, int) and end_year < self.year:
            name = "end" if "end" in self.columns and "end" in row.values else "span"
            name = name if name in self.columns else "end"
            sentence = messages.ends_before_year(end_year, self.year)
            self._warn(row, "ends_before_year", name, sentence, str(end_year))

    def _words(self, row: ReadRow) -> None:
        for name, value in row.values.items():
            if isinstance(value, str) and (found := self._telltale.search(value)):
                sentence = messages.classified_word(found[0])
                self._warn(row, "classified_word", name, sentence, value)
        for head, value in row.extra.items():
            if found := self._telltale.search(value):
                sentence, letter = messages.classified_word(found[0]), self.others.get(head)
                row.warnings.append(
                    Issue("classified_word", sentence, row.number, letter, None, value)
                )

    @cached_property
    def _telltale(self) -> re.Pattern[str]:
        words = "|".join(map(re.escape, self.context.classified_words))
        return re.compile(words or r"(?!)")

    @cached_property
    def _plans_months(self) -> bool:
        return all(name in self.columns for name in MONTH_PLANS)

    def _month(self, row: ReadRow) -> None:
        ytd, month, total = (
            row.amount(name) for name in ("invested_ytd", "invested_month", "invested_total")
        )
        if ytd is not None and total is not None and ytd > total:
            sentence = messages.exceeds_since_start(ytd, total)
            self._warn(row, "exceeds_total", "invested_ytd", sentence)
        if self.ledger is None:
            if ytd is not None and month is not None and month > ytd:
                sentence = messages.month_exceeds_year(month, ytd)
                self._warn(row, "month_mismatch", "invested_month", sentence)
            return
        known = self.ledger.find(row.text("code"), row.text("name"))
        if known is None:
            return
        self._against_last(row, known, ytd, month)

    def _against_last(
        self, row: ReadRow, known: KnownProject, ytd: Decimal | None, month: Decimal | None
    ) -> None:
        """What the yardstick says of the figure beside the last one and the ledger's."""
        if ytd is None or ytd < 0 or self.period is None:
            return
        last = known.last_ytd or Decimal(0)
        facts = self._facts(row, known, ytd, self.period)
        try:
            refuse_fall(facts)
        except DomainError:
            name = known.last_period.name if known.last_period else "上期"
            sentence = messages.cumulative_falls(ytd, last, name)
            self._error(row, "cumulative_falls", "invested_ytd", sentence)
            return
        if month is not None and self._follows(known) and ytd != last + month:
            sentence = messages.month_mismatch(ytd, last, month)
            self._warn(row, "month_mismatch", "invested_ytd", sentence)
        found = {each.code for each in suspicions(facts, jump_share=self.context.jump_share)}
        if "jump" in found and known.annual_plan is not None:
            first = known.last_ytd is None and known.due_ytd is not None
            sentence = (
                messages.first_jump(ytd, known.due_ytd or last, known.annual_plan)
                if first
                else messages.jump(ytd - last, known.annual_plan)
            )
            self._warn(row, "jump", "invested_ytd", sentence)
        already = any(warning.code == "exceeds_total" for warning in row.warnings)
        if "exceeds_total" in found and facts.total_investment is not None and not already:
            done = row.amount("invested_total") or (known.invested_before or Decimal(0)) + ytd
            limit = wan_of_fen(facts.total_investment)
            sentence = messages.exceeds_total("自开工累计完成投资", done, limit)
            self._warn(row, "exceeds_total", "invested_ytd", sentence)

    def _facts(self, row: ReadRow, known: KnownProject, ytd: Decimal, period: Month) -> ReturnFacts:
        total = known.total_investment
        return ReturnFacts(
            period=period,
            invested=fen_of_wan(ytd),
            previous=_fen(known.last_ytd),
            annual_plan=_fen(known.annual_plan),
            total_investment=_fen(row.amount("total_investment") if total is None else total),
            invested_before=_fen(known.invested_before),
            invested_total=_fen(row.amount("invested_total")),
            due=_fen(known.due_ytd),
            reason=row.text("reason") or "",
        )

    def _follows(self, known: KnownProject) -> bool:
        """Whether the last known figure is of the month before, so that this month is the difference."""
        if self.period is None:
            return False
        return self.period.month == 1 or known.last_period == self.period.previous

    def _title(self, name: str) -> str:
        column = self.columns.get(name)
        return title_of(column) if column else FIELDS[name].title

    def _error(self, row: ReadRow, code: str, name: str, message: str) -> None:
        row.errors.append(self._issue(row, code, name, message, ""))

    def _warn(self, row: ReadRow, code: str, name: str, message: str, value: str = "") -> None:
        row.warnings.append(self._issue(row, code, name, message, value))

    def _issue(self, row: ReadRow, code: str, name: str, message: str, value: str) -> Issue:
        column = self.columns.get("span" if name in {"start_year", "end_year"} else name)
        stated = row.values.get(name)
        shown_value = value or (
            decimal_text(stated) if isinstance(stated, Decimal) else str(stated or "")
        )
        return Issue(
            code, message, row.number, column.letter if column else None, name, shown_value
        )


def _fen(wan: Decimal | None) -> int | None:
    return None if wan is None else fen_of_wan(wan)
