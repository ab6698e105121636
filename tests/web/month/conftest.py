"""A month of pages: 滨江区 has one project that still has to report, beside the scene's."""

from __future__ import annotations

import pytest

from niubizi.apps.projects.models import Project
from tests.cast import City
from tests.ledger import Ledger, Scene


@pytest.fixture
def fresh(scene: Scene, city: City, ledger: Ledger) -> Project:
    """新能源基地, in 滨江区, built by 恒新材料: nobody has reported it yet."""
    project = ledger.project(city.own, name="新能源基地", owner=city.company, total_wan=50_000)
    ledger.entry(scene.programme, project, plan_wan=12_000)
    return project
