"""The suite's own ground: the cast can be made, and another process sees the database."""

from __future__ import annotations

import subprocess
import sys

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
