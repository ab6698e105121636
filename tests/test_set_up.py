"""The ground of the suite: its database, its cast, and the scripts that set a machine up."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


ROOT = Path(__file__).parents[1]
PINNED = {
    canonicalize_name(name): hashes.count("--hash=sha256:")
    for name, hashes in re.findall(
        r"^([\w.-]+)==((?:.*\\\n)*.*)", (ROOT / "requirements.lock").read_text(), re.MULTILINE
    )
}
"""What the platform is installed from, with how many hashes each has."""


def required(name: str) -> Iterator[str]:
    """What a package needs without its extras, and what that needs."""
    for text in metadata.requires(name) or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)
            yield from required(requirement.name)


def imported() -> set[str]:
    """The packages, by the names they are imported under, that the platform's modules name."""
    names: set[str] = {path.partition(".")[0] for path in settings.INSTALLED_APPS}
    for path in (ROOT / "src" / "niubizi").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {"niubizi"}


def test_what_the_platform_imports_comes_with_it_pinned_by_hash() -> None:
    """The test of the wheel borrows this environment, where tools of the suite are installed too."""
    comes = set(required("niubizi"))
    of_package = metadata.packages_distributions()
    strangers = {
        name
        for name in imported()
        if comes.isdisjoint(map(canonicalize_name, of_package.get(name, ())))
    }
    assert strangers == set()
    assert comes <= PINNED.keys()
    assert all(PINNED.values())


def test_the_licences_of_what_is_bundled_lie_beside_it() -> None:
    scripts = [path.read_text("utf-8") for path in (ROOT / "frontend").rglob("*.ts")]
    named = r"""(?:from|import) ['"]((?:@[\w-]+/)?\w[\w.-]*)"""
    bundled = {name for text in scripts for name in re.findall(named, text)}
    text = (ROOT / "src/niubizi/web/static/dist/licenses.txt").read_text("utf-8")
    licensed = set(re.findall(r"^(\S+) [\d.]+\S* \(", text, re.MULTILINE))
    assert bundled
    assert bundled <= licensed
