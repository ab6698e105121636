"""Deeds that leave figures as they are: what was kept before them still holds after them.

On the last evening of a month officers sign in, save and send up by the thousand, and none of it
moves a sum of approved figures. A deed that isn't named here makes pages find everything anew.
"""

from __future__ import annotations

from django.db.models import Q

from niubizi.domain.review import Action, State

VISITS = Q(
    action__in=(
        "user.sign_in",
        "user.sign_in_refused",
        "user.sign_out",
        "sessions.end",
        "view.save",
        "view.delete",
        "export",
    )
)
"""Coming, looking and going."""


def _return(*actions: Action) -> Q:
    return Q(action__in=[f"return.{action.value}" for action in actions])


REPORTING = (
    VISITS | _return(Action.SAVE, Action.CORRECT) | Q(action__in=("photo.add", "photo.remove"))
)
"""Deeds that leave alone what has been approved, and who has handed up."""

UNDER_WAY = (
    REPORTING
    | _return(Action.SUBMIT, Action.RETURN, Action.WITHDRAW)
    | Q(action="return.revise")
    | (_return(Action.APPROVE) & Q(detail__state=State.SUBMITTED.value))
)
"""Deeds on returns that aren't approved by them: live figures follow from approved ones alone."""
