"""The trail on the command line: verified with an exit status, exported as an auditor can use it."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import openpyxl
import pytest

from niubizi.apps.kernel.actors import SYSTEM
from niubizi.apps.kernel.audit import GENESIS, record, trail_head, use_case
from niubizi.apps.kernel.models import AuditEntry
from niubizi.config.cli import main
from tests.cast import NOW
from tests.guards import unguarded

pytestmark = pytest.mark.django_db

Captured = pytest.CaptureFixture[str]


@use_case
def deed(label: str) -> None:
    record(
        at=NOW,
        actor=SYSTEM,
        action="project.update",
        label=label,
        before={"name": "甲"},
        after={"name": "乙"},
    )


@pytest.fixture(autouse=True)
def three_lines() -> None:
    for label in ("甲项目", "=1+1", "丙项目"):
        deed(label)


def test_a_whole_trail_says_its_last_hash_and_exits_0(capsys: Captured) -> None:
    assert main(["audit", "verify"]) == 0
    assert f"共3条，末条校验值 {trail_head().hash}" in capsys.readouterr().err


def test_a_changed_line_is_named_with_time_actor_and_deed_and_exits_1(capsys: Captured) -> None:
    line = AuditEntry.objects.get(subject_label="甲项目")
    with unguarded():
        AuditEntry.objects.filter(pk=line.pk).update(detail={})
    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr().err
    assert f"第{line.pk}条（2021-08-02 " in said
    assert "系统（system），修改项目甲项目）的内容被改动过。" in said


def test_lines_cut_off_the_end_are_missed_by_number_and_place(capsys: Captured) -> None:
    first, *last = AuditEntry.objects.order_by("pk")
    with unguarded():
        AuditEntry.objects.filter(pk__in=[line.pk for line in last]).delete()
    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr().err
    assert f"第{first.pk}条" in said
    assert "应有3条，实有1条" in said


def test_a_noted_hash_is_found_or_missed(capsys: Captured) -> None:
    assert main(["audit", "verify", "--anchor", trail_head().hash.upper()]) == 0
    assert main(["audit", "verify", "--anchor", "0123456789abcdef" * 4]) == 1
    assert "抄录的0123456789abcdef…记下的日志校验值在日志里找不到了" in capsys.readouterr().err


def test_from_the_export_anyone_computes_the_chain_again(tmp_path: Path) -> None:
    place = tmp_path / "trail.jsonl"
    assert main(["audit", "export", "-o", str(place)]) == 0
    previous = GENESIS
    for text in place.read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        content = {
            key: row[key] for key in ("at", "actor", "origin", "action", "subject", "detail")
        }
        plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert row["previous_hash"] == previous
        assert row["hash"] == hashlib.sha256((previous + plain).encode()).hexdigest()
        previous = row["hash"]
    # The export is itself a line.
    assert AuditEntry.objects.get(action="export").previous_hash == previous


def test_a_table_is_in_words_and_no_cell_is_a_formula(tmp_path: Path) -> None:
    assert main(["audit", "export", "-o", str(tmp_path / "trail.csv")]) == 0
    with (tmp_path / "trail.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [row[5] for row in rows] == ["对象", "甲项目", "'=1+1", "丙项目"]
    assert rows[1][6] == "名称：甲 → 乙"
    assert main(["audit", "export", "-o", str(tmp_path / "trail.xlsx")]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "trail.xlsx").worksheets[0]
    assert "丙项目" in {cell.value for cell in sheet["E"]}


def test_an_unknown_kind_of_file_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    assert main(["audit", "export", "-o", str(tmp_path / "trail.pdf")]) == 2
    assert list(tmp_path.iterdir()) == []
