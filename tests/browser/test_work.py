"""Long work in a browser: watched, left, found again on the desk, and its result comes by itself."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from niubizi.apps.kernel import work
from niubizi.apps.kernel.models import Job, User
from niubizi.apps.projects.services.import_batches import batch_open
from niubizi.apps.reporting.services.imports import import_ask
from niubizi.doors import clock
from niubizi.doors.progress import Progress, publish
from tests.cast import NOW, actor_for
from tests.jobs.test_worker import long_list, work_off
from tests.ledger import Ledger


def test_an_import_is_watched_left_and_found_again(
    ledger: Ledger,
    cast: dict[str, User],
    sign_in: Callable[[Page, str], None],
    page: Page,
    axe: Callable[[Page], None],
) -> None:
    office = actor_for(cast["projects_office"])
    batch = batch_open(
        kind="list",
        data=long_list(),
        file_name="2021年市重大项目.csv",
        programme=ledger.programme(),
        actor=office,
        at=NOW,
    )
    arguments = {"valid_rows_only": False}
    job = import_ask(batch_id=batch.pk, arguments=arguments, actor=office, real=clock.real())
    sign_in(page, "projects_office")
    page.goto(f"/work/{job.pk}/")
    page.get_by_text("排队等候").wait_for()
    work.job_claim(kinds=["import"], worker="one", real=clock.real())
    publish(job.pk, Progress("编写项目档案", 600, 1200))
    page.get_by_text("50%").wait_for()
    axe(page)
    page.goto("/desk/")
    page.get_by_role("link", name="看进度").click()
    page.get_by_text("编写项目档案").wait_for()
    Job.objects.filter(pk=job.pk).update(claimed_until=NOW)
    work_off()
    page.get_by_role("heading", name="导入完成").wait_for()
