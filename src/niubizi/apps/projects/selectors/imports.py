"""What an uploaded list is read against, and what an office has said of its columns before."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping

from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import ColumnMapping, PlanVersion, Programme, Project
from niubizi.documents.workbooks import (
    BookKind,
    ColumnView,
    ImportContext,
    KnownOrganization,
    KnownProject,
)
from niubizi.domain.amounts import wan_of_fen


def known_organizations() -> tuple[KnownOrganization, ...]:
    """The places that a project may belong to: blocks, then towns, in their order."""
    levels = (Organization.Level.BLOCK, Organization.Level.TOWN)
    places = Organization.objects.filter(level__in=levels)
    return tuple(
        KnownOrganization(place.code, place.name, place.short_name)
        for place in sorted(places, key=lambda place: (levels.index(place.level), place.position))
    )


def list_context(programme: Programme | None) -> ImportContext:
    """What a list of a programme is checked against; without one, the organizations alone."""
    if programme is None:
        return ImportContext(organizations=known_organizations())
    plans = dict(
        PlanVersion.objects.filter(entry__programme=programme)
        .order_by("number")
        .values_list("entry__project_id", "annual_fen")
    )
    return ImportContext(
        organizations=known_organizations(),
        kind=BookKind.LIST,
        year=programme.year,
        projects=tuple(
            KnownProject(
                name=name,
                code=code or "",
                total_investment=wan_of_fen(total),
                annual_plan=wan_of_fen(plans[pk]) if pk in plans else None,
            )
            for pk, name, code, total in Project.objects.order_by("pk").values_list(
                "pk", "name", "national_code", "total_fen"
            )
        ),
    )


def signature_of(columns: Iterable[ColumnView]) -> str:
    """What tells a layout from another: heads by column, but for blanks and full-width forms."""
    heads = [
        f"{column.column}:" + "".join(unicodedata.normalize("NFKC", column.header).split())
        for column in columns
        if column.header
    ]
    return hashlib.sha256("\n".join(heads).encode()).hexdigest()


def saved_mapping(columns: Iterable[ColumnView]) -> Mapping[str, str] | None:
    """Letter → field as an office saved it for workbooks of these heads."""
    found = ColumnMapping.objects.filter(signature=signature_of(columns)).first()
    return found.columns if found else None
