"""The month that a monthly table is of, and what in the table contradicts it."""

from __future__ import annotations

from collections.abc import Mapping

from niubizi.documents.workbooks import messages
from niubizi.documents.workbooks.columns import Column
from niubizi.documents.workbooks.grid import Sheet, column_letter
from niubizi.documents.workbooks.header import Header
from niubizi.documents.workbooks.preview import Issue
from niubizi.documents.workbooks.readrow import title_of
from niubizi.documents.workbooks.survey import Survey, month_of_names
from niubizi.domain.periods import Month


def period_of(
    *,
    sheet: Sheet,
    header: Header,
    around: Survey,
    columns: Mapping[str, Column],
    year: int | None,
    expected: Month | None,
    filename: str,
) -> tuple[Month | None, list[Issue]]:
    """The month by title, else by the heads, else by the sheet's or file's name.

    ``expected`` is the period it is uploaded for. A head that says another month than that (or than
    the title) is a ``period_mismatch``; so is the title where no head already is.
    """
    heads = [column for name in ("invested_ytd", "invested_month") if (column := columns.get(name))]
    of_heads = next((column.month for column in heads if column.month), None)
    month = around.month or of_heads or month_of_names(sheet, filename)
    found = Month(year, month) if year and month else None
    wanted = expected or found
    if wanted is None:
        return None, []
    wrong = next((c for c in heads if c.month and c.month != wanted.month), None)
    if wrong:
        says = f"“{title_of(wrong)}”"
        return found or expected, [
            _contradiction(says, wanted, header.bottom, wrong.letter, wrong.field)
        ]
    if found and found != wanted:
        row, at = around.title_at
        return found, [_contradiction(found.name, wanted, row, column_letter(at), None)]
    return found or expected, []


def _contradiction(says: str, wanted: Month, row: int, letter: str, field: str | None) -> Issue:
    sentence = messages.period_mismatch(says, wanted.name)
    return Issue("period_mismatch", sentence, row + 1, letter, field, says.strip("“”"))
