"""The sample city's published figures, found in the totals of the list."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from niubizi.domain.amounts import percent_text, points_text, yi_text
from tests.sample import SAMPLE

pytestmark = SAMPLE

Sample = Callable[[str], Client]


@pytest.mark.parametrize(
    ("programme", "published"),
    [
        ("2021-provincial", (28, 20, 8, "169.6", "75.9%", "+17.6")),
        ("2021-municipal", (265, 193, 72, "583.9", "67.5%", "+9.2")),
    ],
)
def test_the_totals_of_a_list_are_the_published_ones(
    sample_city: Sample, programme: str, published: tuple[object, ...]
) -> None:
    asked = {"period": "2021-07", "programme": programme}
    totals = sample_city("office").get("/projects/", asked).context["totals"]
    reading = totals.reading
    assert (
        totals.projects,
        reading.totals.carry_over,
        reading.totals.new,
        yi_text(reading.totals.invested_fen),
        percent_text(reading.completion),
        points_text(reading.lead),
    ) == published


@pytest.mark.parametrize("username", ["leader", "office", "binjiang", "fagai", "haina", "auditor"])
@pytest.mark.parametrize("query", ["period=2021-07", "period=2021-08&list=all", "period=2020-07"])
def test_the_list_opens_for_everybody_in_every_period(
    sample_city: Sample, username: str, query: str
) -> None:
    assert sample_city(username).get(f"/projects/?{query}").status_code == 200


def test_the_example_of_a_search_finds_something(sample_city: Sample) -> None:
    client = sample_city("office")
    example = re.search(r"例如“(\w+)”", client.get("/projects/").content.decode())
    assert example
    assert client.get("/search/", {"q": example[1]}).context["hits"]
