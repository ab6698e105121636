"""Roles, what they exclude, and the grants a person holds.

A grant is a role at a place and, by the place's kind, reaches down the tree or by relation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from niubizi.domain.errors import DomainError


class Role(Enum):
    """The roles of the field; the values are what workbooks, JSON and verbs say."""

    PROJECTS_OFFICE = "projects_office"
    CHIEF = "chief"
    INSPECTION_OFFICE = "inspection_office"
    ASSESSMENT_OFFICE = "assessment_office"
    BLOCK_OFFICER = "block_officer"
    PROJECT_OFFICER = "project_officer"
    DEPARTMENT_OFFICER = "department_officer"
    LEADER = "leader"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"

    @property
    def word(self) -> str:
        return ROLE_WORDS[self]


ROLE_WORDS = {
    Role.PROJECTS_OFFICE: "重大项目办",
    Role.CHIEF: "办公室负责人",
    Role.INSPECTION_OFFICE: "督查室",
    Role.ASSESSMENT_OFFICE: "考核办",
    Role.BLOCK_OFFICER: "板块专班",
    Role.PROJECT_OFFICER: "项目单位",
    Role.DEPARTMENT_OFFICER: "部门",
    Role.LEADER: "领导",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDITOR: "审计员",
}

SOLITARY = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""Roles that exclude every other: the separated administrators and the auditor."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at a place; ``path`` is the place's path in the tree, ``name`` its short name."""

    role: Role
    organization_id: int
    path: str
    name: str = ""


def refuse_excluded(held: Iterable[Role], wanted: Role) -> None:
    """Raises ``grant.excluded`` when a person may not hold ``wanted`` beside what they hold."""
    others = {role for role in held if role is not wanted}
    if not others:
        return
    clash = others if wanted in SOLITARY else others & SOLITARY
    if clash:
        raise DomainError(
            "grant.excluded", wanted=wanted.word, held="、".join(sorted(r.word for r in clash))
        )
