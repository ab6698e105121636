"""What waits for the signed-in person, in words, each with the link to where it is done.

The rail's badge, the bell and the desk show the same list; it is found once for a request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.text import Truncator

from niubizi.apps.briefing.selectors.desk import BriefingDeed, briefing_items
from niubizi.apps.kernel.work import jobs_of
from niubizi.apps.orgs.selectors import users_without_grants
from niubizi.apps.projects.selectors.remarks import unanswered
from niubizi.apps.reporting.selectors.desk import Deed, DeskItem, desk_items
from niubizi.domain.permissions import Operation
from niubizi.doors.watching import is_broken, last_verification
from niubizi.web.access import PageRequest
from niubizi.web.links import url_if_any
from niubizi.web.selection import link
from niubizi.web.work.words import title

SOON_DAYS = 2
MOST_REMARKS = 5
"""So that remarks leave room for the rest; the next ones come up as these are answered."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what, why, until when, and the button that leads there."""

    text: str
    note: str
    due: str
    due_class: str
    verb: str
    url: str


@dataclass(frozen=True, slots=True)
class Words:
    """How a deed is written, and the page it is done on."""

    text: str
    verb: str
    page: str
    note: Callable[[DeskItem], str] = lambda _: ""


def _looks_wrong(item: DeskItem) -> str:
    return f"其中{item.suspicious}份数据可疑，已排在最前" if item.suspicious else ""


def _carried(item: DeskItem) -> str:
    return (
        f"还有{item.count}个项目未审定，关账时将结转上期数" if item.count else "应报项目已全部审定"
    )


def _prepared(item: DeskItem) -> str:
    return f"{item.who}{_day(item.since)}已备好，请核对后确认"


WORDS = {
    Deed.MEND: Words(
        "修改被退回的{month}月报（{count}份）",
        "去修改",
        "returns",
        lambda _: "按审核意见修改后重新上报",
    ),
    Deed.REPORT: Words("填报{month}月报（{count}个项目还没有填）", "去填报", "returns_grid"),
    Deed.SUBMIT: Words(
        "上报{month}月报草稿（{count}份）", "去上报", "returns_grid", lambda _: "已保存，还没有上报"
    ),
    Deed.REVIEW: Words("审核{month}月报（{count}份）", "去审核", "review_queue", _looks_wrong),
    Deed.APPROVE: Words("审定{month}月报（{count}份）", "去审定", "review_queue", _looks_wrong),
    Deed.REMIND: Words(
        "催报{month}月报（{count}个项目逾期未报）",
        "去催报",
        "completeness",
        lambda _: "可以复制催报文字发给各板块",
    ),
    Deed.PREPARE: Words("准备{month}关账", "去准备", "closing", _carried),
    Deed.CONFIRM: Words("确认{month}关账", "去确认", "closing", _prepared),
    Deed.OPEN: Words("开放{month}调度期", "去开放", "returns", lambda _: "开放后各板块即可填报"),
}


JOB_WORDS = {
    "waiting": ("{deed}", "由后台办理，办完会在这里提示", "排队中", "看进度"),
    "running": ("{deed}", "由后台办理，办完会在这里提示", "办理中", "看进度"),
    "done": ("{deed}：已办完", "", "已办完", "看结果"),
    "refused": ("{deed}：没有办成", "没有写入任何数据，请看原因", "", "去处理"),
    "failed": ("{deed}：没有办成", "没有写入任何数据，请看原因", "", "去处理"),
}

BRIEFING_WORDS = {
    BriefingDeed.DRAFT: ("拟{month}通报", "去拟稿", "已关账，可以拟稿"),
    BriefingDeed.FINISH: ("完善{month}通报草稿", "去完善", "{who}{since}起草"),
    BriefingDeed.ISSUE: ("签发{month}通报", "去签发", "{who}{since}起草，请审阅后签发"),
}


def waiting(request: PageRequest) -> list[Task]:
    """Everything that waits for the person, by deadline."""
    memo = request.actor.memo
    if "waiting" not in memo:
        memo["waiting"] = [
            *_chains(request),
            *_jobs(request),
            *_remarks(request),
            *_month(request),
            *_briefings(request),
            *_accounts(request),
        ]
    found: list[Task] = memo["waiting"]
    return found


