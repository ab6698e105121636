"""The page and the paragraph styles of an official document, as data (GB/T 9704-2012).

A4 with margins 37 / 28 / 35 / 26 mm leaves 156 × 225 mm of text: 22 lines of 28 characters. Word and
LibreOffice agree on it with an exact leading of 28.95 pt and characters set 0.25 pt closer than
the 16 pt of 三号; a grid of lines *and* characters would be the textbook way, but LibreOffice
miscounts it. An office changes all of this in Word; the renderer knows the styles by name only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from niubizi.documents.briefings.wml import MM

FANGSONG = "仿宋_GB2312"
KAITI = "楷体_GB2312"
HEITI = "黑体"
SONGTI = "宋体"
XIAOBIAOSONG = "方正小标宋简体"

FALLBACKS = {
    FANGSONG: "仿宋,FangSong",
    KAITI: "楷体,KaiTi",
    HEITI: "SimHei",
    SONGTI: "SimSun",
    XIAOBIAOSONG: "华文中宋,STZhongsong",
}
"""What Word takes where a font isn't installed: newer Windows has 仿宋, not 仿宋_GB2312."""

ER_HAO, SAN_HAO, SI_HAO, WU_HAO = 22.0, 16.0, 14.0, 10.5
"""Chinese type sizes 二号, 三号, 四号 and 五号 in points."""

PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 37 * MM, 35 * MM, 28 * MM, 26 * MM
FOOTER_DISTANCE = 22.4 * MM
"""From the foot of the page to the page number, whose dashes hang 7 mm under the text."""

LEADING = 28.95 * 20
CHARACTER_SPACING = -5
CHARACTER = (SAN_HAO - 0.25) * 20
"""The width of a character of body text, in twentieths of a point: 28 of them make a line."""

Justification = Literal["both", "left", "center", "right"]


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A paragraph style; lengths in twentieths of a point, ``size`` and ``leading`` in points.

    ``leading`` is exact; ``None`` lets the line grow with what stands in it (a chart).
    """

    id: str
    name: str
    font: str = FANGSONG
    size: float = SAN_HAO
    leading: float | None = LEADING / 20
    align: Justification = "both"
    before: float = 0
    after: float = 0
    left: float = 0
    right: float = 0
    first: float = 0
    color: str = ""
    keep_next: bool = False
    new_page: bool = False
    outline: int | None = None


BODY = "公文正文"
HEADINGS = ("公文一级标题", "公文二级标题", "公文三级标题", "公文四级标题")
ANNEX_NOTE = "公文附件说明"
SIGNATURE = "公文落款"
ANNEX_MARK = "公文附件标识"
ANNEX_TITLE = "公文附件标题"
TABLE_CAPTION = "公文表题"
TABLE_UNIT = "公文表格单位"
TABLE_HEAD = "公文表头"
TABLE_TEXT = "公文表格文字"
TABLE_NOTE = "公文表注"
CHART = "公文图"
CHART_CAPTION = "公文图题"
HEADER = "公文页眉"

USED_BY_RENDERER = (
    BODY,
    *HEADINGS,
    ANNEX_NOTE,
    SIGNATURE,
    ANNEX_MARK,
    ANNEX_TITLE,
    TABLE_CAPTION,
    TABLE_UNIT,
    TABLE_HEAD,
    TABLE_TEXT,
    TABLE_NOTE,
    CHART,
    CHART_CAPTION,
    HEADER,
)
"""Styles a template must have; the others belong to the template's own lines."""

_INDENT = 2 * CHARACTER
_IMPRINT_INDENT = SI_HAO * 20

