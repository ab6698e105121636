"""The ground of the suite: its database, its cast, and the scripts that set a machine up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from niubizi.apps.kernel.models import User
from tests.ledger import Scene


def test_another_process_sees_the_database_of_the_test(
    cast: dict[str, User], environment: dict[str, str]
) -> None:
    script = (
        "import django; django.setup()\n"
        "from niubizi.apps.kernel.models import User\n"
        "print(User.objects.filter(username='chief').count())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "1"


def test_the_scene_has_a_return_for_each_of_its_projects(scene: Scene) -> None:
    assert {report.project_id for report in scene.returns.values()} == {
        project.pk for project in scene.projects.values()
    }


TOOLS = Path(__file__).parents[1] / "tools"


def tool(name: str, *arguments: str, path: str) -> subprocess.CompletedProcess[str]:
    """A set-up script on a machine that has only what lies in ``path``."""
    return subprocess.run(
        ["/bin/bash", TOOLS / name, *arguments],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_missing_packages_are_named(tmp_path: Path) -> None:
    answer = tool("system-packages", "--check", path=str(tmp_path))
    assert answer.returncode == 1
    assert {"missing:", "chromium", "poppler-utils"} <= set(answer.stdout.split())


def test_without_apt_the_packages_are_told(tmp_path: Path) -> None:
    answer = tool("system-packages", path=str(tmp_path))
    assert (answer.returncode, "as Debian calls their packages: chromium" in answer.stderr) == (
        1,
        True,
    )


def test_who_is_not_root_is_told_what_to_ask_for(tmp_path: Path) -> None:
    for command, says in (("apt-get", "exit 9"), ("id", "echo 1000")):
        (tmp_path / command).write_text(f"#!/bin/bash\n{says}\n")
        (tmp_path / command).chmod(0o755)
    answer = tool("system-packages", path=str(tmp_path))
    assert answer.returncode == 1
    assert "apt-get install --no-install-recommends chromium" in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("python", "python3"),
            "Niubizi needs Python 3.11 or newer, and there is no python3 here.",
        ),
        (("node",), "The pages are built with Node.js 20 or newer and npm;"),
    ],
)
def test_what_the_set_up_needs_is_said_before_it_fails(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    answer = tool("prerequisites", *arguments, path=str(tmp_path))
    assert (answer.returncode, said in answer.stderr) == (1, True)
