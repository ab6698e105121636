"""The made-up city of the gallery: blocks, projects, and what follows from their figures."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

LONG = (
    "示例市滨江区江东新城智能网联新能源汽车动力电池系统及储能装备研发制造总部基地（一期）暨配套"
    "220千伏变电站和综合能源站工程项目"
)
BLOCKS = (
    ("滨江区", 6, 542_000, 455_000, 1, 0),
    ("湖东区", 5, 461_000, 372_000, 2, 1),
    ("竹海市", 3, 214_519, 168_000, 3, -1),
    ("临空经济开发区", 4, 368_000, 283_000, 4, 2),
    ("茅山市", 3, 216_000, 155_000, 5, 0),
    ("老城区", 3, 178_000, 99_000, 6, -2),
    ("运河区", 4, 255_000, 131_000, 7, 0),
)
PROJECTS = (
    (LONG, "2021-320400-35-01-100231", "江东智联动力科技集团有限公司", "滨江区", "开工", 186_000, 142_300),
    ("高端碳纤维复合材料产业化项目", "2020-320400-28-03-552310", "示例碳谷", "湖东区", "开工", 152_000, 98_700),
    ("轨道交通3号线一期工程", "2019-320400-48-01-331200", "市轨道集团", "老城区", "开工", 148_000, 61_200),
    ("长三角区域性应急物资储备中心", "2021-320400-53-01-200981", "市粮食和物资储备局", "临空经济开发区", "前期", 96_000, None),
    ("8英寸特色工艺半导体芯片生产线", "2020-320400-39-03-100122", "示例微电子", "滨江区", "开工", 91_500, 77_000),
    ("儿童医院迁建", "2020-320400-84-01-700331", "市卫生健康委", "运河区", "开工", 64_000, 24_100),
    ("茅山旅游度假区基础设施提升", "2021-320481-78-01-330011", "茅山文旅", "茅山市", "竣工", 38_200, 38_200),
    ("竹海智慧农业产业园", "2021-320482-01-01-120078", "竹海农发", "竹海市", "开工", 22_600, 12_700),
)  # fmt: skip
SCHEDULE = Fraction(7, 12)
MONTHS = [f"{month}月" for month in range(1, 13)]


def fen(wan: int | None) -> int | None:
    return None if wan is None else wan * 1_000_000


def class_of(lead: Fraction) -> str:
    if lead >= 0:
        return "ahead"
    return "on_track" if lead >= -5 else "behind"


def progress(plan: int, invested: int | None) -> dict[str, Any]:
    if invested is None:
        return {"completion": None, "lead": None, "cls": None}
    completion = Fraction(invested, plan)
    lead = (completion - SCHEDULE) * 100
    return {"completion": completion, "lead": lead, "cls": class_of(lead)}
