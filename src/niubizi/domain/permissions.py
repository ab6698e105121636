"""Who may do what: one table, read by pages, API and verbs alike.

A row is an operation with the roles that hold it. *Where* a role may do it follows from the
person's grants: a role at a territory reaches the projects of its blocks, a role at a department,
headquarters or company reaches the projects related to it (``REACH``). An operation needs a grant
whose role is in its row *and* whose reach holds the subject; without the first the answer is 403,
without a view of the subject 404. A test walks every page and API operation from this table.
"""

from __future__ import annotations

from enum import Enum

from niubizi.domain.roles import Role

_OFFICES = frozenset(
    {Role.PROJECTS_OFFICE, Role.CHIEF, Role.INSPECTION_OFFICE, Role.ASSESSMENT_OFFICE}
)
_READERS = _OFFICES | {
    Role.BLOCK_OFFICER,
    Role.PROJECT_OFFICER,
    Role.DEPARTMENT_OFFICER,
    Role.LEADER,
    Role.AUDITOR,
}
_EVERYBODY = frozenset(Role)


class Operation(Enum):
    """Everything that can be asked of the platform; pages, API operations and verbs name one."""

    # What every signed-in person has.
    USE_OWN_ACCOUNT = "account.use"
    # Reading business data, within reach.
    VIEW_COCKPIT = "cockpit.view"
    VIEW_PROJECTS = "projects.view"
    EXPORT_PROJECTS = "projects.export"
    VIEW_RETURNS = "returns.view"
    VIEW_COMPLETENESS = "completeness.view"
    TRACE_FIGURES = "figures.trace"
    VIEW_BRIEFINGS = "briefings.view"
    VIEW_CLOSINGS = "closings.view"
    # Keeping the ledger.
    EDIT_PROJECTS = "projects.edit"
    EDIT_PROGRAMMES = "programmes.edit"
    IMPORT_WORKBOOKS = "workbooks.import"
    # A month's table: a block's own rows, or the office's for blocks to check.
    IMPORT_RETURNS = "returns.import"
    ATTACH_FILES = "files.attach"
    # The month.
    REPORT_RETURNS = "returns.report"
    # Having a queue at all; whose level a return waits at, the two below decide.
    REVIEW_RETURNS = "returns.review"
    REVIEW_AT_BLOCK = "returns.review_at_block"
    REVIEW_AT_CITY = "returns.review_at_city"
    OPEN_PERIODS = "periods.open"
    PREPARE_CLOSINGS = "closings.prepare"
    CONFIRM_CLOSINGS = "closings.confirm"
    WITHDRAW_CLOSINGS = "closings.withdraw"
    REOPEN_PERIODS = "periods.reopen"
    # The briefing.
    DRAFT_BRIEFINGS = "briefings.draft"
    ISSUE_BRIEFINGS = "briefings.issue"
    VIEW_REMARKS = "remarks.view"
    LEAVE_REMARKS = "remarks.leave"
    ANSWER_REMARKS = "remarks.answer"
    CHECK_TEXTS = "texts.check"
    # The separated administrators.
    EDIT_ORGANIZATIONS = "organizations.edit"
    EDIT_PEOPLE = "people.edit"
    EDIT_SETTINGS = "settings.edit"
    EDIT_GRANTS = "grants.edit"
    EDIT_SECURITY = "security.edit"
    VIEW_PEOPLE = "people.view"
    VIEW_AUDIT_TRAIL = "audit.view"


