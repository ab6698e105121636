"""Someone else saved the record meanwhile (409): what they left and what was typed, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms

from niubizi.apps.kernel.selectors import audit_entries


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that somebody else changed while it was being typed into; for the conflict table."""

    name: str
    label: str
    theirs: str
    mine: str
    theirs_text: str
    mine_text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Who changed the record meanwhile, the version they left, what differs, and what doesn't.

    ``kept`` are the fields that agree, sent again with the choice among those that don't.
    """

    who: str
    at: datetime | None
    version: int
    fields: tuple[Clash, ...]
    kept: tuple[tuple[str, str], ...]


def conflict(
    form: forms.Form, stored: Mapping[str, Any], *, version: int, subject: tuple[str, int]
) -> Conflict:
    """Both values of what differs between a valid form and the record as it stands now.

    ``stored`` holds the record's values as the form's fields clean them, ``subject`` its type and
    id in the audit trail, whose latest line says who was first.
    """
    last = audit_entries(subject_type=subject[0], subject_id=str(subject[1])).first()
    return Conflict(
        who=last.actor_name if last else "",
        at=last.at if last else None,
        version=version,
        fields=tuple(
            Clash(
                name=name,
                label=str(form.fields[name].label),
                theirs=_raw(form.fields[name], theirs),
                mine=_raw(form.fields[name], form.cleaned_data[name]),
                theirs_text=_text(form.fields[name], theirs),
                mine_text=_text(form.fields[name], form.cleaned_data[name]),
            )
            for name, theirs in stored.items()
            if theirs != form.cleaned_data[name]
        ),
        kept=tuple(
            (name, _raw(form.fields[name], theirs))
            for name, theirs in stored.items()
            if theirs == form.cleaned_data[name]
        ),
    )


def _raw(field: forms.Field, value: Any) -> str:
    """The value as its field would be sent: an amount in 万元, a date in ISO."""
    value = field.prepare_value(value)
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, _raw(field, value))) or "（空）"
