"""How figures, dates and states are written on pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client

from niubizi.apps.kernel.models import Setting
from niubizi.apps.orgs.models import Organization
from niubizi.domain.amounts import Rounding
from niubizi.domain.progress import ProgressClass
from niubizi.web.rounding import rounding_by
from tests.ledger import Ledger, Scene

ROOT = Path(__file__).resolve().parents[2]
ICON = re.compile(r'(?:% icon |\bicon=)"([^"]+)"')
PUBLISHED_FEN = 1_696_000 * 1_000_000
PLAN_FEN = 2_234_519 * 1_000_000


def shown(source: str, **context: object) -> str:
    return Template("{% load figures components %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        ("{{ value|yi }}", PUBLISHED_FEN, "169.6"),
        ("{{ value|yi:2 }}", PLAN_FEN, "223.45"),
        ("{{ value|yi }}", PUBLISHED_FEN * 100, "16,960.0"),
        ("{{ value|yi }}", -PUBLISHED_FEN, "−169.6"),
        ("{{ value|yi }}", None, "—"),
        ("{{ value|wan }}", PUBLISHED_FEN, "1,696,000"),
        ("{{ value|wan }}", 12_345_600, "12.3456"),
        ("{{ value|wan }}", -2_000_000, "−2"),
        ("{{ value|wan }}", None, "—"),
        ("{{ value|percent }}", Fraction(PUBLISHED_FEN, PLAN_FEN), "75.9%"),
        ("{{ value|percent:2 }}", Fraction(20, 34), "58.82%"),
        ("{{ value|percent }}", None, "—"),
        ("{{ value|points }}", Fraction(1757, 100), "+17.6"),
        ("{{ value|points }}", Fraction(-321, 100), "−3.2"),
        ("{{ value|points }}", None, "—"),
        ("{{ value|lead }}", Fraction(1757, 100), "高于序时17.6个百分点"),
        ("{{ value|count }}", 100_000, "100,000"),
        ("{{ value|cn_date }}", date(2021, 8, 6), "2021年8月6日"),
        ("{{ value|cn_day }}", date(2021, 8, 6), "8月6日"),
        ("{{ value|cn_month }}", date(2021, 8, 6), "2021年8月"),
        ("{{ value|cn_date }}", None, "—"),
        ("{{ value|cn_time }}", None, "—"),
    ],
)
def test_a_filter_writes_as_an_office_writes(source: str, value: object, expected: str) -> None:
    assert shown(source, value=value) == expected


def test_a_moment_is_shown_in_local_time() -> None:
    moment = datetime(2021, 8, 5, 23, 30, tzinfo=UTC)
    assert shown("{{ value|cn_time }}", value=moment) == "2021年8月6日 07:30"


def test_an_amount_with_its_unit_does_not_break_between_them() -> None:
    expected = '<span class="nowrap">169.6<span class="unit">亿元</span></span>'
    assert shown("{% yi value %}", value=PUBLISHED_FEN) == expected


def test_a_missing_amount_has_no_unit() -> None:
    assert shown("{% yi value %}", value=None) == "—"


@pytest.mark.parametrize("given", [ProgressClass.BEHIND, "behind"])
def test_a_class_carries_its_word(given: object) -> None:
    assert "有缺口" in shown("{% class_badge value %}", value=given)


def test_a_class_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="lagging"):
        shown("{% class_badge value %}", value="lagging")


def test_a_light_is_a_word_beside_its_dot() -> None:
    assert shown('{% light "red" "超期3天" %}') == '<span class="light light-red">超期3天</span>'


def test_a_flag_is_drawn_as_a_flag() -> None:
    assert "#filled-flag" in shown('{% award "red" %}')


@pytest.mark.parametrize(
    ("moved", "words"), [(2, "(↑2)"), (-1, "(↓1)"), (0, "(持平)")], ids=["up", "down", "same"]
)
def test_a_rank_says_how_it_moved(moved: int, words: str) -> None:
    assert words in shown("{% rank 3 moved %}", moved=moved)


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    listed = (ROOT / "frontend/icons.txt").read_text().replace("filled/", "filled-").split("\n")
    templates = (ROOT / "src/niubizi/web/templates").rglob("*.html")
    named = {name for each in templates for name in ICON.findall(each.read_text())}
    assert named - set(listed) == set()


def test_a_rank_without_an_earlier_one_says_nothing_of_movement() -> None:
    assert shown("{% rank 3 %}") == '<span class="rank">第3名</span>'


def test_a_figure_with_a_trace_is_a_link() -> None:
    assert 'href="/trace/x"' in shown('{% figure "75.9%" "/trace/x" %}')


def test_a_figure_without_a_trace_is_text() -> None:
    assert shown('{% figure "75.9%" %}') == "75.9%"


def test_text_in_a_figure_is_escaped() -> None:
    assert "<b>" not in shown("{% figure value '/x' %}", value="<b>")


def test_a_bullet_says_in_words_what_it_draws() -> None:
    drawn = shown("{% bullet done due 'ahead' %}", done=Fraction(759, 1000), due=Fraction(7, 12))
    assert 'aria-label="完成75.9%，序时58.3%"' in drawn


def test_a_bullet_stops_at_its_frame() -> None:
    assert 'width="100.00%" y=' in shown("{% bullet done %}", done=Fraction(9))


@pytest.mark.parametrize(
    ("source", "value", "cut"),
    [
        ("{{ value|yi }}", 12_580_000_000, "1.2"),
        ("{% yi value %}", 12_580_000_000, "1.2"),
        ("{{ value|wan:0 }}", 12_900_000, "12"),
        ("{{ value|percent }}", Fraction(6759, 10_000), "67.5%"),
        ("{{ value|points }}", Fraction(-327, 100), "−3.2"),
        ("{{ value|lead }}", Fraction(1767, 100), "高于序时17.6个百分点"),
        ("{% bullet value %}", Fraction(6759, 10_000), "完成67.5%"),
    ],
)
def test_figures_are_cut_where_the_office_truncates(source: str, value: object, cut: str) -> None:
    with rounding_by(lambda: Rounding.TRUNCATE):
        assert cut in shown(source, value=value)
    assert cut not in shown(source, value=value)


@pytest.mark.django_db
def test_a_page_follows_the_offices_rounding(
    scene: Scene, ledger: Ledger, client_for: Callable[[str], Client]
) -> None:
    project = ledger.project(Organization.objects.get(name="滨江区"), total_wan=12_580)
    path = f"/projects/{project.pk}/"
    assert "1.26" in client_for("projects_office").get(path).content.decode()
    Setting.objects.create(key="rounding", value="truncate")
    assert "1.25" in client_for("projects_office").get(path).content.decode()
