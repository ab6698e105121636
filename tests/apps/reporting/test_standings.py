"""Rows behind every list of projects: live, frozen, of one programme and of the whole ledger."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from pytest_django import DjangoAssertNumQueries

from niubizi.apps.kernel.actors import Actor
from niubizi.apps.projects.models import Project
from niubizi.apps.projects.services.projects import Profile, project_update
from niubizi.apps.reporting.filters import SORTS, ordered, searched
from niubizi.apps.reporting.models import Closing, ProgressReport
from niubizi.apps.reporting.selectors import standings as rows_of
from niubizi.apps.reporting.selectors.standings import standings
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from niubizi.apps.reporting.services.returns import ReturnInput, return_withdraw, returns_save
from niubizi.apps.reporting.services.reviews import returns_approve
from niubizi.domain.amounts import fen_of_wan
from niubizi.domain.periods import Month
from tests.cast import NOW, City
from tests.ledger import Ledger, Scene

pytestmark = pytest.mark.django_db

ActorFor = Callable[[str], Actor]


def approve(scene: Scene, actor_for: ActorFor, *keys: str) -> None:
    """Lets the returns of the scene count: 7,000 of 12,000 万元 in July, on schedule to the point."""
    ids = [scene.projects[key].pk for key in keys]
    for part in ("block_officer", "projects_office"):
        returns_approve(period_code="2021-07", project_ids=ids, actor=actor_for(part), at=NOW)


def close(actor_for: ActorFor) -> Closing:
    closing_prepare(period_code="2021-07", actor=actor_for("projects_office"), at=NOW)
    return closing_confirm(period_code="2021-07", actor=actor_for("chief"), at=NOW)


@pytest.fixture
def both_lists(scene: Scene, ledger: Ledger) -> Scene:
    """The own project also stands on a provincial list, with a wider plan."""
    provincial = ledger.programme("provincial", name="2021年省重大项目")
    ledger.entry(provincial, scene.projects["own"], plan_wan=20_000)
    return scene


def test_a_line_tells_where_an_entry_stands(scene: Scene, actor_for: ActorFor) -> None:
    approve(scene, actor_for, "own")
    rows = standings(
        period=scene.period,
        closing=None,
        actor=actor_for("projects_office"),
        programme=scene.programme,
    )
    line = rows_of.lines(searched(rows, "新材料产业园"))[0]
    assert (line.completion, line.schedule, line.lead) == (
        Fraction(7, 12),
        Fraction(7, 12),
        Fraction(0),
    )
    assert (line.class_word, line.mark, line.stage_word) == ("超序时", "", "开工")


def test_an_unreported_entry_is_marked(scene: Scene, actor_for: ActorFor) -> None:
    rows = standings(
        period=scene.period,
        closing=None,
        actor=actor_for("projects_office"),
        programme=scene.programme,
    )
    assert {line.mark for line in rows_of.lines(rows)} == {"未报"}


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("projects_office", {"新材料产业园", "智慧物流港", "老街更新工程"}),
        ("block_officer", {"新材料产业园"}),
        ("department_officer", {"新材料产业园", "智慧物流港"}),
        ("patron", {"新材料产业园"}),
    ],
)
def test_rows_are_those_of_projects_in_reach(
    scene: Scene, actor_for: ActorFor, part: str, names: set[str]
) -> None:
    rows = standings(
        period=scene.period, closing=None, actor=actor_for(part), programme=scene.programme
    )
    assert {line.project_name for line in rows_of.lines(rows)} == names


def test_a_place_narrows_to_what_lies_in_it(scene: Scene, actor_for: ActorFor, city: City) -> None:
    rows = standings(
        period=scene.period,
        closing=None,
        actor=actor_for("projects_office"),
        programme=scene.programme,
        place=city.sibling,
    )
    assert [line.project_name for line in rows_of.lines(rows)] == ["智慧物流港"]


def test_the_whole_ledger_counts_a_project_once_with_its_widest_plan(
    both_lists: Scene, actor_for: ActorFor
) -> None:
    rows = standings(period=both_lists.period, closing=None, actor=actor_for("projects_office"))
    found = rows_of.totals(rows, period=Month(2021, 7))
    assert found.projects == 3
    assert found.reading.totals.annual_plan_fen == fen_of_wan(20_000 + 12_000 + 12_000)


def test_the_whole_ledger_counts_what_is_unreported(scene: Scene, actor_for: ActorFor) -> None:
    rows = standings(period=scene.period, closing=None, actor=actor_for("projects_office"))
    counted = rows_of.totals(rows, period=Month(2021, 7)).reading.totals
    assert (counted.owed, counted.unreported, counted.carried) == (3, 3, 0)


def test_the_whole_ledger_holds_projects_on_no_list(
    scene: Scene, ledger: Ledger, city: City, actor_for: ActorFor
) -> None:
    ledger.project(city.own, name="储备项目")
    rows = standings(period=scene.period, closing=None, actor=actor_for("projects_office"))
    line = rows_of.lines(rows.filter(project_name="储备项目"))[0]
    assert (line.is_listed, line.completion, line.organization_name) == (False, None, "滨江区")


def test_a_closed_ledger_counts_a_project_once(both_lists: Scene, actor_for: ActorFor) -> None:
    rows = standings(
        period=both_lists.period, closing=close(actor_for), actor=actor_for("projects_office")
    )
    assert rows_of.totals(rows, period=Month(2021, 7)).projects == 3


def test_closed_rows_keep_the_names_of_their_day(scene: Scene, actor_for: ActorFor) -> None:
    act, office = close(actor_for), actor_for("projects_office")
    project = scene.projects["own"]
    project_update(
        project_id=project.pk,
        profile=Profile(name="改了名的项目", total_fen=project.total_fen),
        version=Project.objects.get(pk=project.pk).version,
        actor=office,
        at=NOW,
    )
    rows = standings(period=scene.period, closing=act, actor=office, programme=scene.programme)
    assert "新材料产业园" in {line.project_name for line in rows_of.lines(rows)}


@pytest.mark.parametrize("text", ["材料", "xinCai", "xcl", "2021-00001"])
def test_a_project_is_found_by_name_pinyin_initials_and_number(
    scene: Scene, actor_for: ActorFor, text: str
) -> None:
    rows = standings(
        period=scene.period,
        closing=None,
        actor=actor_for("projects_office"),
        programme=scene.programme,
    )
    found = rows_of.lines(searched(rows, text))
    assert [line.project_name for line in found] == ["新材料产业园"]


def test_what_is_behind_comes_worst_first_with_its_reason(
    scene: Scene, actor_for: ActorFor
) -> None:
    slow = scene.projects["sibling"]
    report = ProgressReport.objects.get(project=slow)
    returns_save_again(report, actor_for)
    approve(scene, actor_for, "own", "sibling")
    rows = standings(
        period=scene.period,
        closing=None,
        actor=actor_for("projects_office"),
        programme=scene.programme,
    )
    assert [(line.project_name, line.problems) for line in rows_of.behind(rows)] == [
        ("老街更新工程", ""),
        ("智慧物流港", "征地未完成"),
    ]


def returns_save_again(report: ProgressReport, actor_for: ActorFor) -> None:
    """The sibling's return, taken back and submitted again with less money and a reason."""
    taken_back = return_withdraw(report_id=report.pk, actor=actor_for("sibling_officer"), at=NOW)
    returns_save(
        period_code="2021-07",
        rows=[
            ReturnInput(
                report.project_id,
                fen_of_wan(3_000),
                problems="征地未完成",
                version=taken_back.version,
            )
        ],
        source="grid",
        submit=True,
        actor=actor_for("sibling_officer"),
        at=NOW,
    )


