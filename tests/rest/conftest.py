"""What the tests of the API share."""

from __future__ import annotations

import pytest

from niubizi.apps.reporting.models import Position, ProgressReport, ReportStep
from tests.guards import unguarded
from tests.ledger import Scene


@pytest.fixture
def unreported(scene: Scene) -> Scene:
    """The same month before anybody has reported."""
    Position.objects.update(source_report=None)
    with unguarded():
        ReportStep.objects.all().delete()
        ProgressReport.objects.all().delete()
    return scene
