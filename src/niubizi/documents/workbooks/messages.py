"""The sentences of errors and warnings: what happened, at which cell, what to do."""

from __future__ import annotations

from decimal import Decimal

from niubizi.documents.workbooks.cells import decimal_text

_LONGEST = 40
_MEANT = {
    "money": "请填写数字，如 12000、12,000 或 1.2亿元。",
    "month": "请填写年月，如 2021年3月、2021.3 或 2021-03。",
    "span": "请填写起止年份，如 2020-2022 或 2020.06-2022.12。",
    "coordinate": "请填写以度为单位的数字，如 119.97。",
}


def required(title: str) -> str:
    return f"没有填写“{title}”。请补填后重新上传；确无内容的，请与重大项目办联系。"


def missing_column(title: str) -> str:
    return f"表中没有找到“{title}”一列。请补上这一列，或在列对应中指定是哪一列。"


def ask_cumulative(header: str) -> str:
    return f"“{header}”是本年累计还是自开工累计，从表中看不出来。请在列对应中指定。"


def not_a_number(title: str, value: str) -> str:
    return f"“{title}”填的是“{_short(value)}”，不是数字。{_MEANT['money']}"


def not_a_date(title: str, value: str, *, is_span: bool) -> str:
    return f"“{title}”填的是“{_short(value)}”，无法识别为时间。{_MEANT['span' if is_span else 'month']}"


def not_a_day(title: str, value: str) -> str:
    return f"“{title}”填的是“{_short(value)}”，无法识别为日期。请填写年月日，如 2021-03-15。"


def negative(title: str, value: str) -> str:
    return f"“{title}”为负数（{_short(value)}），应为零或正数。请核对。"


def out_of_range(title: str, value: str, why: str) -> str:
    return f"“{title}”填的是“{_short(value)}”，{why}。请核对。"


def unknown_block(value: str) -> str:
    return f"“{_short(value)}”不在单位名单中。请改用规范的板块名称或简称。"


def duplicate(what: str, value: str, first: int) -> str:
    return f"{what}“{_short(value)}”与第{first}行重复。请删除或更正其中一行。"


def plan_exceeds_total(plan: Decimal, total: Decimal) -> str:
    return f"年度计划投资{_wan(plan)}大于总投资{_wan(total)}。请核对两个数字及其单位。"


def plan_exceeds_rest(plan: Decimal, rest: Decimal) -> str:
    return (
        f"年度计划投资{_wan(plan)}大于剩余投资（总投资减去至上年底累计完成）{_wan(rest)}。请核对。"
    )


def exceeds_total(title: str, done: Decimal, total: Decimal) -> str:
    return f"{title}{_wan(done)}大于总投资{_wan(total)}。如总投资已调整，请一并更新。"


def exceeds_since_start(ytd: Decimal, total: Decimal) -> str:
    return f"本年累计完成投资{_wan(ytd)}大于自开工累计完成投资{_wan(total)}。请核对两列是否填反。"


def ends_before_year(end: int, year: int) -> str:
    return f"建设期止于{end}年，早于{year}年。请核对项目是否仍应列入。"


def cumulative_falls(now: Decimal, last: Decimal, period: str) -> str:
    return (
        f"本年累计完成投资{_wan(now)}小于{period}的{_wan(last)}。累计数不应下降；"
        "确需调减的，请填写原因。"
    )


def jump(increment: Decimal, plan: Decimal) -> str:
    return (
        f"比上期增加{_wan(increment)}，超过年度计划{_wan(plan)}的较大份额。请核对是否填错单位或列。"
    )


def first_jump(ytd: Decimal, due: Decimal, plan: Decimal) -> str:
    return (
        f"本年首次报送{_wan(ytd)}，比到本期应完成的{_wan(due)}多出年度计划{_wan(plan)}的较大份额。"
        "请核对是否填错单位或列。"
    )


def month_mismatch(ytd: Decimal, last: Decimal, month: Decimal) -> str:
    return f"本年累计{_wan(ytd)}不等于上期累计{_wan(last)}加本月{_wan(month)}。请核对。"


def month_exceeds_year(month: Decimal, ytd: Decimal) -> str:
    return f"本月完成投资{_wan(month)}大于本年累计完成投资{_wan(ytd)}。请核对。"


def unknown_project(name: str, like: str | None) -> str:
    hint = f"是否为“{like}”？" if like else ""
    return f"台账中没有项目“{name}”。{hint}请按台账中的项目名称或代码填写。"


def period_mismatch(found: str, expected: str) -> str:
    return f"这里是{found}的数据，而本次报送的是{expected}。请核对上传的是否为本期的表。"


def months_differ(total: Decimal, plan: Decimal) -> str:
    return f"各月计划合计{_wan(total)}，与年度计划投资{_wan(plan)}不一致，相差{_wan(abs(total - plan))}。请核对。"


def subtotal_mismatch(title: str, stated: Decimal, found: Decimal, unit: str) -> str:
    difference = decimal_text(abs(stated - found))
    return (
        f"“{title}”的合计数为{decimal_text(stated)}{unit}，各行相加为{decimal_text(found)}{unit}，"
        f"相差{difference}{unit}。请核对合计数与各行数字。"
    )


def count_mismatch(stated: Decimal, found: Decimal) -> str:
    return f"表中写的是{stated}个项目，实际列了{found}个。请核对。"


def unit_assumed(unit: str) -> str:
    return f"没有写明金额单位，暂按{unit}读取。请核对；单位不对的，请在表上注明单位后重新上传。"


def unit_suspect(title: str, value: str, *, too_large: bool) -> str:
    how = "远大于" if too_large else "远小于"
    return f"“{title}”的“{value}”{how}同列其他数字，约差一万倍。请核对是否填错单位。"


def hidden_row(first: int, last: int) -> str:
    rows = f"第{first}行" if first == last else f"第{first}—{last}行"
    return f"{rows}是隐藏的，已照常读取。请核对是否需要。"


def hidden_column(header: str) -> str:
    return f"“{header}”一列是隐藏的，已照常读取。请核对是否需要。"


def hidden_sheet(name: str, *, read: bool) -> str:
    return f"工作表“{name}”是隐藏的，{'已照常读取' if read else '本次没有读取'}。请核对是否需要。"


def approximate(title: str, value: str, taken: str) -> str:
    return f"“{title}”填的是“{_short(value)}”，按{taken}读取。请核对。"


def similar_name(name: str, other: str, where: str) -> str:
    return f"项目名称“{name}”与{where}“{other}”相近。请核对是否为同一项目。"


def classified_word(word: str) -> str:
    return f"内容中有“{word}”字样。涉密项目不得录入本系统，请确认后再导入。"


def _short(value: str) -> str:
    """A cell's text as a sentence can hold it."""
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"


def _wan(value: Decimal) -> str:
    return f"{decimal_text(value)}万元"
