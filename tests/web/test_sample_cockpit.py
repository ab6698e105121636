"""The sample city's published figures, found on the cockpit page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.sample import SAMPLE

pytestmark = SAMPLE

Sample = Callable[[str], Client]


@pytest.mark.parametrize(
    "figure",
    [
        *("28项", "169.6亿元", "75.9%", "高于序时17.6个百分点"),
        *("265项", "583.9亿元", "67.5%", "高于序时9.2个百分点"),
    ],
)
def test_the_cockpit_shows_the_published_figures(sample_city: Sample, figure: str) -> None:
    page = sample_city("leader").get("/cockpit/", {"period": "2021-07"}).content.decode()
    assert figure in page


@pytest.mark.parametrize("username", ["leader", "office", "binjiang", "fagai", "haina", "auditor"])
@pytest.mark.parametrize("period", ["2021-07", "2021-08", "2021-01", "2020-07"])
def test_the_cockpit_opens_for_everybody_in_every_period(
    sample_city: Sample, username: str, period: str
) -> None:
    assert sample_city(username).get("/cockpit/", {"period": period}).status_code == 200


def test_a_block_is_told_what_it_lacks(sample_city: Sample) -> None:
    asked = {"period": "2021-07", "programme": "2021-municipal"}
    page = sample_city("leader").get("/blocks/yunhe/", asked).content.decode()
    assert "运河区为什么排第6名？" in page
