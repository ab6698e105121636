"""The import wizard (上传 → 核对列 → 预览 → 完成) and the history of imports."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from niubizi.apps.projects.selectors import import_batches
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page


@page(Operation.IMPORT_WORKBOOKS)
def imports(request: PageRequest) -> HttpResponse:
    return render(request, "imports/index.html", {"batches": list(import_batches()[:100])})
