"""Bombs, entities, formulas, macros, links, and files as large as may be: refused or read, in bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from niubizi.apps.projects.models import ProjectAttachment
from tests.browser.site import Site, served
from tests.ordeal.client import Visitor
from tests.ordeal.conftest import Tell
from tests.ordeal.hostile import FILES
from tests.ordeal.limits import MEGABYTES, peak_megabytes
from tests.ordeal.month import CODE, Month

ROOT = Path(__file__).resolve().parents[2]
LETTERS = {"entities_in_a_letter", "entity_from_outside_in_a_letter"}
"""Read without their entities, which nobody resolves."""
HARMLESS_MARKS = {"far_columns", "hidden_rows", "faults_without_values"}
LARGE_AND_SOUND = {"largest_list", "plain_text", "wide_picture", "wide_webp", "map_of_points"}
READ = (
    {"formulas", "links", "deep", "span_without_end", "template_span_without_end"}
    | LARGE_AND_SOUND
    | HARMLESS_MARKS
    | LETTERS
)
"""What is harmless in spite of it; anything else is refused with a sentence."""


def hostile(verb: str, name: str, file: Path) -> str:
    command = [sys.executable, "-m", "tests.ordeal.hostile", verb, name, str(file)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_or_read_within_bounds(name: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    hostile("make", name, file)
    told: dict[str, Any] = json.loads(hostile("read", name, file))
    assert (told["said"] == "") == (name in READ), told
    assert told["megabytes"] < MEGABYTES


def processes(site: Site) -> list[int]:
    """The site's process and those it has started."""
    children = Path(f"/proc/{site.process_id}/task/{site.process_id}/children").read_text()
    return [site.process_id, *map(int, children.split())]


def test_a_hundred_megabytes_are_refused_without_being_held(
    month: Month, session_of: Callable[[str], str], tmp_path: Path, tell: Tell
) -> None:
    project = month.projects(month.city.own, 1)[0]
    with served(month.environment, tmp_path / "site.log") as site:
        office = Visitor(site, session_of("projects_office"))
        data = b"%PDF-" + bytes(100 * 1024 * 1024)
        answer = office.upload(f"/projects/{project.pk}/files/", "批复.pdf", data)
        assert answer.status == 302
        assert not ProjectAttachment.objects.exists()
        # The server may close the door before all of the body has come.
        with suppress(BrokenPipeError, ConnectionResetError):
            body = office.put(
                f"/api/periods/{CODE}/returns/{project.pk}", progress="长" * 17_000_000
            )
            assert body.status in {400, 413}
        assert office.get("/projects/").status == 200
        held = max(map(peak_megabytes, processes(site)))
    assert held < MEGABYTES
    tell(f"100 MB uploaded and 100 MB of JSON refused; the site held {held:.0f} MB at the most")