PERMISSIONS: dict[Operation, frozenset[Role]] = {
    Operation.USE_OWN_ACCOUNT: _EVERYBODY,
    Operation.VIEW_COCKPIT: _READERS,
    Operation.VIEW_PROJECTS: _READERS,
    Operation.EXPORT_PROJECTS: _READERS,
    Operation.VIEW_RETURNS: _READERS,
    Operation.VIEW_COMPLETENESS: _READERS - {Role.PROJECT_OFFICER},
    Operation.TRACE_FIGURES: _READERS,
    Operation.VIEW_BRIEFINGS: _READERS - {Role.PROJECT_OFFICER},
    Operation.VIEW_CLOSINGS: _OFFICES | {Role.LEADER, Role.AUDITOR},
    Operation.EDIT_PROJECTS: frozenset({Role.PROJECTS_OFFICE}),
    Operation.EDIT_PROGRAMMES: frozenset({Role.PROJECTS_OFFICE}),
    Operation.IMPORT_WORKBOOKS: frozenset({Role.PROJECTS_OFFICE}),
    Operation.IMPORT_RETURNS: frozenset(
        {Role.PROJECTS_OFFICE, Role.BLOCK_OFFICER, Role.PROJECT_OFFICER}
    ),
    Operation.ATTACH_FILES: frozenset(
        {Role.PROJECTS_OFFICE, Role.BLOCK_OFFICER, Role.PROJECT_OFFICER}
    ),
    Operation.REPORT_RETURNS: frozenset({Role.BLOCK_OFFICER, Role.PROJECT_OFFICER}),
    Operation.REVIEW_RETURNS: frozenset({Role.BLOCK_OFFICER, Role.PROJECTS_OFFICE}),
    Operation.REVIEW_AT_BLOCK: frozenset({Role.BLOCK_OFFICER}),
    Operation.REVIEW_AT_CITY: frozenset({Role.PROJECTS_OFFICE}),
    Operation.OPEN_PERIODS: frozenset({Role.PROJECTS_OFFICE}),
    Operation.PREPARE_CLOSINGS: frozenset({Role.PROJECTS_OFFICE}),
    Operation.CONFIRM_CLOSINGS: frozenset({Role.CHIEF}),
    Operation.WITHDRAW_CLOSINGS: frozenset({Role.PROJECTS_OFFICE, Role.CHIEF}),
    Operation.REOPEN_PERIODS: frozenset({Role.CHIEF}),
    Operation.DRAFT_BRIEFINGS: frozenset({Role.PROJECTS_OFFICE}),
    Operation.ISSUE_BRIEFINGS: frozenset({Role.CHIEF}),
    Operation.CHECK_TEXTS: _READERS - {Role.PROJECT_OFFICER},
    Operation.VIEW_REMARKS: _READERS - {Role.PROJECT_OFFICER},
    Operation.ANSWER_REMARKS: frozenset(
        {Role.PROJECTS_OFFICE, Role.BLOCK_OFFICER, Role.DEPARTMENT_OFFICER}
    ),
    Operation.LEAVE_REMARKS: frozenset({Role.LEADER, Role.DEPARTMENT_OFFICER}),
    Operation.EDIT_ORGANIZATIONS: frozenset({Role.SYSTEM_ADMIN}),
    Operation.EDIT_PEOPLE: frozenset({Role.SYSTEM_ADMIN}),
    Operation.EDIT_SETTINGS: frozenset({Role.SYSTEM_ADMIN}),
    Operation.EDIT_GRANTS: frozenset({Role.SECURITY_ADMIN}),
    Operation.EDIT_SECURITY: frozenset({Role.SECURITY_ADMIN}),
    Operation.VIEW_PEOPLE: frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}),
    Operation.VIEW_AUDIT_TRAIL: frozenset({Role.AUDITOR}),
}


class Reach(Enum):
    """How a role at a place finds its projects: down the territory, or by relation."""

    TERRITORY = "territory"
    RELATION = "relation"
    OWNERSHIP = "ownership"


REACH: dict[Role, Reach | None] = {
    Role.PROJECTS_OFFICE: Reach.TERRITORY,
    Role.CHIEF: Reach.TERRITORY,
    Role.INSPECTION_OFFICE: Reach.TERRITORY,
    Role.ASSESSMENT_OFFICE: Reach.TERRITORY,
    Role.BLOCK_OFFICER: Reach.TERRITORY,
    Role.PROJECT_OFFICER: Reach.OWNERSHIP,
    Role.DEPARTMENT_OFFICER: Reach.RELATION,
    # A leader at a territory reads everything below, at a department what is related to it.
    Role.LEADER: Reach.TERRITORY,
    Role.AUDITOR: Reach.TERRITORY,
    Role.SYSTEM_ADMIN: None,
    Role.SECURITY_ADMIN: None,
}
