"""Which field a column's head names: the usual names of every column, kept as patterns.

Heads arrive normalised (:func:`niubizi.documents.workbooks.phrases.head`) and without their unit.
A head that may mean more than one field yields all of them, best first; the values decide later
(:mod:`niubizi.documents.workbooks.columns`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from niubizi.documents.workbooks import phrases

_LONGEST = 60
"""Longer texts are no heads, and patterns needn't be tried on them."""
SEQUENCE = "sequence"
"""The column of running numbers: no field of the row, but it tells rows of projects from others."""

_BLOCK_WORDS = "板块|辖市区|辖市|辖区|区县|县区|市区|县市区|市县区?|县市|区域|地区|属地|开发区|行政区划?|县\\(市、?区\\)|市\\(县、?区\\)|区\\(县、?市\\)|区\\(市、?县\\)|市、?区|区、县|县、区|区\\(县\\)|县\\(区\\)|县\\(市\\)"

# Of the leaf alone, in full. The first that fits is taken.
_WHOLE: tuple[tuple[tuple[str, ...], str], ...] = (
    ((SEQUENCE,), r"序号?|编号|项目序号|No\.?|NO\.?|排序号?"),
    (
        ("code",),
        r"(投资|建设|重大)*项目(统一)?(代码|编码)|(国家|统一|全国|审批|赋码|备案)+(项目)?代码|(投资)?项目代码\(.*\)",
    ),
    (
        ("name",),
        r"(建设|投资|重大|重点|工程|实施|子|\(|\)|/)*项目(\(工程\)|\(企业\)|/工程)?(名称|全称)|项目|名称|工程名称|项目\(工程\)",
    ),
    (
        ("block",),
        rf"(所属|所在|责任|申报|报送|属地|建设)?({_BLOCK_WORDS})(单位|名称)?|(所在|所属)(地|区|县|区县)|属地(单位|政府)?",
    ),
    (
        ("content",),
        r"(项目)?(主要)?建设(的)?(主要)?(内容|规模)(及|和|与)?(主要)?(建设)?(内容|规模)?|规模及内容|(项目)?(主要)?内容(及规模)?|项目(概况|简介)",
    ),
    (
        ("industry",),
        r"(所属|主导)?(产业|行业)(类别|类型|分类|代码|门类|领域|大类|名称)?(\(.*\))?|产业归属",
    ),
    (
        ("origin",),
        r"(新增|新建|新开工|新入库)[/、或和(](结转|续建)\)?项?目?|(结转|续建)[/、或和(](新增|新建|新开工|新入库)\)?项?目?|是否结转",
    ),
    (("origin", "construction"), r"(项目|建设)性质"),
    (("origin_new",), r"新增|新建|新入库|新开工|新增项目|新建项目"),
    (("origin_carried",), r"结转|续建|结转项目|续建项目"),
    (
        ("span",),
        r"(项目)?(计划)?(建设)?起止(年限|时间|年月|日期|年份|年)|建设(起止)?(年限|周期|期限|工期|时间|期|年份)|总?工期",
    ),
    (
        ("start",),
        r"(计划|实际|预计|拟|项目)*(新)?开工(建设)?(时间|日期|年月|节点|月份)|(计划|实际|预计)开工|开工",
    ),
    (
        ("end",),
        r"(计划|实际|预计|拟|项目)*(竣工|完工|建成)(投产|投用|交付|验收|达产)?(时间|日期|年月|节点|月份)|(计划|实际|预计)(竣工|完工|建成)|竣工",
    ),
    (
        ("owner",),
        r"(项目)?(建设|业主|实施|承建|投资|责任)?(单位|主体|法人|业主)(名称)?(?<!责任单位)(?<!责任主体)|(项目)?(业主|法人)(单位|名称)?|(投资|建设)(企业|方|人)|企业(名称)?",
    ),
    (
        ("department",),
        r"(市级|项目)?(牵头|责任|主管|服务|配合|挂钩|对口|行业主管)(部门|单位|主体)(名称)?|部门",
    ),
    (("leader",), r".{0,6}领导(姓名)?|(包联|挂钩|挂包|联系|责任)人?领导.*"),
    (
        ("progress",),
        r"(目前|当前|项目|工程|建设|现场|最新|本月|累计|20\d{2}年|\d{1,2}月底?|1-\d{1,2}月|截[至止])*(形象进度|形象进展|项目进展|工程进度|进展情况|建设进展|建设进度|推进情况|工程形象|实物进度|工程进展|项目进度|进度情况)(情况|描述|说明)?(\(.*\))?|截[至止]\d{1,2}月底?(形象进度|进展情况)|进展|进度",
    ),
    (
        ("problems",),
        r"(目前|主要|当前)?(存在|遇到|面临)?(的)?(主要)?(问题|困难)(.*)|(需|需要|提请|拟请).*(协调|解决).*|未达(到)?序时(进度)?(的)?(主要)?原因.*|.*制约因素|滞后原因.*",
    ),
    (("reason",), r"(累计数?|数据|投资)?(下降|调减|核减|减少)(原因|说明)(.*)"),
    (("longitude",), r"(东经|经度|项目经度|中心经度|坐标经度)(\(.*\))?"),
    (("latitude",), r"(北纬|纬度|项目纬度|中心纬度|坐标纬度)(\(.*\))?"),
)
_WHOLE_COMPILED = tuple((fields, re.compile(pattern)) for fields, pattern in _WHOLE)
_MAYBE_BLOCK = re.compile(
    r"(建设|项目)?(地点|地址|所在地|位置|落户地)|(项目)?(落地)?(单位|区域)|责任(单位|主体)"
)

