"""What the command answers: 0 done, 1 the answer is no, 2 it could not be asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from niubizi.apps.kernel.models import User
from niubizi.apps.reporting.models import Period
from niubizi.config.cli import main
from tests.ledger import Scene

pytestmark = pytest.mark.django_db

Captured = pytest.CaptureFixture[str]
Say = Callable[..., int]


def test_live_figures_are_printed_without_a_closing(scene: Scene, capsys: Captured) -> None:
    assert main(["figures", "2021-07", "--live", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["closing"] is None


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["figures", "2021-13", "--json"], 2),
        (["figures", "2031-07", "--json"], 1),
        (["figures", "2021-07", "--live", "--programme", "nothing"], 1),
        (["figures", "2021-07"], 1),
        (["brief", "2021-07", "-o", "x.pdf"], 2),
        (["period", "prepare", "2021-07", "--as", "nobody"], 1),
        (["check"], 2),
        (["import", "/nowhere/list.xlsx", "--dry-run"], 2),
    ],
)
def test_a_refusal_is_a_sentence_and_an_exit_status(
    scene: Scene, capsys: Captured, arguments: list[str], status: int
) -> None:
    assert main(arguments) == status
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said


def test_one_person_does_not_close_alone(
    scene: Scene, cast: dict[str, User], capsys: Captured
) -> None:
    office = cast["projects_office"].username
    assert main(["period", "prepare", "2021-07", "--as", office]) == 0
    assert main(["period", "close", "2021-07", "--as", office]) == 1
    assert Period.objects.get(code="2021-07").state == Period.State.PREPARED


def test_two_people_close_and_the_digest_verifies(
    scene: Scene, cast: dict[str, User], capsys: Captured
) -> None:
    office, chief = cast["projects_office"].username, cast["chief"].username
    assert main(["period", "prepare", "2021-07", "--as", office]) == 0
    assert main(["period", "close", "2021-07", "--as", chief]) == 0
    assert main(["period", "verify", "2021-07"]) == 0
    assert main(["period", "close", "2021-07", "--as", chief]) == 1


def test_a_wrong_figure_fails_the_check(tmp_path: Path, capsys: Captured) -> None:
    text = tmp_path / "通报.txt"
    text.write_text(
        "1—7月，完成投资50亿元，完成年度计划的50.0%，高于序时进度20.0个百分点。", "utf-8"
    )
    assert main(["check", str(text)]) == 1


def test_a_workbook_that_is_none_is_refused(scene: Scene, tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "名单.xlsx"
    file.write_bytes(b"no workbook")
    assert main(["import", str(file), "--dry-run", "--json"]) == 2
    assert capsys.readouterr().out == ""