STYLES = (
    ParagraphStyle("NbMark", "公文标注", font=HEITI, align="left"),
    ParagraphStyle(
        "NbOrgan",
        "公文发文机关标志",
        font=XIAOBIAOSONG,
        size=36,
        leading=50,
        align="center",
        # 35 mm from the top of the text to the upper edge of the letters; the line is higher.
        before=35 * MM - (50 - 36) / 2 * 20,
        color="FF0000",
    ),
    ParagraphStyle("NbNumber", "公文发文字号", align="center", before=2 * LEADING),
    ParagraphStyle(
        "NbTitle",
        "公文标题",
        font=XIAOBIAOSONG,
        size=ER_HAO,
        leading=34,
        align="center",
        before=2 * LEADING,
        after=LEADING,
    ),
    ParagraphStyle("NbRecipients", "公文主送", align="both"),
    ParagraphStyle("NbBody", BODY, first=_INDENT),
    ParagraphStyle(
        "NbHeading1",
        HEADINGS[0],
        font=HEITI,
        align="left",
        first=_INDENT,
        keep_next=True,
        outline=0,
    ),
    ParagraphStyle(
        "NbHeading2",
        HEADINGS[1],
        font=KAITI,
        align="left",
        first=_INDENT,
        keep_next=True,
        outline=1,
    ),
    ParagraphStyle(
        "NbHeading3", HEADINGS[2], align="left", first=_INDENT, keep_next=True, outline=2
    ),
    ParagraphStyle(
        "NbHeading4", HEADINGS[3], align="left", first=_INDENT, keep_next=True, outline=3
    ),
    ParagraphStyle("NbAnnexNote", ANNEX_NOTE, align="left", keep_next=True),
    ParagraphStyle("NbSignature", SIGNATURE, align="right"),
    ParagraphStyle(
        "NbAnnexMark", ANNEX_MARK, font=HEITI, align="left", keep_next=True, new_page=True
    ),
    ParagraphStyle(
        "NbAnnexTitle",
        ANNEX_TITLE,
        font=XIAOBIAOSONG,
        size=ER_HAO,
        leading=34,
        align="center",
        before=LEADING,
        after=LEADING,
        keep_next=True,
        outline=0,
    ),
    ParagraphStyle(
        "NbTableCaption",
        TABLE_CAPTION,
        font=HEITI,
        size=SI_HAO,
        align="center",
        before=LEADING / 2,
        keep_next=True,
    ),
    ParagraphStyle(
        "NbTableUnit", TABLE_UNIT, size=WU_HAO, leading=18, align="right", keep_next=True
    ),
    ParagraphStyle("NbTableHead", TABLE_HEAD, font=HEITI, size=WU_HAO, leading=16, align="center"),
    ParagraphStyle("NbTableText", TABLE_TEXT, size=WU_HAO, leading=16, align="left"),
    ParagraphStyle("NbTableNote", TABLE_NOTE, size=WU_HAO, leading=18, after=LEADING / 2),
    ParagraphStyle(
        "NbChart", CHART, leading=None, align="center", before=LEADING / 2, keep_next=True
    ),
    ParagraphStyle(
        "NbChartCaption", CHART_CAPTION, font=HEITI, size=SI_HAO, align="center", after=LEADING / 2
    ),
    ParagraphStyle(
        "NbCopies",
        "公文抄送",
        size=SI_HAO,
        leading=24,
        left=4 * _IMPRINT_INDENT,
        right=_IMPRINT_INDENT,
        first=-3 * _IMPRINT_INDENT,
    ),
    ParagraphStyle(
        "NbImprint",
        "公文印发",
        size=SI_HAO,
        leading=24,
        align="left",
        left=_IMPRINT_INDENT,
        right=_IMPRINT_INDENT,
    ),
    ParagraphStyle("NbPageNumber", "公文页码", font=SONGTI, size=SI_HAO, leading=16, align="right"),
    ParagraphStyle("NbHeader", HEADER, font=HEITI, size=WU_HAO, leading=16, align="center"),
    # The line 版记 hangs on keeps room for it: 抄送 in two lines, 印发 in one. Without it LibreOffice
    # pushes rows of a table before it to the next page and leaves their head behind.
    ParagraphStyle("NbFoot", "公文版记位置", size=1, leading=76),
)
