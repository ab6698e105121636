"""Form fields that several areas share: money in 万元 as offices type it, and dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from niubizi.domain.amounts import wan_text
from niubizi.domain.errors import DomainError
from niubizi.doors.amounts import fen_given
from niubizi.doors.sentences import sentence


class WanField(forms.CharField):
    """An amount typed in 万元 (12,000 or １２０００ or 12.5); the value is 分, ``None`` when empty."""

    unit = "万元"

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"widget": widget, "max_length": 40, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return wan_text(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        try:
            fen = fen_given(text or "")
        except DomainError as wrong:
            raise forms.ValidationError(sentence(wrong)) from wrong
        if fen is not None and fen < 0:
            raise forms.ValidationError(sentence(DomainError("amount.negative")))
        return fen


def date_field(label: str, **kwargs: Any) -> forms.DateField:
    """A date with the browser's own calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **kwargs)


def note_field(label: str, *, rows: int = 2, **kwargs: Any) -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def add_refusal(
    form: forms.Form, refusal: DomainError, fields: dict[str, str] | None = None
) -> None:
    """Shows a service's refusal at the field it is about, or on top of the form."""
    at = (fields or {}).get(refusal.code)
    form.add_error(at if at in form.fields else None, sentence(refusal))


def attempt(
    form: forms.Form, deed: Callable[[], object], fields: dict[str, str] | None = None
) -> bool:
    """Does the deed of a valid form; a refusal becomes the form's error and answers ``False``.

    What isn't the form's to show (404, 403, 409) is raised on.
    """
    try:
        deed()
    except DomainError as refusal:
        if refusal.code in {"not_found", "permission.denied", "stale"}:
            raise
        add_refusal(form, refusal, fields)
        return False
    return True
