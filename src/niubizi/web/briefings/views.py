"""Briefings: the list, a draft's editor with its preview, the issue, the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from niubizi.apps.briefing.selectors.annex import annex_workbook
from niubizi.apps.briefing.selectors.briefings import briefings as visible_briefings
from niubizi.apps.briefing.selectors.briefings import current_template, template_bytes
from niubizi.apps.briefing.selectors.texts import TextBlock, texts_of
from niubizi.apps.briefing.selectors.writing import Material, draft_document, material
from niubizi.apps.briefing.services.briefings import (
    briefing_discard,
    briefing_draft,
    briefing_edit,
    briefing_issue,
)
from niubizi.apps.briefing.services.templates import template_reset, template_upload
from niubizi.apps.kernel.storage import read_file
from niubizi.apps.projects.selectors import programmes
from niubizi.apps.reporting.selectors.periods import latest_closing, periods
from niubizi.documents.briefings.template import build_default_template
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors.sentences import sentence, status
from niubizi.web.access import PageRequest, page
from niubizi.web.briefings.forms import DraftForm, IssueForm, WordsForm
from niubizi.web.briefings.preview import palette, shown_blocks
from niubizi.web.downloads import DOCX, XLSX, attachment_response
from niubizi.web.toasts import notify
from niubizi.web.uploads import uploaded

if TYPE_CHECKING:
    from niubizi.apps.briefing.models import Briefing


@page(Operation.VIEW_BRIEFINGS)
def briefings(request: PageRequest) -> HttpResponse:
    """Every briefing that may be seen, latest first."""
    shown = {
        "briefings": visible_briefings(request.actor),
        "may_draft": request.actor.may(Operation.DRAFT_BRIEFINGS),
        "form": _draft_form(request),
        "template": current_template(),
    }
    return render(request, "briefings/list.html", shown)


@page(Operation.DRAFT_BRIEFINGS, methods=("POST",))
def briefing_new(request: PageRequest) -> HttpResponse:
    form = _draft_form(request, request.POST)
    if form.is_valid():
        try:
            made = briefing_draft(
                period_code=form.cleaned_data["period"],
                programme_codes=[form.cleaned_data["programme"]]
                if form.cleaned_data["programme"]
                else [each.code for each in programmes(year=int(form.cleaned_data["period"][:4]))],
                actor=request.actor,
                at=request.at,
            )
        except DomainError as refusal:
            form.add_error(None, sentence(refusal))
        else:
            notify(request, "已按账面数据拟出初稿，请核改文字。")
            return redirect("briefing", briefing_id=made.pk)
    shown = {
        "briefings": visible_briefings(request.actor),
        "may_draft": True,
        "form": form,
        "template": current_template(),
    }
    return render(request, "briefings/list.html", shown, status=422)


@page(Operation.VIEW_BRIEFINGS)
def briefing(request: PageRequest, briefing_id: int) -> HttpResponse:
    """A draft's editor for whoever writes it, else the text as it stands."""
    found = visible_briefings(request.actor).get(pk=briefing_id)
    return _show(request, found)


@page(Operation.DRAFT_BRIEFINGS, methods=("POST",))
def briefing_save(request: PageRequest, briefing_id: int) -> HttpResponse:
    """Keeps the words; what is refused is shown with the words that were typed."""
    found = visible_briefings(request.actor).get(pk=briefing_id)
    form = WordsForm(request.POST)
    texts = _posted_texts(request)
    if not form.is_valid():
        return _show(request, found, words=form, texts=texts, code=422)
    try:
        briefing_edit(
            briefing_id=briefing_id, texts=texts, actor=request.actor, at=request.at,
            **form.cleaned_data,
        )  # fmt: skip
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return _show(request, found, words=form, texts=texts, code=status(refusal))
    notify(request, "已保存。")
    return redirect("briefing", briefing_id=briefing_id)


@page(Operation.DRAFT_BRIEFINGS, methods=("POST",))
def briefing_preview(request: PageRequest, briefing_id: int) -> HttpResponse:
    """The typed text with its figures and marks, without keeping it."""
    found = visible_briefings(request.actor).get(pk=briefing_id)
    drawing = _material(request, found).drawing(request.preferences)
    blocks = shown_blocks(_posted_texts(request), drawing)
    return render(
        request,
        "briefings/_preview.html",
        {"blocks": blocks, "marks": sum(block.marks for block in blocks)},
    )


@page(Operation.DRAFT_BRIEFINGS, methods=("POST",))
def briefing_drop(request: PageRequest, briefing_id: int) -> HttpResponse:
    briefing_discard(briefing_id=briefing_id, actor=request.actor, at=request.at)
    notify(request, "草稿已删除。")
    return redirect("briefings")


