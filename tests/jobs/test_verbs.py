"""What the command answers: 0 done, 1 the answer is no, 2 it could not be asked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from niubizi.apps.kernel.models import AuditEntry, User
from niubizi.apps.kernel.services import password_reset
from niubizi.apps.reporting.models import Period
from niubizi.config.cli import main
from niubizi.domain.amounts import fen_of_wan
from tests.cast import NOW, City, actor_for
from tests.documents import bookmaker
from tests.ledger import Ledger, Scene
from tests.web.walk import undone

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
        (["figures", "2021-07", "--live", "--org", "nowhere", "--json"], 1),
        (["figures", "2021-07", "--live", "--as", "system_admin", "--json"], 1),
        (["brief", "2021-07", "-o", "x.pdf"], 2),
        (["period", "prepare", "2021-07", "--as", "nobody"], 1),
        (["check"], 2),
        (["import", "/nowhere/list.xlsx", "--dry-run"], 2),
        (["import", "list.xlsx", "--dry-run", "--period", "2031-07"], 1),
        (["import", "list.xlsx", "--dry-run", "--programme", "nothing"], 1),
        (["import", "list.xlsx", "--programme", "a", "--period", "2021-07"], 2),
        (["import", "list.xlsx", "--as", "nobody"], 2),
    ],
)
def test_a_refusal_is_a_sentence_and_an_exit_status(
    scene: Scene, capsys: Captured, arguments: list[str], status: int
) -> None:
    assert main(arguments) == status
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said


@pytest.mark.parametrize(("file", "said"), [("nothing.xlsx", "没有这个文件"), ("", "这是文件夹")])
def test_a_file_that_is_none_is_said_in_chinese(
    scene: Scene, tmp_path: Path, capsys: Captured, file: str, said: str
) -> None:
    assert main(["import", str(tmp_path / file), "--dry-run"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "缺少VERB"),
        (["figurse"], "没有“figurse”这个命令"),
        (["period", "prepare", "2021-07"], "缺少--as"),
        (["figures", "2021-07", "--everything"], "不认识“--everything”"),
    ],
)
def test_wrong_usage_is_one_sentence(arguments: list[str], said: str, capsys: Captured) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    written = capsys.readouterr().err
    assert said in written
    assert len(written.splitlines()) == 1


def test_one_person_does_not_close_alone(
    scene: Scene, cast: dict[str, User], capsys: Captured
) -> None:
    office = cast["projects_office"].username
    assert main(["period", "prepare", "2021-07", "--as", office]) == 0
    assert main(["period", "close", "2021-07", "--as", office]) == 1
    assert Period.objects.get(code="2021-07").state == Period.State.PREPARED


def close() -> None:
    assert main(["period", "prepare", "2021-07", "--as", "projects_office"]) == 0
    assert main(["period", "close", "2021-07", "--as", "chief"]) == 0


def test_two_people_close_and_the_digest_verifies(
    scene: Scene, cast: dict[str, User], capsys: Captured
) -> None:
    close()
    assert main(["period", "verify", "2021-07"]) == 0
    assert main(["period", "close", "2021-07", "--as", "chief"]) == 1


@pytest.mark.parametrize("verb", [["serve", "--port", "0"], ["worker"]], ids=lambda verb: verb[0])
def test_nothing_starts_over_a_database_that_is_behind_the_program(
    verb: list[str], tmp_path: Path
) -> None:
    empty = {"NIUBIZI_DATA_DIR": str(tmp_path), "NIUBIZI_MODE": "test"}
    command = [sys.executable, "-m", "niubizi.config.cli", *verb]
    done = subprocess.run(
        command, env=empty, check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (2, "数据库需要先升级：请运行 niubizi migrate。\n")


def test_who_may_only_read_verifies_and_gets_figures(
    scene: Scene, cast: dict[str, User], capsys: Captured
) -> None:
    """As on a replica, which docs/scale.md leaves these verbs to."""
    close()
    sqlite = connection.vendor == "sqlite"
    with undone(), connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON" if sqlite else "SET TRANSACTION READ ONLY")
        try:
            with pytest.raises(DatabaseError), transaction.atomic():
                Period.objects.update(code="2021-07")
            verbs = (["figures", "2021-07", "--json"], ["audit", "verify"], ["period", "verify"])
            assert [main(verb) for verb in verbs] == [0, 0, 0]
        finally:
            if sqlite:
                cursor.execute("PRAGMA query_only = OFF")


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


@pytest.fixture
def july_table(tmp_path: Path) -> Path:
    """A month's table with two projects of the scene and one that nobody knows."""
    file = tmp_path / "7月.xlsx"
    file.write_bytes(
        bookmaker.xlsx(
            [
                ["示例市重大项目2021年1-7月推进情况表（单位：万元）"],
                ["序号", "项目名称", "1-7月完成投资", "形象进度"],
                [1, "新材料产业园", 7100, "主体封顶"],
                [2, "智慧物流港", 7200, "基础施工"],
                [3, "无人知晓项目", 7300, "基础施工"],
            ]
        )
    )
    return file


def test_a_dry_run_of_a_months_table_asks_the_ledger(
    scene: Scene, july_table: Path, capsys: Captured
) -> None:
    assert main(["import", str(july_table), "--dry-run", "--json", "--period", "2021-07"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(error["row"], error["code"]) for error in found["errors"]] == [(5, "unknown_project")]
    assert main(["import", str(july_table), "--dry-run"]) == 0


def test_a_months_table_is_written_as_returns_of_whoever_reports(
    city: City, ledger: Ledger, cast: dict[str, User], july_table: Path, capsys: Captured
) -> None:
    project = ledger.project(city.own, name="新材料产业园")
    ledger.entry(ledger.programme(), project)
    ledger.period()
    block = cast["block_officer"].username
    given = ["import", str(july_table), "--period", "2021-07", "--as", block]
    assert main(given) == 1
    assert not project.reports.exists()
    assert main([*given, "--valid-rows-only"]) == 1
    assert project.reports.get().reported_fen == fen_of_wan(7100)


def test_the_holder_of_the_machine_helps_an_administrator_nobody_else_can(
    cast: dict[str, User], capsys: Captured
) -> None:
    administrator = cast["security_admin"]
    password_reset(user_id=administrator.pk, actor=actor_for(cast["system_admin"]), at=NOW)
    assert main(["account", "recover", "security_admin"]) == 0
    name, password = capsys.readouterr().out.split()
    administrator.refresh_from_db()
    assert (name, administrator.check_password(password)) == ("security_admin", True)
    assert (administrator.must_change_password, administrator.awaits_release) == (True, False)
    line = AuditEntry.objects.get(action="user.recover")
    assert line.actor_name == "本机操作员（operator）"
