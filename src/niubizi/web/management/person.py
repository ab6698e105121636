"""One person's page: the account, the roles held and once held, what was done about the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from niubizi.apps.kernel.selectors import audit_entries, has_second_factor, sessions, users
from niubizi.apps.kernel.services import SIGN_IN
from niubizi.apps.kernel.services.guard import refused_until
from niubizi.domain.permissions import Operation
from niubizi.doors.trail_lines import lines
from niubizi.web.access import PageRequest, page
from niubizi.web.management.roles import GrantForm, grants_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from niubizi.apps.kernel.models import AuditEntry, User

LATEST = 10


@page(Operation.VIEW_PEOPLE)
def person(request: PageRequest, user_id: int) -> HttpResponse:
    return person_page(request, users().get(pk=user_id))


def person_page(
    request: PageRequest, found: User, form: GrantForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a person, with the form that gives a role for whoever may."""
    may_grant = request.actor.may(Operation.EDIT_GRANTS)
    state = {
        "locked_until": refused_until(
            found.username, rule=request.preferences.lock_rule, moment=request.moment
        ),
        "signed_in": sessions(user_id=found.pk, moment=request.moment).count(),
        "second_factor": has_second_factor(found.pk),
        "to_release": found.awaits_release and not found.must_change_password,
    }
    shown = {
        **state,
        "found": found,
        "grants": grants_of(found.pk, request.at.date()),
        "form": (form or GrantForm(initial={"valid_from": request.at.date()}))
        if may_grant
        else None,
        "may_edit": request.actor.may(Operation.EDIT_PEOPLE),
        "secures": request.actor.may(Operation.EDIT_SECURITY) and any(state.values()),
        "lines": lines(_changes(found)),
    }
    return render(request, "management/person.html", shown, status=status)


def _changes(found: User) -> QuerySet[AuditEntry]:
    """What was done to the account; coming in changes nothing about it."""
    entries = audit_entries(subject_type="user", subject_id=str(found.pk))
    return entries.exclude(action=SIGN_IN)[:LATEST]