_NOT_MONEY = re.compile(
    r"率|占|比例|比重|%|同比|增长|增幅|增速|排名|名次|得分|差额|差距|缺口|到位|贷款|债券|资金来源|外资|美元|美金"
    r"|形象|进度|节点|面积|亩|用地|税|产值|产出|就业|能耗|营收|销售|个数|数量|时间|日期|是否|原因|备注|联系|下月|上月|下年|次年|明年"
)
_MONTH_PLAN = re.compile(
    r"(?:20\d{2}年)?(\d{1,2})月份?(?:计划|目标)?(?:投资|完成)*(?:额|数)?(?:计划|目标)?"
)
_PLANNED = re.compile("计划|目标|任务")
_MET_PLAN = re.compile("完成.{0,4}(?:计划|目标|任务)|计划完成(?:率|比)")
_BEFORE = re.compile(
    r"(?:至|截至|截止|截止到|到)?(?:上年|去年|上一年|前一年|20\d{2}年)度?(?:年?底|年?末|12月底|12月末|12月31日|12月)(?:前|止|为止)?"
    r"|以前年度|20\d{2}年?(?:及)?以前|(?:上年|去年)度?(?:累计|结转|以前)"
)
_SINCE_START = re.compile(
    r"(?:自|从)?(?:项目)?(?:开工|开建|动工|建设|启动)(?:建设)?(?:以来|至今|起|之日|累计|至)|自开工|历年|项目累计|总累计|累计总|建设累计"
)
_THIS_YEAR = re.compile(r"年初|本年|今年|当年|年内|全年|年度|20\d{2}年")
_DONE = re.compile("完成|累计|已投|实际|至今|以来|实绩|投资额?$")
_THIS_MONTH = re.compile("本月|当月")
_CUMULATIVE = re.compile("累计|截至|截止|至今")
_TOTAL = re.compile("总投资|投资总额|总投资额|投资总规模|投资总量")
_AMBIGUOUS = re.compile(
    r"(?:目前|截至目前|现已|实际|项目|其中:?)*(?:已)?(?:累计|完成)+(?:已)?(?:实际)?(?:完成)?(?:投资|总投资|固定资产投资)?(?:累计)?(?:完成)?(?:额|数|量|情况)?"
    r"|已完成(?:投资)?|完成(?:投资)?(?:额|数|情况)?|累计"
)


