"""What a token of the API may be given: parts of what its person may do, never more."""

from __future__ import annotations

from enum import Enum

from niubizi.domain.permissions import Operation


class TokenScope(Enum):
    """A token carries one or more; the values stand in the table of tokens."""

    READ = "read"
    REPORT = "report"

    @property
    def word(self) -> str:
        return {TokenScope.READ: "查看数据", TokenScope.REPORT: "填报月报"}[self]


# The description of the API is for every token.
_COMMON = frozenset({Operation.USE_OWN_ACCOUNT})
SCOPES: dict[TokenScope, frozenset[Operation]] = {
    TokenScope.READ: _COMMON
    | {
        Operation.VIEW_COCKPIT,
        Operation.VIEW_PROJECTS,
        Operation.VIEW_RETURNS,
        Operation.CHECK_TEXTS,
    },
    TokenScope.REPORT: _COMMON | {Operation.REPORT_RETURNS},
}


def operations(scopes: frozenset[TokenScope]) -> frozenset[Operation]:
    """The operations that a token of these scopes is confined to."""
    return frozenset[Operation]().union(*(SCOPES[scope] for scope in scopes))