def due_words(due: datetime | None, at: datetime) -> tuple[str, str]:
    """A deadline as people say it, and the class that colours it: 还有2天, 今天截止, 已逾期1天."""
    if due is None:
        return "", ""
    days = (timezone.localtime(due).date() - timezone.localtime(at).date()).days
    if at > due:
        return (f"已逾期{-days}天" if days < 0 else "已逾期"), "due-late"
    words = {0: "今天截止", 1: "明天截止"}.get(days, f"还有{days}天")
    return words, "due-soon" if days <= SOON_DAYS else ""


def _remarks(request: PageRequest) -> Iterator[Task]:
    """What leaders have said and nobody has answered yet."""
    for remark in unanswered(request.actor)[:MOST_REMARKS]:
        if remark.project is not None:
            about, path = remark.project.name, url_if_any("project", project_id=remark.project_id)
        else:
            code = remark.organization.code if remark.organization else ""
            about, path = str(remark.organization), url_if_any("block", code=code)
        yield Task(
            text=f"答复{remark.left_by.name}对{about}的批示",
            note=Truncator(remark.text).chars(60),
            due="",
            due_class="",
            verb="去答复",
            url=f"{_url(request, path, None)}#remarks" if path else "",
        )


def _month(request: PageRequest) -> Iterator[Task]:
    for item in desk_items(request.actor, request.at):
        words = WORDS[item.deed]
        due, due_class = due_words(item.due, request.at)
        # A month that isn't open yet can't be chosen.
        period = None if item.deed is Deed.OPEN else item.period.code
        yield Task(
            text=words.text.format(month=item.period.name, count=item.count),
            note=words.note(item),
            due=due,
            due_class=due_class,
            verb=words.verb,
            url=_url(request, url_if_any(words.page), period),
        )


def _briefings(request: PageRequest) -> Iterator[Task]:
    for item in briefing_items(request.actor):
        text, verb, note = BRIEFING_WORDS[item.deed]
        page = (
            url_if_any("briefing", briefing_id=item.briefing_id)
            if item.briefing_id
            else url_if_any("briefings")
        )
        yield Task(
            text=text.format(month=item.period.name),
            note=note.format(who=item.who, since=_day(item.since)),
            due="",
            due_class="",
            verb=verb,
            url=_url(request, page, item.period.code),
        )


def _url(request: PageRequest, path: str, period: str | None) -> str:
    """A page about a period, for every place the person reaches."""
    return link(request, path, period=period, place=None, closing=None) if path else ""


def _day(moment: datetime | None) -> str:
    local = timezone.localtime(moment) if moment else None
    return f"{local.month}月{local.day}日" if local else ""


def _jobs(request: PageRequest) -> Iterator[Task]:
    """Long work that still goes on, or whose outcome its owner hasn't seen."""
    for job in jobs_of(request.actor.person_id).filter(seen_at=None):
        words, note, due, verb = JOB_WORDS[job.state]
        yield Task(
            text=words.format(deed=title(job)),
            note=note,
            due=due,
            due_class="",
            verb=verb,
            url=link(request, url_if_any("job", job_id=job.pk)),
        )


def _chains(request: PageRequest) -> Iterator[Task]:
    """What the nightly verification found is the auditor's business before anything else."""
    if not request.actor.may(Operation.VIEW_AUDIT_TRAIL):
        return
    verification = last_verification()
    if verification is not None and is_broken(verification):
        yield Task(
            text="核对操作日志和关账数据",
            note="自动核验发现与原来写入的不一致，请查明原因",
            due="",
            due_class="due-late",
            verb="去核验",
            url=url_if_any("audit_trail"),
        )


def _accounts(request: PageRequest) -> Iterator[Task]:
    """People who have an account and no role yet: the security administrator's business."""
    if not request.actor.may(Operation.EDIT_GRANTS):
        return
    count = users_without_grants(request.at.date()).count()
    if count:
        yield Task(
            text=f"给新账号授权（{count}人）",
            note="他们可以登录，但还看不到任何业务数据",
            due="",
            due_class="",
            verb="去授权",
            url=f"{url_if_any('grants')}?show=none",
        )