@pytest.mark.parametrize("key", sorted(SORTS))
def test_rows_sort_by_every_key(both_lists: Scene, actor_for: ActorFor, key: str) -> None:
    for programme in (both_lists.programme, None):
        rows = standings(
            period=both_lists.period,
            closing=None,
            actor=actor_for("projects_office"),
            programme=programme,
        )
        assert len(rows_of.lines(ordered(rows, key, descending=True))) == 3


def test_a_target_is_the_base_of_a_whole_place_only(
    scene: Scene, ledger: Ledger, actor_for: ActorFor, city: City
) -> None:
    programme = ledger.programme("target", target_wan=70_000)
    ledger.entry(programme, scene.projects["own"])
    rows = standings(
        period=scene.period,
        closing=None,
        actor=actor_for("projects_office"),
        programme=programme,
    )
    month = Month(2021, 7)
    whole = rows_of.totals(rows, period=month, programme=programme, whole_place=city.root)
    part = rows_of.totals(rows, period=month, programme=programme)
    assert (whole.reading.base_fen, part.reading.base_fen) == (
        fen_of_wan(70_000),
        fen_of_wan(12_000),
    )


def test_a_list_without_a_period_shows_its_plans(
    scene: Scene, ledger: Ledger, city: City, actor_for: ActorFor
) -> None:
    next_year = ledger.programme("municipal", year=2022, name="2022年市重大项目")
    ledger.entry(next_year, scene.projects["own"], plan_wan=30_000)
    rows = standings(
        period=None, closing=None, actor=actor_for("block_officer"), programme=next_year
    )
    (line,) = rows_of.lines(ordered(searched(rows, "xcl"), "lead"))
    assert (line.annual_plan_fen, line.invested_fen, line.mark) == (fen_of_wan(30_000), 0, "")
    assert rows_of.totals(rows, period=Month(2022, 1), programme=next_year).projects == 1


def test_lines_and_totals_take_one_query_each(
    both_lists: Scene, actor_for: ActorFor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = actor_for("projects_office")
    with django_assert_num_queries(4):
        for programme in (both_lists.programme, None):
            rows = standings(
                period=both_lists.period, closing=None, actor=office, programme=programme
            )
            rows_of.lines(rows)
            rows_of.totals(rows, period=Month(2021, 7), programme=programme)
