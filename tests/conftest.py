"""What every test shares: the corpus rule."""

import os

import pytest

from tests.corpus import CORPUS


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("corpus") and not CORPUS.is_dir():
        if os.environ.get("NIUBIZI_CORPUS") == "required":
            pytest.fail("the corpus is required and absent")
        pytest.skip("not run: corpus absent")
