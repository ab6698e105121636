"""Workbooks of places, accounts and roles: upload, preview, all or nothing.

Between preview and import the file waits in the storage under its hash; the page carries the hash
signed for the person and the register, so that nothing else can be named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from niubizi.apps.kernel.selectors import stored_file
from niubizi.apps.kernel.storage import read_file, store
from niubizi.apps.orgs.services.registers import (
    Deed,
    Outcomes,
    grants_import,
    organizations_import,
    people_import,
)
from niubizi.documents.workbooks import (
    RegisterUpload,
    UnreadableWorkbook,
    organizations_template,
    people_template,
    read_organizations,
    read_people,
)
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import Operation
from niubizi.doors.sentences import sentence
from niubizi.web.access import PageRequest, page
from niubizi.web.downloads import XLSX, attachment_response
from niubizi.web.toasts import notify
from niubizi.web.uploads import limit_mb, uploaded

WAITS_SECONDS = 3600
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of workbook: how it is read, what it does, what its pages say."""

    name: str
    title: str
    unit: str
    made: str
    hint: str
    back: str
    back_label: str
    template: str
    read: Callable[[bytes, str], RegisterUpload]
    run: Callable[..., Outcomes]


ORGANIZATIONS = Register(
    name="organizations",
    title="从工作簿导入机构",
    unit="个机构",
    made="新建",
    hint="上级可以写在同一张表里，先后不限；已有的机构按编码更新，空着的单元格不改",
    back="organizations",
    back_label="机构",
    template="organizations_template",
    read=read_organizations,
    run=organizations_import,
)
PEOPLE = Register(
    name="people",
    title="从工作簿导入人员",
    unit="个账号",
    made="新建",
    hint="同一张表系统管理员用来开账号，安全管理员再用来授权；已有的账号按账号名更新",
    back="people",
    back_label="人员",
    template="people_template",
    read=read_people,
    run=people_import,
)
GRANTS = Register(
    name="grants",
    title="从工作簿导入授权",
    unit="项授权",
    made="授予",
    hint="账号须已由系统管理员开通；已有的授权不重复授予，也不撤销",
    back="grants",
    back_label="授权",
    template="people_template",
    read=read_people,
    run=grants_import,
)


@page(Operation.EDIT_ORGANIZATIONS, methods=("GET", "POST"))
def organizations(request: PageRequest) -> HttpResponse:
    return _wizard(request, ORGANIZATIONS)


@page(Operation.EDIT_PEOPLE, methods=("GET", "POST"))
@never_cache
def people(request: PageRequest) -> HttpResponse:
    return _wizard(request, PEOPLE)


@page(Operation.EDIT_GRANTS, methods=("GET", "POST"))
def grants(request: PageRequest) -> HttpResponse:
    return _wizard(request, GRANTS)


@page(Operation.EDIT_ORGANIZATIONS)
def organizations_blank(_request: PageRequest) -> HttpResponse:
    return attachment_response(organizations_template(), "organizations.xlsx", XLSX)


@page(Operation.VIEW_PEOPLE)
def people_blank(_request: PageRequest) -> HttpResponse:
    return attachment_response(people_template(), "people.xlsx", XLSX)


def _wizard(request: PageRequest, register: Register) -> HttpResponse:
    if request.method != "POST":
        return _upload(request, register)
    try:
        if request.POST.get("waiting"):
            return _apply(request, register)
        return _preview(request, register)
    except UnreadableWorkbook as fault:
        return _upload(request, register, fault.message)
    except DomainError as refusal:
        return _upload(request, register, sentence(refusal))


def _upload(request: PageRequest, register: Register, fault: str = "") -> HttpResponse:
    shown = _shown(register, step=0, fault=fault)
    return render(request, "management/import.html", shown, status=422 if fault else 200)


def _preview(request: PageRequest, register: Register) -> HttpResponse:
    name, data = uploaded(request, "file")
    read = register.read(data, name)
    outcomes = register.run(rows=read.rows, apply=False, actor=request.actor, at=request.at)
    file = store(data, media_type=XLSX, at=request.at)
    waiting = signing.dumps([file.sha256, name], salt=_salt(request, register))
    return _previewed(request, register, read, outcomes, name=name, waiting=waiting)


def _apply(request: PageRequest, register: Register) -> HttpResponse:
    waiting = request.POST["waiting"]
    try:
        sha256, name = signing.loads(waiting, salt=_salt(request, register), max_age=WAITS_SECONDS)
    except signing.BadSignature as forged:
        raise DomainError("import.expired") from forged
    file = stored_file(sha256)
    if file is None:
        raise DomainError("import.expired")
    read = register.read(read_file(file), name)
    if read.errors:
        outcomes = register.run(rows=read.rows, apply=False, actor=request.actor, at=request.at)
        return _previewed(request, register, read, outcomes, name=name, waiting=waiting)
    outcomes = register.run(rows=read.rows, apply=True, actor=request.actor, at=request.at)
    if outcomes.refused:
        # Somebody changed something since the preview.
        return _previewed(request, register, read, outcomes, name=name, waiting=waiting)
    made, changed = outcomes.count(Deed.CREATE), outcomes.count(Deed.CHANGE)
    secrets = [row for row in outcomes.rows if row.secret]
    if secrets:
        return render(request, "management/import_secrets.html", {"rows": secrets})
    parts = ((register.made, made), ("更新", changed))
    words = "，".join(f"{verb}{count}{register.unit}" for verb, count in parts if count)
    notify(request, f"已导入：{words}。" if words else "没有要导入的变化。")
    return redirect(register.back)


def _previewed(
    request: PageRequest,
    register: Register,
    read: RegisterUpload,
    outcomes: Outcomes,
    *,
    name: str,
    waiting: str,
) -> HttpResponse:
    findings = [
        {"cell": f"{each.column or ''}{each.row or ''}", "value": each.value, "text": each.message}
        for each in read.errors
    ]
    findings += [
        {"cell": f"第{row.number}行", "value": row.label, "text": sentence(row.refusal)}
        for row in outcomes.refused
        if row.refusal
    ]
    shown = _shown(
        register,
        step=1,
        file_name=name,
        sheet=read.sheet,
        waiting=waiting,
        findings=findings[:SHOWN],
        errors=len(findings),
        created=outcomes.count(Deed.CREATE),
        changed=outcomes.count(Deed.CHANGE),
        same=outcomes.count(Deed.SAME),
        changes_anything=outcomes.changes_anything,
        rows=[row for row in outcomes.rows if row.deed in {Deed.CREATE, Deed.CHANGE}][:SHOWN],
    )
    return render(request, "management/import.html", shown, status=422 if findings else 200)


def _shown(register: Register, *, step: int, **more: Any) -> dict[str, Any]:
    labels = ("上传", "预览", "完成")
    states = ["done"] * step + ["current"] + ["todo"] * (len(labels) - step - 1)
    return {
        "register": register,
        "hint": f".xlsx、.xls、.ods、.csv，不超过{limit_mb()}MB",
        "back_url": reverse(register.back),
        "template_url": reverse(register.template),
        "steps": [
            {"label": label, "state": state, "url": ""}
            for label, state in zip(labels, states, strict=True)
        ],
        **more,
    }


def _salt(request: PageRequest, register: Register) -> str:
    return f"{register.name}:{request.actor.person_id}"
