"""The organizations of the sample city, as data."""

from __future__ import annotations

from dataclasses import dataclass

from niubizi.doors.demo import CITY, COMPANY, DEPARTMENT


@dataclass(frozen=True, slots=True)
class Block:
    """A block with its weight in the city, how fast it builds, where it lies."""

    code: str
    name: str
    short_name: str
    kind: str
    gb2260: str
    share: float
    speed: float
    longitude: float
    latitude: float
    tile: tuple[int, int]


BLOCKS = (
    Block("binjiang", "滨江区", "滨江区", "territory", "990102", 0.22, 1.14, 119.95, 31.95, (1, 0)),
    Block("hudong", "湖东区", "湖东区", "territory", "990103", 0.18, 1.07, 120.08, 31.80, (2, 1)),
    Block("laocheng", "老城区", "老城区", "territory", "990104", 0.10, 0.84, 119.97, 31.79, (1, 1)),
    Block("yunhe", "运河区", "运河区", "territory", "990105", 0.14, 0.96, 119.90, 31.74, (1, 2)),
    Block("linkong", "临空经济开发区", "临空经开区", "zone", "", 0.15, 1.03, 119.79, 31.92, (0, 0)),
    Block("maoshan", "茅山市", "茅山市", "territory", "990181", 0.12, 0.90, 119.45, 31.72, (0, 1)),
    Block("zhuhai", "竹海市", "竹海市", "territory", "990182", 0.09, 0.99, 119.52, 31.35, (0, 2)),
)

CITY_PLACE = (CITY, "示例市", "990100")
DEPARTMENTS = (
    (DEPARTMENT, "市发展和改革委员会", "市发改委"),
    ("gxj", "市工业和信息化局", "市工信局"),
    ("zjj", "市住房和城乡建设局", "市住建局"),
    ("jtj", "市交通运输局", "市交通局"),
    ("swj", "市商务局", "市商务局"),
)
COMPANIES = ((COMPANY, "海纳科技有限公司", "海纳科技"),)

LEADS = {"先进制造业": "gxj", "现代服务业": "swj", "基础设施": "jtj", "社会民生": "zjj"}
"""Industry → the department that leads its projects; provincial ones are led by 发改委."""
