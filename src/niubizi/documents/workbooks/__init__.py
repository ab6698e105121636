"""Workbooks in and out: lists and monthly tables as offices have them, and forms they get from us.

Bytes and frozen facts come in, frozen results or bytes go out; no Django, no database, no clock.
"""

from niubizi.documents.workbooks.facts import (
    BookKind,
    ImportContext,
    KnownOrganization,
    KnownProject,
)
from niubizi.documents.workbooks.fields import FIELDS, Field, Kind
from niubizi.documents.workbooks.preview import (
    ColumnView,
    ImportPreview,
    Issue,
    Row,
    SkippedRow,
)
from niubizi.documents.workbooks.reader import read_workbook
from niubizi.documents.workbooks.refusals import UnreadableWorkbook

__all__ = [
    "FIELDS",
    "BookKind",
    "ColumnView",
    "Field",
    "ImportContext",
    "ImportPreview",
    "Issue",
    "Kind",
    "KnownOrganization",
    "KnownProject",
    "Row",
    "SkippedRow",
    "UnreadableWorkbook",
    "read_workbook",
]
