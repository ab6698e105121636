"""核数: the box for a text, the marked result, the files it leaves. Nothing is kept in between.

The result carries the text on, so that an export checks the same text again: what is written out
is never older or newer than what was read.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from django.http import HttpResponse
from django.shortcuts import render

from niubizi.apps.briefing.selectors.checks import TextCheck, closed_periods, text_check
from niubizi.documents.checked import CheckedText, checked_copy, checked_workbook
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors.sentences import sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.checking.forms import NOTE_LENGTH, CheckForm, opinions
from niubizi.web.checking.marking import MOST_SHOWN, shown_check
from niubizi.web.downloads import DOCX, XLSX, attachment_response, mark_of


@page(Operation.CHECK_TEXTS, methods=("GET", "POST"))
def checking(request: PageRequest) -> HttpResponse:
    """GET: the box. POST: what the check says of the text."""
    form = _form(request)
    found = _checked(request, form)
    if found is None:
        return _box(request, form)
    shown = {
        "again": form.again(),
        "given": form.cleaned_data,
        "check": shown_check(found.text, found.result, found.against),
        "closing": found.closing,
        "ledger": _closing_words(found),
        "note_length": NOTE_LENGTH,
        "most": MOST_SHOWN,
    }
    return render(request, "checking/result.html", shown)


@page(Operation.CHECK_TEXTS, methods=("POST",))
def checking_copy(request: PageRequest) -> HttpResponse:
    """The text as a Word file with the check's comments and the reader's notes."""
    form = _form(request)
    found = _checked(request, form)
    if found is None:
        return _box(request, form)
    name = _name(form)
    data = checked_copy(
        _with_opinions(request, found), title=name, footer=mark_of(request), created=request.at
    )
    return attachment_response(data, f"{name}.docx", DOCX)


@page(Operation.CHECK_TEXTS, methods=("POST",))
def checking_workbook(request: PageRequest) -> HttpResponse:
    """Claims, relations and the comparison with the ledger as a workbook."""
    form = _form(request)
    found = _checked(request, form)
    if found is None:
        return _box(request, form)
    name = _name(form)
    data = checked_workbook(
        _with_opinions(request, found),
        title=name,
        footer=mark_of(request),
        created=request.at,
        ledger=_closing_words(found),
    )
    return attachment_response(data, f"{name}.xlsx", XLSX)


def _form(request: PageRequest) -> CheckForm:
    choices = [(each.code, each.key.name) for each in closed_periods()]
    return CheckForm(request.given, request.FILES or None, periods=choices)


def _checked(request: PageRequest, form: CheckForm) -> TextCheck | None:
    """The check of what was sent; ``None`` where nothing was, or the form was refused."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    try:
        return text_check(given["text"], actor=request.actor, ledger=given["ledger"])
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return None


def _box(request: PageRequest, form: CheckForm) -> HttpResponse:
    code = 422 if form.is_bound else 200
    return render(request, "checking/box.html", {"form": form}, status=code)


def _with_opinions(request: PageRequest, found: TextCheck) -> CheckedText:
    return CheckedText(
        found.text,
        found.result,
        found.against,
        opinions(request.POST, found.result.relations),
        reader=request.actor.name,
    )


def _name(form: CheckForm) -> str:
    """核数稿， after the file that the text came from where there is one."""
    stem = PurePosixPath(form.cleaned_data["source"]).stem
    return f"核数稿（{stem}）" if stem else "核数稿"


def _closing_words(found: TextCheck) -> str:
    closing = found.closing
    return f"{closing.period.key.name}第{closing.number}次关账" if closing else ""
