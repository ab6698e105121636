"""A whole briefing of a fictional city, as an office would send it: what the tests lay out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from niubizi.documents.briefings.content import (
    Annex,
    BriefingContent,
    Chart,
    Column,
    Draft,
    Figure,
    Heading,
    Paragraph,
    Row,
    Run,
    Series,
    Table,
    Text,
)

PROVINCIAL = "2021-07.1:2021-provincial:CITY:all"
MUNICIPAL = "2021-07.1:2021-municipal:CITY:all"

BLOCKS = (
    # name, entries, plan, invested, completion, lead, class
    ("滨江区", "41", "142.6", "110.8", "77.7", "+19.4", "超序时"),
    ("湖东区", "38", "131.4", "98.0", "74.6", "+16.3", "超序时"),
    ("老城区", "27", "68.9", "48.6", "70.5", "+12.2", "超序时"),
    ("运河区", "36", "118.0", "78.9", "66.9", "+8.6", "超序时"),
    ("临空经济开发区", "45", "173.5", "112.3", "64.7", "+6.4", "超序时"),
    ("竹海市", "38", "109.4", "64.3", "58.8", "+0.5", "超序时"),
    ("茅山市", "40", "121.2", "71.0", "58.6", "+0.3", "超序时"),
)

CAUSES = (
    "用地报批未完成，主体未开工",
    "设计方案调整，施工图重新审查",
    "资金拨付滞后，施工单位投入不足",
    "征地拆迁尚余3户未签约",
    "设备进口受阻，安装推迟",
    "规划许可证尚未核发",
    "环评批复未取得，土建暂停",
    "汛期停工，抢抓工期不力",
)
NAMES = (
    "年产10万吨高性能碳纤维复合材料生产基地",
    "智能网联汽车零部件产业园（二期）",
    "轨道交通装备检测中心",
    "新能源动力电池结构件及精密连接件智能化制造项目",
    "老城厢历史文化街区保护更新工程",
    "滨江污水处理厂提标改造",
    "临空国际物流分拨中心",
    "半导体封装测试基板扩建",
)


def words(*pieces: str | Run) -> tuple[Run, ...]:
    return tuple(Text(piece) if isinstance(piece, str) else piece for piece in pieces)


def figure(text: str, metric: str, key: str = PROVINCIAL) -> Figure:
    return Figure(text, f"{key}:{metric}")


def ranking_table() -> Table:
    rows = [
        Row(
            (
                words(str(rank)),
                words(name),
                *(
                    words(Figure(text, f"2021-07.1:2021-municipal:BLOCK{rank}:all:{metric}"))
                    for text, metric in (
                        (entries, "entries"),
                        (plan, "annual_plan"),
                        (invested, "invested"),
                        (completion, "completion"),
                        (lead, "lead_pp"),
                    )
                ),
                words(word),
            )
        )
        for rank, (name, entries, plan, invested, completion, lead, word) in enumerate(BLOCKS, 1)
    ]
    total = Row(
        (
            (),
            words("全市"),
            words(figure("265", "entries", MUNICIPAL)),
            words(figure("865.0", "annual_plan", MUNICIPAL)),
            words(figure("583.9", "invested", MUNICIPAL)),
            words(figure("67.5", "completion", MUNICIPAL)),
            words(figure("+9.2", "lead_pp", MUNICIPAL)),
            words("超序时"),
        ),
        total=True,
    )
    return Table(
        caption="表1　各板块市重大项目投资完成情况",
        unit="个、亿元、%、百分点",
        columns=(
            Column("位次", 9),
            Column("板块", 26),
            Column("项目数", 13, "right"),
            Column("年度计划", 16, "right", group="投资"),
            Column("本年完成", 16, "right", group="投资"),
            Column("完成率", 14, "right", group="进度"),
            Column("超序时", 14, "right", group="进度"),
            Column("类别", 16),
        ),
        rows=(*rows, total),
        note=words("注：数据为调度口径；因四舍五入，分项之和与合计可能略有出入。"),
    )


def behind_table() -> Table:
    return Table(
        caption="",
        unit="亿元、%、百分点",
        columns=(
            Column("序号", 10),
            Column("项目名称", 44, "left"),
            Column("板块", 20),
            Column("年度\n计划", 13, "right"),
            Column("本年\n完成", 13, "right"),
            Column("完成率", 14, "right"),
            Column("与序\n时差", 14, "right"),
            Column("滞后原因", 28, "left"),
        ),
        rows=tuple(
            Row(
                (
                    words(str(number)),
                    words(NAMES[number % 8]),
                    words(BLOCKS[number % 7][0]),
                    words(
                        Figure(f"{number + 2}.0", f"2021-07.1:2021-municipal:E{number}:all:plan")
                    ),
                    words(
                        Figure(f"{number / 4:.1f}", f"2021-07.1:2021-municipal:E{number}:all:done")
                    ),
                    words(
                        Figure(
                            f"{20 + number / 2:.1f}", f"2021-07.1:2021-municipal:E{number}:all:c"
                        )
                    ),
                    words(
                        Figure(
                            f"−{38.3 - number / 2:.1f}", f"2021-07.1:2021-municipal:E{number}:all:l"
                        )
                    ),
                    words(CAUSES[number % 8]),
                )
            )
            for number in range(1, 41)
        ),
        note=words("注：按与序时的差距由大到小排列。"),
    )


def completion_chart() -> Chart:
    return Chart(
        caption="图1　各板块市重大项目年度投资完成率",
        categories=tuple(block[0] for block in BLOCKS),
        series=(
            Series("完成率", tuple(Decimal(block[4]) for block in BLOCKS)),
            Series("序时进度", (Decimal("58.3"),) * len(BLOCKS), "line"),
        ),
        unit="%",
    )


ISSUED = BriefingContent(
    organ="示例市重大项目办公室文件",
    number="示重办〔2021〕18号",
    title="关于2021年1—7月全市重大项目\n建设进展情况的通报",
    recipients=("各区、县级市人民政府", "临空经济开发区管委会", "市各有关部门和单位"),
    blocks=(
        Paragraph(
            words(
                "今年以来，全市上下紧抓重大项目“牛鼻子”，坚持项目为王、实干为先，全力以赴推进重大项目建设。"
                "现将1—7月全市重大项目建设进展情况通报如下。"
            )
        ),
        Heading(1, words("总体情况")),
        Heading(2, words("省重大项目")),
        Paragraph(
            words(
                "1—7月，我市",
                figure("28", "entries"),
                "个省重大项目完成投资",
                figure("169.6", "invested"),
                "亿元，完成年度计划的",
                figure("75.9%", "completion"),
                "，高于序时进度",
                figure("17.6", "lead_pp"),
                "个百分点。",
            )
        ),
        Heading(2, words("市重大项目")),
        Paragraph(
            words(
                "全市",
                figure("265", "entries", MUNICIPAL),
                "个市重大项目中，结转项目",
                figure("193", "carry_over", MUNICIPAL),
                "个、新增入库项目",
                figure("72", "new", MUNICIPAL),
                "个，共完成投资",
                figure("583.9", "invested", MUNICIPAL),
                "亿元，完成年度目标的",
                figure("67.5%", "completion", MUNICIPAL),
                "，高于序时进度",
                figure("9.2", "lead_pp", MUNICIPAL),
                "个百分点。其中，有1个项目未按期报送，结转上期数。",
            )
        ),
        Heading(1, words("各板块进展")),
        Paragraph(
            words(
                "从各板块看，滨江区、湖东区、老城区完成率居前三位，竹海市、茅山市略高于序时进度。"
            )
        ),
        ranking_table(),
        completion_chart(),
        Heading(1, words("存在问题")),
        Paragraph(
            words(
                "部分项目推进缓慢。全市有40个市重大项目低于序时进度5个百分点以上，主要原因是用地报批、"
                "征地拆迁、资金拨付等要素保障不到位，个别项目单位重视不够，问题长期得不到解决。滞后项目清单见附件1。"
            )
        ),
        Heading(1, words("下一步工作要求")),
        Heading(3, words("倒排工期，压实责任。")),
        Paragraph(
            words(
                "各板块要对照年度目标任务，逐项目倒排工期、挂图作战，超序时的项目再加力，基本达序时的项目加压奋进，"
                "有缺口的项目全力补齐，8月15日前将赶超计划报市重大项目办公室。"
            )
        ),
        Heading(3, words("强化保障，破解难题。")),
        Paragraph(
            words(
                "市各有关部门要落实联审会商机制，对清单内项目逐一会办，用地、用能、环境容量等要素优先保障重大项目，"
                "确保问题及时销号。"
            )
        ),
    ),
    annexes=(
        Annex("2021年1—7月市重大项目滞后项目清单", (behind_table(),)),
        Annex("2021年1—7月全市重大项目进展情况明细表（电子表格另发）"),
    ),
    signature="示例市重大项目办公室",
    dated=date(2021, 8, 6),
    copies=(
        "市委、市人大常委会、市政协办公室",
        "市纪委监委",
        "市督查室、市考核办",
        "各重大项目指挥部",
    ),
    issuer="示例市重大项目办公室",
    issued_on=date(2021, 8, 6),
)

DRAFT = replace(
    ISSUED,
    number="",
    draft=Draft("实时数据，截至2021年8月5日18时，尚未关账"),
    internal=True,
    watermark="王小明 示例市重大项目办公室 2021-08-05 18:02",
)
