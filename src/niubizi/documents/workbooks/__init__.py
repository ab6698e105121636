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
from niubizi.documents.workbooks.marking import Findings, mark_errors
from niubizi.documents.workbooks.preview import (
    ColumnView,
    ImportPreview,
    Issue,
    Row,
    SkippedRow,
)
from niubizi.documents.workbooks.reader import read_workbook
from niubizi.documents.workbooks.refusals import UnreadableWorkbook
from niubizi.documents.workbooks.registers import (
    RegisterRow,
    RegisterUpload,
    organizations_template,
    people_template,
    read_organizations,
    read_people,
)
from niubizi.documents.workbooks.returnform import ReturnForm, ReturnLine, write_return_workbook
from niubizi.documents.workbooks.returnreading import (
    ReturnedLine,
    ReturnUpload,
    is_return_workbook,
    read_return_workbook,
)
from niubizi.documents.workbooks.tables import (
    ColumnKind,
    TableColumn,
    TableSheet,
    write_table,
    write_tables,
)

__all__ = [
    "FIELDS",
    "BookKind",
    "ColumnKind",
    "ColumnView",
    "Field",
    "Findings",
    "ImportContext",
    "ImportPreview",
    "Issue",
    "Kind",
    "KnownOrganization",
    "KnownProject",
    "RegisterRow",
    "RegisterUpload",
    "ReturnForm",
    "ReturnLine",
    "ReturnUpload",
    "ReturnedLine",
    "Row",
    "SkippedRow",
    "TableColumn",
    "TableSheet",
    "UnreadableWorkbook",
    "is_return_workbook",
    "mark_errors",
    "organizations_template",
    "people_template",
    "read_organizations",
    "read_people",
    "read_return_workbook",
    "read_workbook",
    "write_return_workbook",
    "write_table",
    "write_tables",
]
