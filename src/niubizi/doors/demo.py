"""The people of the sample city, as data: the generator makes them, the sign-in page offers them.

Fictional names and places. The password is printed and public, which is why these accounts exist
in the demo alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from niubizi.domain.roles import Role

PASSWORD = "niubizi-demo-2021"  # noqa: S105 printed on the sign-in page of the demo
TODAY = "2021-09-02"
"""The sample city's day: August is open, its returns are due tomorrow."""

CITY = "city"
DEPARTMENT = "fgw"
COMPANY = "haina"


@dataclass(frozen=True, slots=True)
class Account:
    """A person of the sample city with the one role they hold at a place (by its code)."""

    username: str
    name: str
    role: Role
    place: str
    unit: str
    does: str


ACCOUNTS = (
    Account(
        "office",
        "周明远",
        Role.PROJECTS_OFFICE,
        CITY,
        "市重大项目办",
        "管名单、审月报、准备关账、拟通报",
    ),
    Account("chief", "沈书航", Role.CHIEF, CITY, "市重大项目办", "确认关账、签发通报"),
    Account("leader", "陆景行", Role.LEADER, CITY, "市领导", "看驾驶舱、问进度"),
    Account("patron", "何知秋", Role.LEADER, DEPARTMENT, "市领导（包联）", "看包联项目"),
    Account(
        "binjiang",
        "许江月",
        Role.BLOCK_OFFICER,
        "binjiang",
        "滨江区重大项目专班",
        "填报、审核本区月报",
    ),
    Account(
        "hudong", "顾湖生", Role.BLOCK_OFFICER, "hudong", "湖东区重大项目专班", "填报、审核本区月报"
    ),
    Account(
        "laocheng",
        "程望楼",
        Role.BLOCK_OFFICER,
        "laocheng",
        "老城区重大项目专班",
        "填报、审核本区月报",
    ),
    Account(
        "yunhe", "余运来", Role.BLOCK_OFFICER, "yunhe", "运河区重大项目专班", "填报、审核本区月报"
    ),
    Account(
        "linkong",
        "凌云飞",
        Role.BLOCK_OFFICER,
        "linkong",
        "临空经济开发区重大项目专班",
        "填报、审核本区月报",
    ),
    Account(
        "maoshan",
        "毛山青",
        Role.BLOCK_OFFICER,
        "maoshan",
        "茅山市重大项目专班",
        "填报、审核本市月报",
    ),
    Account(
        "zhuhai", "竺海清", Role.BLOCK_OFFICER, "zhuhai", "竹海市重大项目专班", "填报、审核本市月报"
    ),
    Account("haina", "海小川", Role.PROJECT_OFFICER, COMPANY, "海纳科技有限公司", "填报本单位项目"),
    Account(
        "fagai", "方改之", Role.DEPARTMENT_OFFICER, DEPARTMENT, "市发改委", "看牵头项目、答复问题"
    ),
    Account("inspection", "杜正清", Role.INSPECTION_OFFICE, CITY, "市委市政府督查室", "看全市进度"),
    Account("assessment", "康衡之", Role.ASSESSMENT_OFFICE, CITY, "市考核办", "看全市进度"),
    Account("auditor", "沈一鉴", Role.AUDITOR, CITY, "市审计局", "查全部数据和操作日志"),
    Account("sysadmin", "管一之", Role.SYSTEM_ADMIN, CITY, "市大数据中心", "管账号、机构和设置"),
    Account("secadmin", "安守一", Role.SECURITY_ADMIN, CITY, "市大数据中心", "授权"),
)


def demo_accounts() -> tuple[Account, ...]:
    """The accounts to sign in with."""
    return ACCOUNTS
