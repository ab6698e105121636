"""Living a year and a half in the sample city, month by month, through the services.

What makes it worth looking at: late returns, carried and unreported entries, a correction with its
trace at review, a corrected revision in a period that was reopened, a package, photos good and
bad, a mid-year change of plans, and an open August with returns in every state.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from niubizi.apps.kernel.audit import use_case
from niubizi.apps.projects.services.programmes import PlanInput, plan_revise
from niubizi.apps.projects.services.projects import project_advance
from niubizi.apps.reporting.selectors.reports import current_report, waiting_reports
from niubizi.apps.reporting.services import closing, periods, returns, reviews
from niubizi.apps.reporting.services.photos import photo_add
from niubizi.apps.reporting.services.returns import Outcome, ReturnInput
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.lifecycle import Stage
from niubizi.domain.periods import Month
from niubizi.jobs.sample import people
from niubizi.jobs.sample.draw import AUGUST, JULY, SEED, Drawn, Finished, draw_city, spread
from niubizi.jobs.sample.ledger import (
    Listed,
    block_targets,
    list_in_2020,
    list_project,
    make_finished,
    make_programmes,
    make_project,
    moment,
)
from niubizi.jobs.sample.photos import draw_photo
from niubizi.jobs.sample.places import BLOCKS
from niubizi.jobs.sample.words import PROGRESS

if TYPE_CHECKING:
    from niubizi.apps.reporting.models import ProgressReport

Say = Callable[[str], None]
REOPENED = 6
PHOTOS = 12


def build_city(say: Say) -> None:
    """The whole sample city, in an empty database."""
    _City(say).build()


class _City:
    """The people at work and the projects they report on."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.source = random.Random(SEED + 1)  # noqa: S311 a reproducible drawing, no secret
        self.listed: list[Listed] = []
        self.finished: list[tuple[Finished, int]] = []

    def build(self) -> None:
        first = moment(2020, 1, 2)
        self.say("建立机构、人员和授权")
        _together(lambda: people.make_places(first))
        _together(lambda: people.make_people(first))
        self.office = people.person("office", first.date())
        self.chief = people.person("chief", first.date())
        self.officers = {b.code: people.person(b.code, first.date()) for b in BLOCKS}
        drawn, finished = draw_city()
        self.say("建立2020年名单，关账2020年7月、12月")
        _together(lambda: self._list_2020(drawn, finished))
        for month in (JULY, 12):
            self._month_of_2020(month)
        self.say("建立2021年名单和年度计划")
        _together(lambda: self._list_2021(drawn))
        for month in range(1, JULY + 1):
            self.say(f"报送、审核、关账2021年{month}月")
            self._month(month)
        self.say("2021年8月填报中")
        self._august()
        people.set_the_day(moment(2021, 9, 2))

    # -- lists -----------------------------------------------------------------------------

    def _list_2020(self, drawn: Sequence[Drawn], finished: Sequence[Finished]) -> None:
        targets = spread(7_900, [b.share for b in BLOCKS])
        lists = make_programmes(2020, [t * 1000 for t in targets], self.office)
        carried = [d for d in drawn if not d.is_new]
        self.listed = [make_project(d, i, self.office) for i, d in enumerate(carried)]
        for number, listed in enumerate(self.listed, start=1):
            list_in_2020(
                listed.project, max(listed.drawn.before * 7 // 10, 100),
                on_provincial=listed.drawn.provincial, provincial=lists[0], municipal=lists[1],
                number=number, actor=self.office,
            )  # fmt: skip
        for number, one in enumerate(finished, start=len(self.listed) + 1):
            project = make_finished(one, number, self.office)
            list_in_2020(
                project, one.plan, on_provincial=one.provincial, provincial=lists[0],
                municipal=lists[1], number=number, actor=self.office,
            )  # fmt: skip
            self.finished.append((one, project.pk))

    def _list_2021(self, drawn: Sequence[Drawn]) -> None:
        for _, project_id in self.finished:
            project_advance(
                project_id=project_id, to=Stage.COMPLETED, on=date(2020, 12, 28),
                actor=self.office, at=moment(2021, 1, 4),
            )  # fmt: skip
        provincial, municipal = make_programmes(2021, block_targets(drawn), self.office)
        new = [d for d in drawn if d.is_new]
        self.listed += [
            make_project(d, i, self.office) for i, d in enumerate(new, start=len(self.listed))
        ]
        for number, listed in enumerate(self.listed, start=1):
            list_project(listed, provincial, municipal, number, self.office)

    # -- months ----------------------------------------------------------------------------

    def _month_of_2020(self, month: int) -> None:
        """A month of 2020: everyone reports in time."""
        period = Month(2020, month)
        share = 0.62 if month == JULY else 1.0
        self._open(period)
        rows: dict[str, list[ReturnInput]] = {b.code: [] for b in BLOCKS}
        for listed in self.listed:
            year = max(listed.drawn.before * 7 // 10, 100)
            whole = int(year * share * self.source.uniform(0.88, 1.0))
            for project_id, amount in _shares(listed, whole):
                rows[listed.drawn.block.code].append(
                    ReturnInput(project_id, fen_of_wan(amount), progress="按计划推进")
                )
        for one, project_id in self.finished:
            amount = one.july if month == JULY else one.december
            rows[one.block.code].append(ReturnInput(project_id, fen_of_wan(amount)))
        following = period.plus(1)
        for code, given in rows.items():
            self._hand_up(period, code, given, moment(following.year, following.month, 2, 16))
        at = moment(following.year, following.month, 5, 15)
        self._approve(period, [row.project_id for given in rows.values() for row in given], at)
        self._close(period, at + timedelta(hours=20))

    def _month(self, month: int) -> None:
        period = Month(2021, month)
        _together(lambda: self._starts(month))
        if month == JULY:
            _together(self._change_plans)
        self._open(period)
        silent = {
            id(listed)
            for listed in self.listed
            if month == JULY and (listed.drawn.misses_july or listed.drawn.never_reported)
        }
        reporting = [
            listed
            for listed in self.listed
            if id(listed) not in silent
            and not listed.drawn.never_reported
            and listed.drawn.start <= month
            and listed.drawn.entered <= month
        ]
        for block in BLOCKS:
            rows = [
                row
                for listed in reporting
                if listed.drawn.block is block
                for row in self._rows(listed, month)
            ]
            late = max(1, len(rows) // 12) if block.speed < 1 else 0
            in_time, too_late = rows[late:], rows[:late]
            following = period.plus(1)
            self._hand_up(period, block.code, in_time, moment(2021, following.month, 3, 11))
            self._hand_up(period, block.code, too_late, moment(2021, following.month, 4, 9))
        if month == JULY:
            self._photos(period, reporting[:PHOTOS], moment(2021, 8, 3, 15))
        at = moment(2021, month + 1, 5, 16)
        wrong = next(p for p in reporting if p.drawn.provincial and not p.drawn.misses_july)
        if month == REOPENED:
            self._approve_one_wrong(period, reporting, wrong, at)
        else:
            self._approve(period, [pk for p in reporting for pk in _ids(p)], at)
        self._close(period, moment(2021, month + 1, 6))
        if month == REOPENED:
            self._reopen(period, wrong)

    def _rows(self, listed: Listed, month: int) -> list[ReturnInput]:
        """What a project reports for a month, package by its parts."""
        if listed.parts:
            return [
                self._row(part, project.pk, part.cumulative[month], month)
                for part, project in listed.parts
                if month in part.cumulative
            ]
        amount = listed.drawn.cumulative.get(month)
        return [] if amount is None else [self._row(listed.drawn, listed.project.pk, amount, month)]

    def _row(self, drawn: Drawn, project_id: int, amount: int, month: int) -> ReturnInput:
        share = (drawn.before + amount) / max(drawn.total, 1)
        words = PROGRESS[min(int(share * 5), 4)]
        return ReturnInput(
            project_id,
            invested_fen=fen_of_wan(amount),
            since_start_fen=fen_of_wan(drawn.before + amount),
            progress=words[(project_id + month) % len(words)],
            problems=drawn.problem if month >= JULY - 1 else "",
        )

    def _starts(self, month: int) -> None:
        """New projects break ground in the month they were planned to."""
        for listed in self.listed:
            drawn = listed.drawn
            if drawn.is_new and drawn.start == month:
                project_advance(
                    project_id=listed.project.pk, to=Stage.STARTED, on=date(2021, month, 18),
                    note="永久性工程破土动工", actor=self.office, at=moment(2021, month, 20),
                )  # fmt: skip

    def _change_plans(self) -> None:
        for listed in self.listed:
            drawn = listed.drawn
            if drawn.revised_plan != drawn.plan:
                for entry_id in listed.entry_ids:
                    plan_revise(
                        entry_id=entry_id, plan=PlanInput(fen_of_wan(drawn.revised_plan)),
                        from_month=JULY, document_number="示政办〔2021〕41号",
                        reason="年中计划调整", actor=self.office, at=moment(2021, 7, 12),
                    )  # fmt: skip

    def _august(self) -> None:
        """The open month: some blocks have handed up, some are still writing."""
        period = Month(2021, AUGUST)
        _together(lambda: self._starts(AUGUST))
        self._open(period)
        for index, block in enumerate(BLOCKS):
            mine = [p for p in self.listed if p.drawn.block is block and p.drawn.entered <= AUGUST]
            rows = [row for p in mine for row in self._rows(p, AUGUST)]
            handed = int(len(rows) * (0.95, 0.85, 0.35, 0.7, 0.9, 0.5, 0.6)[index])
            at = moment(2021, 9, 1, 14, index)
            self._hand_up(period, block.code, self._suspicious(rows[:handed], index), at)
            drafts = rows[handed : handed + 3]
            returns.returns_save(
                period_code=period.code, rows=drafts, source="grid", submit=False,
                actor=self.officers[block.code], at=at,
            )  # fmt: skip
        quick = (BLOCKS[0], BLOCKS[1], BLOCKS[4])
        for block in quick:
            # The first of each block is the suspicious one: it waits for somebody to look.
            mine = [p for p in self.listed if p.drawn.block is block][1:]
            ids = [pk for p in mine for pk in _ids(p)]
            self._approve(period, ids, moment(2021, 9, 1, 17))
        self._company_reports(period)
        self._send_one_back(period)

    def _suspicious(self, rows: list[ReturnInput], index: int) -> list[ReturnInput]:
        """One return of every block has something that a reviewer should see."""
        if not rows or rows[0].invested_fen is None:
            return rows
        wrong = rows[0]
        before = rows[0].invested_fen or 0
        changed = (
            ReturnInput(
                wrong.project_id, before // 2, progress=wrong.progress, reason="上期多报，本期核减"
            ),
            ReturnInput(wrong.project_id, before * 9, progress=wrong.progress),
            ReturnInput(wrong.project_id, before + before // 2, progress=wrong.progress),
        )[index % 3]
        return [changed, *rows[1:]]

    # -- people at work ----------------------------------------------------------------------

    def _open(self, period: Month) -> None:
        periods.period_open(
            month=period, actor=self.office, at=moment(period.year, period.month, 25)
        )

    def _hand_up(
        self, period: Month, block: str, rows: Sequence[ReturnInput], at: datetime
    ) -> None:
        _all_done(
            returns.returns_save(
                period_code=period.code, rows=rows, source="grid", submit=True,
                actor=self.officers[block], at=at,
            )
        )  # fmt: skip

    def _approve(self, period: Month, project_ids: Sequence[int], at: datetime) -> None:
        outcomes = reviews.returns_approve(
            period_code=period.code, project_ids=project_ids, actor=self.office, at=at
        )
        # What was not handed up yet can't be approved.
        waiting = {"not_found", "review.not_allowed"}
        _all_done([o for o in outcomes if o.refusal is None or o.refusal.code not in waiting])

    def _close(self, period: Month, at: datetime) -> None:
        closing.closing_prepare(
            period_code=period.code, actor=self.office, at=at - timedelta(minutes=40)
        )
        closing.closing_confirm(period_code=period.code, actor=self.chief, at=at)

    def _approve_one_wrong(
        self, period: Month, reporting: Sequence[Listed], wrong: Listed, at: datetime
    ) -> None:
        """The city corrects a figure at review, with its trace, and gets it wrong."""
        report = _report_of(period, wrong)
        reviews.return_correct(
            report_id=report.pk,
            invested_fen=fen_of_wan(wrong.drawn.cumulative[REOPENED] - 300),
            comment="核减未开票部分300万元", actor=self.office, at=at,
        )  # fmt: skip
        self._approve(period, [pk for p in reporting for pk in _ids(p)], at)

    def _reopen(self, period: Month, wrong: Listed) -> None:
        """The chief opens June again; the block's revision puts the figure right; closed again."""
        at = moment(2021, 7, 8, 10)
        closing.period_reopen(
            period_code=period.code,
            reason="1个项目核减依据不足，恢复原上报数",
            actor=self.chief,
            at=at,
        )
        officer = self.officers[wrong.drawn.block.code]
        draft = returns.return_revise(
            period_code=period.code, project_id=wrong.project.pk,
            reason="补充发票和监理签证，恢复原上报数", actor=officer, at=at + timedelta(hours=1),
        )  # fmt: skip
        amount = wrong.drawn.cumulative[REOPENED]
        row = ReturnInput(
            wrong.project.pk, fen_of_wan(amount), fen_of_wan(wrong.drawn.before + amount),
            progress=draft.progress, problems=draft.problems, reason=draft.reason,
            version=draft.version,
        )  # fmt: skip
        self._hand_up(period, wrong.drawn.block.code, [row], at + timedelta(hours=2))
        self._approve(period, [wrong.project.pk], at + timedelta(hours=3))
        self._close(period, at + timedelta(hours=5))

    def _photos(self, period: Month, reporting: Sequence[Listed], at: datetime) -> None:
        """Photos go with a return before it is handed up: withdrawn, photographed, sent again."""
        for index, listed in enumerate(reporting):
            if listed.parts:
                continue
            officer = self.officers[listed.drawn.block.code]
            report = _report_of(period, listed)
            returns.return_withdraw(report_id=report.pk, actor=officer, at=at)
            photo_add(
                report_id=report.pk, name=f"{period.month}月施工现场.jpg",
                data=draw_photo(
                    index, moment(2021, 7, 26, 15), listed.drawn.longitude, listed.drawn.latitude
                ),
                actor=officer, at=at,
            )  # fmt: skip
            returns.return_submit(report_id=report.pk, actor=officer, at=at)

    def _company_reports(self, period: Month) -> None:
        """A project unit reports by itself: its returns wait at the block, one with an old photo."""
        company = people.person("haina", date(2021, 9, 1))
        mine = [p for p in self.listed if p.drawn.name.startswith("海纳")]
        for index, listed in enumerate(mine):
            report = current_report(period_code=period.code, project_id=listed.project.pk)
            if report is not None or not self._rows(listed, AUGUST):
                continue
            row = self._rows(listed, AUGUST)[0]
            at = moment(2021, 9, 1, 18, index)
            saved = returns.return_save(
                period_code=period.code, given=row, source="grid", actor=company, at=at
            )
            photo_add(
                report_id=saved.pk, name="现场照片.jpg",
                data=draw_photo(900 + index, moment(2021, 3, 2), listed.drawn.longitude + 0.2, 31.5),
                actor=company, at=at,
            )  # fmt: skip
            returns.return_submit(report_id=saved.pk, actor=company, at=at)

    def _send_one_back(self, period: Month) -> None:
        code = "yunhe"
        waiting = waiting_reports(period_code=period.code, block_code=code)
        reviews.return_send_back(
            report_id=waiting[1].pk,
            comment="本月完成投资与形象进度不匹配，请核实后重报。",
            actor=self.office, at=moment(2021, 9, 2, 8),
        )  # fmt: skip


def _report_of(period: Month, listed: Listed) -> ProgressReport:
    report = current_report(period_code=period.code, project_id=listed.project.pk)
    if report is None:
        raise LookupError(f"{listed.project.name} has no return for {period}")
    return report


def _ids(listed: Listed) -> list[int]:
    return [project.pk for _, project in listed.parts] or [listed.project.pk]


def _shares(listed: Listed, whole: int) -> list[tuple[int, int]]:
    """An amount on a project, or split among the parts of a package."""
    ids = _ids(listed)
    return list(zip(ids, spread(whole, [1.0] * len(ids)), strict=True))


def _all_done(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.refusal is not None:
            raise outcome.refusal


@use_case
def _together(deeds: Callable[[], None]) -> None:
    """Many deeds in one transaction: a sample city is made whole or not at all, and fast."""
    deeds()
