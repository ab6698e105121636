"""The permission table against the duties of each role, written out by hand.

The duties come from the domain description, "Roles". What everybody may (their own account) is
left out of the lists.
"""

from __future__ import annotations

import pytest

from niubizi.domain.permissions import PERMISSIONS, REACH, Operation, Reach
from niubizi.domain.roles import Role

READING = {
    Operation.VIEW_COCKPIT,
    Operation.VIEW_PROJECTS,
    Operation.EXPORT_PROJECTS,
    Operation.VIEW_RETURNS,
    Operation.VIEW_COMPLETENESS,
    Operation.TRACE_FIGURES,
    Operation.VIEW_BRIEFINGS,
    Operation.CHECK_TEXTS,
    Operation.VIEW_REMARKS,
}
DUTIES = {
    Role.PROJECTS_OFFICE: READING
    | {
        Operation.VIEW_CLOSINGS,
        Operation.EDIT_PROJECTS,
        Operation.EDIT_PROGRAMMES,
        Operation.IMPORT_WORKBOOKS,
        Operation.IMPORT_RETURNS,
        Operation.ATTACH_FILES,
        Operation.REVIEW_RETURNS,
        Operation.REVIEW_AT_CITY,
        Operation.OPEN_PERIODS,
        Operation.PREPARE_CLOSINGS,
        Operation.WITHDRAW_CLOSINGS,
        Operation.DRAFT_BRIEFINGS,
        Operation.ANSWER_REMARKS,
    },
    Role.CHIEF: READING
    | {
        Operation.VIEW_CLOSINGS,
        Operation.CONFIRM_CLOSINGS,
        Operation.WITHDRAW_CLOSINGS,
        Operation.REOPEN_PERIODS,
        Operation.ISSUE_BRIEFINGS,
    },
    Role.INSPECTION_OFFICE: READING | {Operation.VIEW_CLOSINGS},
    Role.ASSESSMENT_OFFICE: READING | {Operation.VIEW_CLOSINGS},
    Role.BLOCK_OFFICER: READING
    | {
        Operation.REPORT_RETURNS,
        Operation.IMPORT_RETURNS,
        Operation.REVIEW_RETURNS,
        Operation.REVIEW_AT_BLOCK,
        Operation.ATTACH_FILES,
        Operation.ANSWER_REMARKS,
    },
    Role.PROJECT_OFFICER: READING
    - {
        Operation.VIEW_COMPLETENESS,
        Operation.VIEW_BRIEFINGS,
        Operation.CHECK_TEXTS,
        Operation.VIEW_REMARKS,
    }
    | {Operation.REPORT_RETURNS, Operation.IMPORT_RETURNS, Operation.ATTACH_FILES},
    Role.DEPARTMENT_OFFICER: READING | {Operation.LEAVE_REMARKS, Operation.ANSWER_REMARKS},
    Role.LEADER: READING | {Operation.VIEW_CLOSINGS, Operation.LEAVE_REMARKS},
    Role.SYSTEM_ADMIN: {
        Operation.EDIT_ORGANIZATIONS,
        Operation.EDIT_PEOPLE,
        Operation.EDIT_SETTINGS,
        Operation.VIEW_PEOPLE,
    },
    Role.SECURITY_ADMIN: {
        Operation.EDIT_GRANTS,
        Operation.EDIT_SECURITY,
        Operation.VIEW_PEOPLE,
    },
    Role.AUDITOR: READING
    | {Operation.VIEW_CLOSINGS, Operation.VIEW_PEOPLE, Operation.VIEW_AUDIT_TRAIL},
}


def held_by(role: Role) -> set[Operation]:
    return {operation for operation, roles in PERMISSIONS.items() if role in roles}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_its_duties_and_nothing_else(role: Role) -> None:
    assert held_by(role) == DUTIES[role] | {Operation.USE_OWN_ACCOUNT}


@pytest.mark.parametrize("operation", Operation)
def test_every_operation_has_a_row_with_somebody_in_it(operation: Operation) -> None:
    assert PERMISSIONS[operation]


def test_nobody_confirms_what_their_own_role_prepares() -> None:
    preparing = PERMISSIONS[Operation.PREPARE_CLOSINGS] | PERMISSIONS[Operation.DRAFT_BRIEFINGS]
    signing = PERMISSIONS[Operation.CONFIRM_CLOSINGS] | PERMISSIONS[Operation.ISSUE_BRIEFINGS]
    assert not preparing & signing


def test_administrators_reach_no_project() -> None:
    unreaching = {role for role in Role if REACH[role] is None}
    assert unreaching == {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}


def test_units_and_departments_reach_by_ownership_and_relation() -> None:
    assert (REACH[Role.PROJECT_OFFICER], REACH[Role.DEPARTMENT_OFFICER]) == (
        Reach.OWNERSHIP,
        Reach.RELATION,
    )
