"""``niubizi init``: the city's root and the two administrators, from whom all else follows."""

from __future__ import annotations

import argparse
import sys

from niubizi.apps.kernel.actors import SYSTEM
from niubizi.apps.kernel.audit import use_case
from niubizi.apps.kernel.services import user_create
from niubizi.apps.orgs.selectors import root
from niubizi.apps.orgs.services import organization_create, role_grant
from niubizi.domain.roles import Role
from niubizi.jobs.verbs import Refused, now


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    init = verbs.add_parser("init", help="正式启用：建立本市和两名管理员")
    init.add_argument("--city", required=True, help="城市名称，如 示例市")
    init.add_argument("--code", default="city", help="城市编码")
    init.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the two one-time passwords, which must be changed at the first sign-in."""
    if root() is not None:
        raise Refused("本平台已经启用过，不能再次初始化。")
    for username, password in _make(arguments.city, arguments.code):
        sys.stdout.write(f"{username}\t{password}\n")
    return 0


@use_case
def _make(city: str, code: str) -> list[tuple[str, str]]:
    at = now()
    place = organization_create(
        code=code, name=city, kind="territory", level="city", actor=SYSTEM, at=at
    )
    made = []
    for username, role in (("sysadmin", Role.SYSTEM_ADMIN), ("secadmin", Role.SECURITY_ADMIN)):
        user, password = user_create(username=username, name=role.word, actor=SYSTEM, at=at)
        role_grant(
            user=user, role=role, organization=place, valid_from=at.date(), actor=SYSTEM, at=at
        )
        made.append((username, password))
    return made
