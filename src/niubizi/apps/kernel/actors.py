"""The actor: who does a thing, made once by the door and passed to every service."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import PERMISSIONS, Operation
from niubizi.domain.roles import Grant, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as a service sees them: frozen at the door, with the grants of that moment.

    ``origin`` says by which door they came (``web 10.0.0.5``, ``api``, ``verb``). ``memo`` keeps
    what was resolved for this actor, such as organization ids, for as long as the actor lives:
    one request, one command. ``confined_to`` are the operations of the token they came with;
    ``None`` is no confinement.
    """

    user_id: int | None
    username: str
    name: str
    unit: str = ""
    grants: tuple[Grant, ...] = ()
    origin: str = ""
    confined_to: frozenset[Operation] | None = None
    memo: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def person_id(self) -> int:
        """The id of the person; raises ``permission.denied`` for the system."""
        if self.user_id is None:
            raise DomainError("permission.denied", operation="sign")
        return self.user_id

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def may(self, operation: Operation) -> bool:
        """Whether any grant's role holds the operation, wherever that is."""
        return bool(self.grants_for(operation))

    def grants_for(self, operation: Operation) -> tuple[Grant, ...]:
        """The grants that carry the operation; the subject must lie in their reach."""
        if self.confined_to is not None and operation not in self.confined_to:
            return ()
        holders = PERMISSIONS[operation]
        return tuple(grant for grant in self.grants if grant.role in holders)

    def require(self, operation: Operation) -> None:
        """Raises ``permission.denied`` (403 at the doors) without the operation."""
        if not self.may(operation):
            raise DomainError("permission.denied", operation=operation.value)


SYSTEM = Actor(user_id=None, username="system", name="系统", origin="system")
"""Who scheduled jobs act as; holds no grant."""
