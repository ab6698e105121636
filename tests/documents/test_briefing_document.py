"""The document as a file: what it says, how its figures are traced, and that it is always the same."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from niubizi.documents.briefings.content import (
    BriefingContent,
    Chart,
    Column,
    Figure,
    Heading,
    Paragraph,
    Row,
    Series,
    Table,
    Text,
    runs_of,
)
from niubizi.documents.briefings.figures import traced_figures
from niubizi.documents.briefings.reading import plain_text
from niubizi.documents.briefings.render import render_briefing
from niubizi.documents.briefings.template import build_default_template
from niubizi.documents.briefings.wml import chinese_number
from tests.documents.briefing_example import DRAFT, ISSUED, words
from tests.goldens import golden

GOLDEN = Path(__file__).parent / "golden" / "briefing.txt"
EXAMPLE = (
    "import hashlib; from tests.documents.briefing_example import ISSUED;"
    "from niubizi.documents.briefings.render import render_briefing;"
    "print(hashlib.sha256(render_briefing(ISSUED)).hexdigest())"
)


@pytest.fixture(scope="module")
def issued() -> bytes:
    return render_briefing(ISSUED)


@pytest.fixture(scope="module")
def draft() -> bytes:
    return render_briefing(DRAFT)


def parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def short(**changes: object) -> BriefingContent:
    """A document of one sentence, changed as told."""
    content = replace(ISSUED, blocks=(Paragraph(words("正文。")),), annexes=())
    return replace(content, **changes)  # type: ignore[arg-type]


def lines(content: BriefingContent) -> list[str]:
    return plain_text(render_briefing(content)).splitlines()


def body(docx: bytes) -> etree._Element:
    element: etree._Element = Document(io.BytesIO(docx)).element.body
    return element


def test_the_example_says_what_it_said(issued: bytes) -> None:
    text = plain_text(issued)
    assert text == golden(GOLDEN, text)


def test_the_same_content_gives_the_same_bytes_in_another_process(issued: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EXAMPLE], check=True, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.strip() == hashlib.sha256(issued).hexdigest()


def test_another_word_gives_other_bytes(issued: bytes) -> None:
    assert render_briefing(replace(ISSUED, signature="示例市督查室")) != issued


def test_the_default_template_is_always_the_same() -> None:
    first = build_default_template()
    build_default_template.cache_clear()
    assert build_default_template() == first


def test_properties_carry_the_date_of_the_document(issued: bytes) -> None:
    properties = Document(io.BytesIO(issued)).core_properties
    assert properties.created is not None
    assert properties.created.date() == ISSUED.dated


def test_no_entry_of_the_package_carries_the_time_of_making(issued: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(issued)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def figure_keys(docx: bytes) -> dict[str, str]:
    """The key of each bookmark that marks a figure in a document."""
    return {figure.bookmark: figure.key for figure in traced_figures(docx)}


def test_every_figure_can_be_traced_in_order(issued: bytes) -> None:
    written = [run for runs in runs_of(ISSUED) for run in runs if isinstance(run, Figure)]
    found = [Figure(figure.text, figure.key) for figure in traced_figures(issued)]
    assert found == written


def test_bookmarks_keep_to_what_word_allows(issued: bytes) -> None:
    names = "\n".join(figure_keys(issued))
    assert re.fullmatch(r"([A-Za-z]\w{0,39}\n?)+", names, re.ASCII)


def test_a_figure_printed_twice_has_two_bookmarks() -> None:
    one = Figure("28", "2021-07.1:2021-provincial:CITY:all:entries")
    docx = render_briefing(short(blocks=(Paragraph((one, Text("，"), one)),)))
    assert list(figure_keys(docx).values()) == [one.key, one.key]


def test_a_figure_keeps_its_bookmark_when_text_is_added_before_it() -> None:
    one = Paragraph((Figure("28", "2021-07.1:2021-provincial:CITY:all:entries"),))
    before = figure_keys(render_briefing(short(blocks=(one,))))
    after = figure_keys(render_briefing(short(blocks=(Paragraph(words("新")), one))))
    assert before == after


def test_a_figure_deleted_in_word_is_no_longer_traced(issued: bytes) -> None:
    document = Document(io.BytesIO(issued))
    start = next(document.element.body.iter(qn("w:bookmarkStart")))
    start.getparent().remove(start)
    edited = io.BytesIO()
    document.save(edited)
    assert len(figure_keys(edited.getvalue())) == len(figure_keys(issued)) - 1


def test_a_document_from_elsewhere_has_no_figures() -> None:
    assert figure_keys(build_default_template()) == {}


def test_an_issued_document_has_no_headers(issued: bytes) -> None:
    assert not [name for name in parts(issued) if "header" in name]


def test_an_issued_document_names_neither_draft_nor_live_figures(issued: bytes) -> None:
    assert not re.search("草稿|实时数据|内部资料", plain_text(issued))


def test_a_draft_has_its_watermark_in_each_header(draft: bytes) -> None:
    headers = [data.decode() for name, data in parts(draft).items() if "header" in name]
    assert [header.count('string="草稿"') for header in headers] == [1, 1]


def test_the_readers_watermark_stands_on_issued_documents_too() -> None:
    docx = parts(render_briefing(short(watermark="王小明 发改委")))
    headers = [data.decode() for name, data in docx.items() if "header" in name]
    assert [header.count('string="王小明 发改委"') for header in headers] == [2, 2]


def test_internal_material_is_marked() -> None:
    assert lines(short(internal=True))[0] == "内部资料"


def test_copies_and_imprint_are_left_out_with_their_lines_when_empty() -> None:
    content = short(copies=(), issuer="", issued_on=None)
    assert lines(content)[-1] == "2021年8月6日"


def test_an_imprint_without_copies_stands_alone() -> None:
    assert lines(short(copies=()))[-2:] == [
        "2021年8月6日",
        "示例市重大项目办公室\t2021年8月6日印发",
    ]


def test_recipients_are_left_out_with_their_line_when_empty() -> None:
    assert "：" not in "".join(lines(short(recipients=(), copies=())))


def test_a_draft_without_its_number_keeps_the_red_rule(draft: bytes) -> None:
    assert 'w:color="FF0000"' in parts(draft)["word/document.xml"].decode()


def test_headings_are_numbered_by_level() -> None:
    levels = (1, 2, 3, 4, 4, 2, 3, 1, 2)
    headings = tuple(Heading(level, words("题")) for level in levels)
    numbered = [line for line in lines(short(blocks=headings)) if line.endswith("题")]
    assert numbered == [
        "一、题",
        "（一）题",
        "1.题",
        "（1）题",
        "（2）题",
        "（二）题",
        "1.题",
        "二、题",
        "（一）题",
    ]


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (45, "四十五")]
)
def test_numbers_of_headings_are_chinese(number: int, written: str) -> None:
    assert chinese_number(number) == written


def test_a_heading_of_a_fifth_level_is_refused() -> None:
    with pytest.raises(ValueError, match="level 1 to 4"):
        Heading(5, words("题"))


def test_text_that_looks_like_a_template_or_like_xml_is_printed_as_it_is() -> None:
    odd = "{{ 标题 }} {% for %} <b>&amp;</b>"
    assert odd in lines(short(blocks=(Paragraph(words(odd)),), title=odd))


def test_a_control_character_pasted_into_a_name_is_dropped() -> None:
    assert "甲乙" in lines(short(blocks=(Paragraph(words("甲\x0b乙")),)))


def test_an_unfilled_field_is_never_issued() -> None:
    with pytest.raises(ValueError, match="unfilled"):
        render_briefing(short(blocks=(Paragraph(words("完成{provincial.invested}亿元")),)))


def test_an_unfilled_field_stands_in_a_draft() -> None:
    content = short(blocks=(Paragraph(words("完成{provincial.invested}亿元")),), draft=DRAFT.draft)
    assert "完成{provincial.invested}亿元" in lines(content)


def test_a_long_red_head_is_narrowed_to_one_line() -> None:
    docx = render_briefing(short(organ="示例市重大项目建设推进工作领导小组办公室文件"))
    assert [scale.get(qn("w:val")) for scale in body(docx).iter(qn("w:w"))] == ["55"]


def test_a_short_red_head_keeps_its_letters(issued: bytes) -> None:
    assert not list(body(issued).iter(qn("w:w")))


def test_the_date_ends_four_characters_from_the_margin_under_a_short_organ() -> None:
    right = signature_indents(short(signature="示例市政府"))
    assert right[1] == pytest.approx(4 * 315, abs=1)


def test_organ_and_date_share_their_middle() -> None:
    organ, written = signature_indents(short(signature="示例市重大项目办公室"))
    assert organ + 10 * 315 / 2 == pytest.approx(written + 6 * 315 / 2, abs=1)


def test_a_long_organ_ends_two_characters_from_the_margin() -> None:
    right = signature_indents(short(signature="示例市重大项目建设推进工作领导小组办公室"))
    assert right[0] == pytest.approx(2 * 315, abs=1)


def signature_indents(content: BriefingContent) -> list[int]:
    """How far 署名 and 成文日期 end from the right margin, in twentieths of a point."""
    paragraphs = Document(io.BytesIO(render_briefing(content))).paragraphs
    signed = [one for one in paragraphs if one.style and one.style.name == "公文落款"]
    return [one.paragraph_format.right_indent.twips for one in signed]


def test_turned_lines_of_an_annex_name_align_under_its_first_character(issued: bytes) -> None:
    paragraphs = Document(io.BytesIO(issued)).paragraphs
    notes = [one for one in paragraphs if one.style and one.style.name == "公文附件说明"]
    lefts = [one.paragraph_format.left_indent.twips for one in notes]
    assert lefts == [6 * 315, 6 * 315]


def test_the_last_paragraph_stays_with_the_signature() -> None:
    first = Document(io.BytesIO(render_briefing(short()))).paragraphs
    text = next(one for one in first if one.text == "正文。")
    assert text.paragraph_format.keep_with_next is True


def test_tables_repeat_their_head_rows(issued: bytes) -> None:
    tables = list(body(issued).iter(qn("w:tbl")))[:2]
    assert [len(list(table.iter(qn("w:tblHeader")))) for table in tables] == [2, 1]


def test_no_row_is_split_across_pages(issued: bytes) -> None:
    rows, whole = (list(body(issued).iter(qn(tag))) for tag in ("w:tr", "w:cantSplit"))
    assert len(rows) == len(whole)


def test_columns_fill_the_width_of_the_text(issued: bytes) -> None:
    grid = next(body(issued).iter(qn("w:tblGrid")))
    assert sum(int(column.get(qn("w:w"), "0")) for column in grid) == 8845


def test_a_row_of_another_length_than_the_head_is_refused() -> None:
    with pytest.raises(ValueError, match="one cell per column"):
        Table("表", (Column("甲", 1), Column("乙", 1)), (Row((words("1"),)),))


def test_the_chart_carries_its_workbook(issued: bytes) -> None:
    workbook = parts(issued)["word/embeddings/Microsoft_Excel_Sheet1.xlsx"]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    assert [cell.value for cell in sheet[2]] == ["滨江区", 77.7, 58.3]  # type: ignore[index]


def test_the_workbook_of_a_chart_has_no_second_chart(issued: bytes) -> None:
    workbook = parts(issued)["word/embeddings/Microsoft_Excel_Sheet1.xlsx"]
    assert not [name for name in parts(workbook) if "chart" in name]


def test_chart_labels_are_the_printed_values(issued: bytes) -> None:
    chart = parts(issued)["word/charts/chart1.xml"].decode()
    assert "<c:v>74.6</c:v>" in chart


def test_a_chart_knows_where_its_data_lie(issued: bytes) -> None:
    relations = parts(issued)["word/charts/_rels/chart1.xml.rels"].decode()
    assert "/embeddings/Microsoft_Excel_Sheet1.xlsx" in relations


def test_two_charts_have_two_workbooks() -> None:
    chart = Chart("图", ("甲",), (Series("完成率", (None,), "line"),))
    names = parts(render_briefing(short(blocks=(chart, chart))))
    assert [name for name in names if name.endswith("Sheet2.xlsx")]


def test_a_chart_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        Chart("图", (), ())


def test_every_font_is_named_for_chinese_letters(issued: bytes) -> None:
    styles = etree.fromstring(parts(issued)["word/styles.xml"])
    named = [fonts for fonts in styles.iter(qn("w:rFonts")) if fonts.get(qn("w:ascii"))]
    assert [one.get(qn("w:eastAsia")) for one in named] == [one.get(qn("w:ascii")) for one in named]


def test_a_template_edited_by_the_office_is_followed() -> None:
    document = Document(io.BytesIO(build_default_template()))
    document.paragraphs[1].insert_paragraph_before("特　急")
    edited = io.BytesIO()
    document.save(edited)
    assert plain_text(render_briefing(short(), edited.getvalue())).startswith("特　急\n")


def test_an_empty_field_in_a_footer_takes_its_line_with_it() -> None:
    document = Document(io.BytesIO(build_default_template()))
    document.sections[0].footer.add_paragraph("印发：{{ 印发机关 }}")
    edited = io.BytesIO()
    document.save(edited)
    made = parts(render_briefing(short(issuer=""), edited.getvalue()))
    assert "印发：" not in "".join(made[name].decode() for name in made if "footer" in name)