@lru_cache(maxsize=16_384)
def candidates(group: str, leaf: str, year: int | None = None) -> tuple[str, ...]:
    """The fields a column may be, best first; empty for a head that isn't known.

    ``group`` are the heads above it, joined; ``year`` is the table's: a head that names another
    year is another thing (2020年完成投资 on a list of 2021).
    """
    if len(leaf) > _LONGEST:
        return ()
    for fields, pattern in _WHOLE_COMPILED:
        if pattern.fullmatch(leaf):
            return _of_group(fields, group, leaf)
    if _MAYBE_BLOCK.fullmatch(leaf):
        return ("block?",)
    if _NOT_MONEY.search(leaf):
        return ()
    return _money(group, leaf, year)


def _of_group(fields: tuple[str, ...], group: str, leaf: str) -> tuple[str, ...]:
    """新增 and 结转 are columns of ticks under 项目性质; under 计划投资 they are amounts. 名称 is the
    project's unless it stands under 企业 or the like."""
    if leaf == "名称" and group and "项目" not in group:
        return ()
    if fields[0].startswith("origin_") and re.search("投资|计划|完成|数", group):
        return ()
    return fields


def _money(group: str, leaf: str, year: int | None) -> tuple[str, ...]:
    full = group + leaf
    if _BEFORE.search(full) and not _PLANNED.search(leaf):
        return _before(full, year)
    if _SINCE_START.search(leaf) or (_SINCE_START.search(group) and not _PLANNED.search(leaf)):
        return ("invested_total",)
    if planned := _plan(group, leaf, year):
        return planned
    if _PLANNED.search(leaf) and not _TOTAL.search(leaf):
        return ()
    return _invested(full, leaf, year) or _total(group, leaf)


def _before(full: str, year: int | None) -> tuple[str, ...]:
    named = phrases.years_in(full)
    if not year or not named or named[-1] == year - 1:
        return ("invested_before",)
    # 截至2021年底 on a table of 2021 is everything since the start.
    return ("invested_total",) if named[-1] == year else ()


def _plan(group: str, leaf: str, year: int | None) -> tuple[str, ...]:
    full = group + leaf
    if not _PLANNED.search(full) or _MET_PLAN.search(full) or _TOTAL.search(leaf):
        return ()
    month = _MONTH_PLAN.fullmatch(leaf)
    if month and 1 <= int(month[1]) <= 12 and not phrases.is_range(leaf):
        return (f"plan_{int(month[1]):02d}",)
    if phrases.is_range(full) or phrases.stretch_in(leaf) or _THIS_MONTH.search(full):
        return ()
    if not _PLANNED.search(leaf) and re.search("完成|累计", leaf):
        return ()
    if not _of_year(full, year):
        return ()
    if _THIS_YEAR.search(full) or re.search("年计划", full):
        return ("annual_plan",)
    return ("annual_plan?",) if re.fullmatch("计划(?:完成)?投资额?|投资计划额?|计划", leaf) else ()


def _invested(full: str, leaf: str, year: int | None) -> tuple[str, ...]:
    if _TOTAL.search(leaf) and not _DONE.search(leaf.replace("总投资", "")):
        return ()
    if not _of_year(full, year):
        return ()
    stretch = phrases.stretch_in(full)
    if not _CUMULATIVE.search(full) and (
        _THIS_MONTH.search(full) or (stretch and not stretch.cumulative)
    ):
        return ("invested_month",) if re.search("投资|完成|当月|本月", full) else ()
    if re.search(r"1月?-\d{1,2}月|年初|本年|今年|当年|年内|全年", full) or (
        _THIS_YEAR.search(full) and _DONE.search(full)
    ):
        return ("invested_ytd",)
    if stretch and _DONE.search(full):
        return ("invested_ytd", "invested_total")
    if _AMBIGUOUS.fullmatch(leaf):
        return ("invested_ytd", "invested_total")
    return ()


def _total(group: str, leaf: str) -> tuple[str, ...]:
    if _TOTAL.search(leaf) or (
        _TOTAL.fullmatch(group) and re.fullmatch("小计|合计|总额|总量|金额", leaf)
    ):
        return ("total_investment",)
    return ("total_investment?",) if re.fullmatch("(?:项目|计划)?投资(?:额|规模)?", leaf) else ()


def _of_year(full: str, year: int | None) -> bool:
    named = phrases.years_in(full)
    return not year or not named or year in named
