"""One job: watched while it goes on, left at will, found again on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from niubizi.apps.kernel.work import job_seen, jobs_of, refusal_of
from niubizi.domain.permissions import Operation
from niubizi.doors import clock
from niubizi.doors.progress import published
from niubizi.doors.sentences import sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.selection import link
from niubizi.web.toasts import notify
from niubizi.web.work.words import has_waited_long, result_url, selected, start_url, title

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import Job


@page(Operation.USE_OWN_ACCOUNT)
def job(request: PageRequest, job_id: int) -> HttpResponse:
    """How far it is; when it is done, its result; when it came to nothing, why."""
    found = jobs_of(request.actor.person_id).get(pk=job_id)
    if found.is_over:
        job_seen(job_id=job_id, actor=request.actor, real=clock.real())
    if found.state == "done":
        return _to_result(request, found)
    refusal = refusal_of(found)
    progress = published(found.pk)
    shown = {
        "job": found,
        "title": title(found),
        "why": sentence(refusal) if refusal else "",
        "start_url": link(request, start_url(found), **selected(found)),
        "progress": progress if found.state == "running" else None,
        "share": f"{progress.done * 100 // progress.total}%" if progress.total else "",
        "poll_url": reverse("job", args=[job_id]),
        "waits_long": has_waited_long(found, clock.real()),
    }
    name = "work/job.html#state" if request.htmx else "work/job.html"
    return render(request, name, shown)


def to_job(request: PageRequest, asked: Job) -> HttpResponse:
    """To the page of a job just asked for; who came second is told that somebody has."""
    if asked.owner_id == request.actor.user_id:
        return redirect(link(request, reverse("job", args=[asked.pk])))
    notify(request, f"已有人提交“{title(asked)}”，后台正在办理。")
    return redirect(link(request, start_url(asked), **selected(asked)))


def _to_result(request: PageRequest, job: Job) -> HttpResponse:
    target = link(request, result_url(job), **selected(job))
    if not request.htmx:
        return redirect(target)
    # A fragment can't show the page of the result: the whole page goes there.
    answer = HttpResponse()
    answer["HX-Redirect"] = target
    return answer
