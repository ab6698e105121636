"""催报： the text that an office pastes into a chat, naming what a block hasn't handed up yet."""

from __future__ import annotations

from django.utils import timezone

from niubizi.apps.reporting.selectors.completeness import BlockCompleteness, Completeness

NAMED = 30
"""More names than this nobody reads in a chat; the page has them all."""


def chase_text(found: Completeness, block: BlockCompleteness, *, office: str) -> str:
    """A polite reminder to one block, or to all of them together; empty where nothing is missing."""
    if not block.missing:
        return ""
    due = timezone.localtime(found.due_at)
    month = found.period.name
    whom = f"{block.name}专班" if block.code else "各板块专班"
    lines = [f"{whom}：", f"{month}重大项目月报应报{block.owed}个，已报{block.handed_up}个，"]
    if found.overdue:
        lines[1] += f"还有{block.outstanding}个已过{due.month}月{due.day}日的报送期限："
    else:
        lines[1] += f"还有{block.outstanding}个未报，请于{due.month}月{due.day}日前报送："
    lines += [
        f"{number}. {each.project.label}，{each.state_word}"
        for number, each in enumerate(block.missing[:NAMED], start=1)
    ]
    if block.outstanding > NAMED:
        lines.append(f"……等{block.outstanding}个项目。")
    lines.append(
        "请抓紧督促项目单位填报并审核上报；未报的项目将结转上期数，并在完成率旁注明。谢谢配合！"
        if found.overdue
        else "请提前督促项目单位填报并审核上报，谢谢配合！"
    )
    lines.append(office)
    return "\n".join(lines)
