"""What monitoring is told, and who is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("MIN_FREE_MB", 10**9, "MB free, less than 1000000000"),
        ("DATA_DIR", "/nowhere", "data folder: No such file or directory"),
    ],
)
def test_nobody_is_let_in_where_nothing_could_be_kept(
    client: Client, settings: Any, setting: str, value: object, said: str
) -> None:
    setattr(settings, setting, value)
    answer = client.get("/ready")
    assert (answer.status_code, said in answer.content.decode()) == (503, True)
    assert client.get("/health").status_code == 200


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("10.1.2.3", {}, 403),
        ("10.1.2.3", {"Authorization": "Bearer "}, 403),
    ],
)
def test_without_a_token_metrics_are_for_the_machine_itself(
    client: Client, address: str, headers: dict[str, str], status: int
) -> None:
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


@pytest.mark.parametrize(("given", "status"), [("s3cret", 200), ("密码", 403), ("", 403)])
def test_with_a_token_metrics_are_for_whoever_has_it(
    client: Client, settings: Any, given: str, status: int
) -> None:
    settings.METRICS_TOKEN = "s3cret"
    headers = {"Authorization": f"Bearer {given}"}
    assert client.get("/metrics", headers=headers).status_code == status


def test_requests_are_counted_by_page(client: Client) -> None:
    client.get("/login/")
    counted = 'niubizi_request_seconds_count{method="GET",status="200",view="login"}'
    assert counted in client.get("/metrics").content.decode()