@page(Operation.ISSUE_BRIEFINGS, methods=("POST",))
def briefing_send(request: PageRequest, briefing_id: int) -> HttpResponse:
    """Issues a draft; from then on its bytes are kept as they are."""
    found = visible_briefings(request.actor).get(pk=briefing_id)
    form = IssueForm(request.POST)
    code = 422
    if form.is_valid():
        try:
            issued = briefing_issue(
                briefing_id=briefing_id, actor=request.actor, at=request.at, **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, sentence(refusal))
            code = status(refusal)
            found.refresh_from_db()
        else:
            notify(request, f"{issued.number}已印发，文件已封存。")
            return redirect("briefing", briefing_id=briefing_id)
    return _show(request, found, issue=form, code=code)


@page(Operation.VIEW_BRIEFINGS)
def briefing_document(request: PageRequest, briefing_id: int) -> HttpResponse:
    """The issued document's kept bytes, or the draft as it would look now, marked as one."""
    found = visible_briefings(request.actor).get(pk=briefing_id)
    if found.document is not None:
        return attachment_response(
            read_file(found.document), f"{found.number or '通报'}.docx", DOCX
        )
    data = draft_document(
        _material(request, found),
        texts=texts_of(found),
        title=found.title,
        office=request.preferences,
        template=found.template,
        at=request.at,
        addressees=found.addressees,
        copies=found.copies,
    )
    return attachment_response(data, f"通报草稿{found.period.code}.docx", DOCX)


@page(Operation.VIEW_BRIEFINGS)
def briefing_annex(request: PageRequest, briefing_id: int) -> HttpResponse:
    found = visible_briefings(request.actor).get(pk=briefing_id)
    if found.annex is not None:
        return attachment_response(read_file(found.annex), f"{found.number}附件.xlsx", XLSX)
    data = annex_workbook(
        _material(request, found),
        office=request.preferences,
        dated=request.at.date(),
        actor=request.actor,
    )
    return attachment_response(data, f"通报附件草稿{found.period.code}.xlsx", XLSX)


@page(Operation.DRAFT_BRIEFINGS, methods=("GET", "POST"))
def briefing_template(request: PageRequest) -> HttpResponse:
    """GET: the template in force as a Word file. POST: another one, or back to the first."""
    if request.method == "GET":
        data = template_bytes(current_template()) or build_default_template()
        return attachment_response(data, "通报模板.docx", DOCX)
    if "reset" in request.POST:
        template_reset(actor=request.actor, at=request.at)
        notify(request, "已恢复平台自带的模板。")
        return redirect("briefings")
    name, data = uploaded(request, "file")
    template_upload(name=name, data=data, actor=request.actor, at=request.at)
    notify(request, "模板已启用，下次拟稿起使用。")
    return redirect("briefings")


def _draft_form(request: PageRequest, data: Any = None) -> DraftForm:
    known = list(periods())
    return DraftForm(
        data,
        periods=[(each.code, f"{each.key.name}（{each.get_state_display()}）") for each in known],
        programmes=[
            (each.code, each.name)
            for each in programmes()
            if any(each.year == period.year for period in known)
        ],
        latest_closed=next((each.code for each in known if each.state == "closed"), ""),
    )


def _material(request: PageRequest, found: Briefing) -> Material:
    return material(
        period=found.period,
        closing=found.closing or latest_closing(found.period),
        programme_codes=[each.code for each in found.programmes.all()],
        actor=request.actor,
    )


def _posted_texts(request: PageRequest) -> list[TextBlock]:
    """The blocks as the form sends them, in their order; emptied texts are left out."""
    rows = zip(
        request.POST.getlist("kind"),
        request.POST.getlist("text"),
        request.POST.getlist("of"),
        strict=False,
    )
    return [
        {"kind": kind, "text": text.strip().replace("\r\n", "\n"), "programme": of}
        for kind, text, of in rows
        if text.strip() or kind not in {"heading", "text"}
    ]


def _show(
    request: PageRequest,
    found: Briefing,
    *,
    words: WordsForm | None = None,
    issue: IssueForm | None = None,
    texts: list[TextBlock] | None = None,
    code: int = 200,
) -> HttpResponse:
    given = _material(request, found)
    drawing = given.drawing(request.preferences)
    blocks = shown_blocks(texts_of(found) if texts is None else texts, drawing)
    is_draft = found.state == "draft"
    may_edit = is_draft and request.actor.may(Operation.DRAFT_BRIEFINGS)
    initial = {
        "title": found.title,
        "addressees": found.addressees,
        "copies": found.copies,
        "version": found.version,
    }
    shown = {
        "briefing": found,
        "is_draft": is_draft,
        "may_edit": may_edit,
        "may_issue": is_draft and request.actor.may(Operation.ISSUE_BRIEFINGS),
        "closing": given.closing,
        "blocks": blocks,
        "marks": sum(block.marks for block in blocks),
        "palette": palette(given.sheet, drawing.figures) if may_edit else [],
        "words": words or WordsForm(initial=initial),
        "issue": issue
        or IssueForm(initial={"issued_on": request.at.date(), "version": found.version}),
    }
    return render(request, "briefings/briefing.html", shown, status=code)
