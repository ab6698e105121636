"""The page as LibreOffice lays it out: GB/T 9704-2012 measured with a ruler.

Two documents in one conversion: the whole example, issued, and pages full of text, a draft.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from niubizi.documents.briefings.content import Paragraph
from niubizi.documents.briefings.render import render_briefing
from tests.documents.briefing_example import DRAFT, ISSUED, words
from tests.documents.libreoffice import Line, fonts, ink, pages, to_pdf

CHARACTERS = 28
LINES = 22
FULL_PAGES = words("国" * 26 + "家" * CHARACTERS * LINES * 3)

LEFT, TOP, RIGHT, BOTTOM = 28, 37, 210 - 26, 297 - 35
"""The edges of the text on the paper, in millimetres."""


@dataclass(frozen=True)
class Laid:
    pdf: Path
    pages: list[list[Line]]

    def text(self, page: int) -> str:
        return "\n".join(line.text for line in self.pages[page - 1])

    def body(self, page: int) -> list[Line]:
        return [line for line in self.pages[page - 1] if TOP - 1 < line.top < BOTTOM]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("briefing")
    full = replace(DRAFT, blocks=(Paragraph(FULL_PAGES),), annexes=())
    (folder / "issued.docx").write_bytes(render_briefing(ISSUED))
    (folder / "full.docx").write_bytes(render_briefing(full))
    to_pdf(folder, folder / "issued.docx", folder / "full.docx")
    return folder


@pytest.fixture(scope="module")
def issued(folder: Path) -> Laid:
    return Laid(folder / "issued.pdf", pages(folder / "issued.pdf"))


@pytest.fixture(scope="module")
def full(folder: Path) -> Laid:
    return Laid(folder / "full.pdf", pages(folder / "full.pdf"))


def test_a_full_line_has_28_characters(full: Laid) -> None:
    assert {len(line.text) for line in full.body(3)} == {CHARACTERS}


def test_a_full_page_has_22_lines(full: Laid) -> None:
    assert len(full.body(3)) == LINES


def test_lines_run_from_margin_to_margin(full: Laid) -> None:
    line = full.body(3)[1]
    assert (line.left, line.right) == pytest.approx((LEFT, RIGHT), abs=0.7)


def test_lines_stand_28_95_points_apart(full: Laid) -> None:
    lines = full.body(3)
    assert lines[-1].top - lines[0].top == pytest.approx(21 * 28.95 * 25.4 / 72, abs=0.5)


def test_the_first_line_stands_under_the_upper_margin(full: Laid) -> None:
    assert full.body(3)[0].top == pytest.approx(TOP + 1.5, abs=1.5)


def test_the_last_line_stands_above_the_lower_margin(full: Laid) -> None:
    assert full.body(3)[-1].bottom == pytest.approx(BOTTOM - 1, abs=1)


def test_a_paragraph_is_indented_by_two_characters(full: Laid) -> None:
    first = next(line for line in full.body(1) if line.text.startswith("国"))
    assert first.left - LEFT == pytest.approx(2 * 156 / CHARACTERS, abs=0.3)


def test_the_paper_is_a4(issued: Laid) -> None:
    box = PdfReader(issued.pdf).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((595.3, 841.9), abs=0.5)


def test_the_example_takes_eight_pages(issued: Laid) -> None:
    assert len(issued.pages) == 8


@pytest.mark.parametrize("page", [1, 2, 3, 4, 5, 6, 7, 8])
def test_each_page_has_its_number_between_dashes(issued: Laid, page: int) -> None:
    assert issued.pages[page - 1][-1].text == f"—{page}—"


def test_odd_page_numbers_stand_one_character_from_the_right(issued: Laid) -> None:
    assert issued.pages[2][-1].right == pytest.approx(RIGHT - 4.9, abs=0.6)


def test_even_page_numbers_stand_one_character_from_the_left(issued: Laid) -> None:
    assert issued.pages[3][-1].left == pytest.approx(LEFT + 4.9, abs=0.6)


def test_page_numbers_hang_seven_millimetres_under_the_text(issued: Laid) -> None:
    number = issued.pages[2][-1]
    assert (number.top + number.bottom) / 2 == pytest.approx(BOTTOM + 7 + 3, abs=2)


@pytest.mark.parametrize("page", [5, 6, 7])
def test_the_head_of_a_table_is_repeated_on_each_page(issued: Laid, page: int) -> None:
    assert issued.text(page).count("项目名称") == 1


def test_every_row_of_the_table_is_printed(issued: Laid) -> None:
    printed = "\n".join(issued.text(page) for page in (5, 6, 7, 8))
    assert printed.count("−") == 40


@pytest.mark.parametrize("page", [1, 2, 3, 4])
def test_no_page_ends_in_a_heading(issued: Laid, page: int) -> None:
    assert not issued.body(page)[-1].text.startswith(
        ("一、", "二、", "三、", "四、", "（", "1.", "2.")
    )


def test_no_page_begins_with_the_last_line_of_a_paragraph(issued: Laid) -> None:
    assert not issued.body(4)[0].text.endswith("办公室。")


def test_the_red_head_stands_35_millimetres_under_the_top_of_the_text(issued: Laid) -> None:
    head = next(line for line in issued.pages[0] if line.text == ISSUED.organ)
    assert head.top == pytest.approx(TOP + 35, abs=4)


def test_the_red_head_stands_on_one_line(issued: Laid) -> None:
    assert issued.text(1).count(ISSUED.organ) == 1


def test_the_imprint_stands_at_the_foot_of_the_last_page(issued: Laid) -> None:
    last = next(line for line in issued.pages[-1] if line.text.endswith("印发"))
    assert last.bottom == pytest.approx(BOTTOM, abs=2.5)


def test_an_annex_begins_a_page(issued: Laid) -> None:
    assert issued.pages[4][0].text == "附件1"


def test_the_chart_is_drawn_with_its_labels(issued: Laid) -> None:
    assert "77.7%" in issued.text(3)


@pytest.mark.parametrize(
    "stand_in",
    ["NotoSerifCJK", "NotoSansCJK", "UKaiCN", "-Bold"],
    ids=["仿宋", "黑体", "楷体", "小标宋"],
)
def test_each_font_of_the_standard_is_asked_for(issued: Laid, stand_in: str) -> None:
    assert stand_in in fonts(issued.pdf)


def test_a_draft_says_on_every_page_that_its_figures_are_live(full: Laid) -> None:
    notes = [full.text(number).count("实时数据") for number in range(1, len(full.pages) + 1)]
    assert notes == [1] * len(full.pages)


@pytest.mark.parametrize(
    "box",
    [(90, 110, 130, 150), (60, 90, 100, 130), (100, 200, 130, 230)],
    ids=["草稿", "the reader above", "the reader below"],
)
def test_a_drafts_watermarks_lie_across_an_empty_page(
    full: Laid, box: tuple[int, int, int, int]
) -> None:
    assert ink(full.pdf, len(full.pages), box) > 0.05


def test_nothing_lies_across_an_issued_page(issued: Laid) -> None:
    assert ink(issued.pdf, len(issued.pages), (28, 160, 184, 230)) == 0


def test_an_issued_document_says_nothing_above_its_text(issued: Laid) -> None:
    assert min(line.top for page in issued.pages for line in page) > TOP - 1
