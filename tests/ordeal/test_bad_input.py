"""Bad input at volume: amounts and dates in cells, filters of pages, bodies of the API.

Whatever comes in is understood or refused: no fault of the program, no case over two seconds of the
processor, never half a gigabyte of memory more. Together with the coverage-guided search of test_fuzz.py these are the 100,000 cases.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niubizi.documents.workbooks import cells
from tests.ledger import Scene
from tests.ordeal import dose
from tests.ordeal.cellreading import Cell, read_every_way
from tests.ordeal.conftest import Tell
from tests.ordeal.limits import cut_off, in_bounds

CELLS = dose(1_000, 70_000)
QUERIES = dose(400, 12_000)
BODIES = dose(400, 12_000)


def volume(cases: int) -> settings:
    return settings(
        max_examples=cases,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


PIECES = st.sampled_from(
    [
        "0",
        "1",
        "2021",
        "12",
        "31",
        "1,000",
        "1.5",
        ".",
        ",",
        "-",
        "—",
        "~",
        "年",
        "月",
        "日",
        "底",
        "初",
        "季度",
        "第",
        "一",
        "上半年",
        "至",
        "到",
        "万",
        "亿",
        "元",
        "万元",
        "约",
        "左右",
        "余",
        "¥",
        "(",
        ")",
        "（",
        "）",
        "/",
        "%",
        "°",
        "′",
        "E",
        "东经",
        "计划",
        "预计",
        "√",
        "×",
        "＋",
        "１２",
        "²",
        "",
        "٣",
        "9999999999999999999999",
        "1e309",
        "-0",
        "NaN",
        "inf",
    ]
)
CELL = st.one_of(
    st.lists(PIECES, max_size=12).map("".join),
    st.text(max_size=40),
    st.text("0123456789.,年月日-/~ ", max_size=60),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.integers(1, 5_000).map(lambda n: "9" * n),
)
UNIT = st.sampled_from(sorted(cells.UNITS.values()))


def test_any_cell_is_understood_or_refused() -> None:
    @volume(CELLS)
    @given(cell=CELL, unit=UNIT)
    def any_cell(cell: Cell, unit: Decimal) -> None:
        with cut_off():
            read_every_way(cell, unit)

    with in_bounds():
        any_cell()


NUMBER = st.one_of(
    st.integers().map(str),
    st.sampled_from(["", "²", "٣", "-1", "0", "1e3", "9" * 19, "9" * 40, "9" * 5_000, "NaN"]),
)
WORDS = st.one_of(
    NUMBER, st.text(max_size=80), st.sampled_from(["' OR 1=1 --", "%", "_", "\0", "\ud800"])
)
QUERY = st.dictionaries(
    st.sampled_from(
        [
            "q",
            "sort",
            "page",
            "block",
            "stage",
            "cls",
            "mark",
            "origin",
            "industry",
            "category",
            "listed",
            "period",
            "programme",
            "place",
            "project",
            "closing",
            "per",
        ]
    ),
    st.lists(WORDS, max_size=3),
    max_size=6,
)
PLACES = st.sampled_from(
    [
        "/projects/",
        "/returns/",
        "/returns/review/",
        "/returns/completeness/",
        "/cockpit/",
        "/map/",
        "/search/",
    ]
)


def quoted(query: dict[str, list[str]]) -> dict[str, list[str]]:
    """As a browser can send them: a half surrogate can't be."""
    return {
        name: [each.encode("utf-8", "ignore").decode() for each in values]
        for name, values in query.items()
    }


@pytest.mark.django_db
def test_any_filter_gives_a_page(
    scene: Scene, client_for: Callable[[str], Client], tell: Tell
) -> None:
    client = client_for("projects_office")

    @volume(QUERIES)
    @given(place=PLACES, query=QUERY)
    def any_query(place: str, query: dict[str, list[str]]) -> None:
        with cut_off():
            answer = client.get(place, quoted(query))
        assert answer.status_code in {200, 302, 404, 422}

    with in_bounds():
        any_query()
    tell(f"{QUERIES} queries of pages answered")


LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=60), NUMBER)
BODY = st.one_of(
    st.dictionaries(
        st.sampled_from(
            ["invested", "since_start", "progress", "problems", "reason", "version", "x"]
        ),
        st.one_of(LEAF, st.lists(LEAF, max_size=3)),
        max_size=6,
    ).map(lambda body: json.dumps(body).encode()),
    st.recursive(
        LEAF,
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=10,
    ).map(lambda body: json.dumps(body).encode()),
    st.binary(max_size=200),
    st.integers(1, 20_000).map(lambda depth: b"[" * depth),
)
IDS = st.one_of(st.integers(), st.sampled_from([0, 1, 2**31, 2**63, 2**64]))
PERIODS = st.one_of(
    st.just("2021-07"), st.sampled_from(["2021-13", "0000-00", "９９９９-１２", "2021-7"])
)


@pytest.mark.django_db
def test_any_body_is_answered(
    scene: Scene, client_for: Callable[[str], Client], tell: Tell
) -> None:
    client = client_for("block_officer")
    own = scene.projects["own"].pk

    @volume(BODIES)
    @given(period=PERIODS, project=st.one_of(st.just(own), IDS), body=BODY)
    def any_body(period: str, project: int, body: bytes) -> None:
        with cut_off():
            answer = client.put(
                f"/api/periods/{period}/returns/{project}", body, content_type="application/json"
            )
        assert answer.status_code in {200, 400, 404, 409, 422}
        assert answer["content-type"].split(";")[0].endswith("json")

    # What is sent is tried here, not how often one may send.
    with in_bounds(), override_settings(API_PER_MINUTE=0):
        any_body()
    tell(f"{BODIES} bodies of the API answered")
