"""The administrators' first page: what they keep, with the numbers that tell whether it is kept."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from niubizi.apps.kernel.selectors import audit_entries, tokens, users
from niubizi.apps.orgs.selectors import grants_in_force, organizations, users_without_grants
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.management.frame import rooms


@page(Operation.VIEW_PEOPLE)
def management(request: PageRequest) -> HttpResponse:
    today = request.at.date()
    notes = {
        "organizations": f"现有{organizations().in_force(today).count()}个",
        "people": f"在用{users().filter(is_active=True).count()}个账号",
        "grants": _grants_note(users_without_grants(today).count(), grants_in_force(today).count()),
        "security": "",
        "tokens": f"有效{tokens().filter(revoked_at=None, expires_at__gt=request.moment).count()}个",
        "settings": "",
        "audit_trail": f"共{audit_entries().count():,}条",
    }
    shown = {
        "rooms": [
            {"room": room, "url": reverse(room.page), "note": notes[room.page]}
            for room in rooms(request)
        ]
    }
    return render(request, "management/home.html", shown)


def _grants_note(without: int, held: int) -> str:
    return f"有效授权{held}项" + (f"，{without}人未授权" if without else "")
