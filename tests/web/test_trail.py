"""The auditor's page: the trail by person, deed, subject and day; as a workbook; checked."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from niubizi.apps.kernel.models import AuditEntry, User
from niubizi.apps.orgs.services import organization_update
from tests.cast import NOW, City, actor_for
from tests.guards import unguarded

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
TRAIL = "/management/trail/"


@pytest.fixture
def renamed(city: City, cast: dict[str, User]) -> None:
    """湖东区 gets a short name, by the system administrator."""
    organization_update(
        organization_id=city.sibling.pk,
        name=city.sibling.name,
        short_name="湖东",
        gb2260="",
        position=city.sibling.position,
        valid_from=None,
        valid_to=None,
        successor=None,
        version=city.sibling.version,
        actor=actor_for(cast["system_admin"]),
        at=NOW,
    )


def shown(client_for: ClientFor, query: str = "") -> str:
    return client_for("auditor").get(f"{TRAIL}?{query}").content.decode()


def test_a_line_says_who_did_what_to_what_with_before_and_after(
    renamed: None, client_for: ClientFor
) -> None:
    page = shown(client_for, "action=organization.update")
    for part in ("习管（system_admin）", "修改机构", "湖东区", "简称", "<del>—</del>", "湖东"):
        assert part in page


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("q=习管", True),
        ("q=章主任", False),
        ("q=湖东", True),
        ("action=organization.update", True),
        ("action=grant.end", False),
        ("subject=organization", True),
        ("subject=project", False),
        ("since=2021-08-02&until=2021-08-02", True),
        ("until=2021-08-01", False),
        ("since=2021-08-03", False),
    ],
)
def test_the_filters_leave_what_was_asked_for(
    renamed: None, client_for: ClientFor, query: str, there: bool
) -> None:
    assert ("<del>—</del>" in shown(client_for, query)) is there


def test_a_filter_that_makes_no_sense_is_left_out(renamed: None, client_for: ClientFor) -> None:
    assert "<del>—</del>" in shown(client_for, "since=yesterday&action=nonsense&q=习管")


def test_the_export_holds_what_is_filtered_and_is_itself_a_line(
    renamed: None, client_for: ClientFor
) -> None:
    answer = client_for("auditor").get(f"{TRAIL}export/?action=organization.update")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    texts = [cell.value for cell in sheet[4]]
    assert texts[1:6] == ["习管（system_admin）", "修改机构", "机构", "湖东区", "简称：— → 湖东"]
    line = AuditEntry.objects.first()
    assert line is not None
    assert (line.action, line.subject_label, line.detail["rows"]) == ("export", "操作日志", 1)


def test_a_whole_trail_is_said_to_be_whole(renamed: None, client_for: ClientFor) -> None:
    assert "操作日志完整" in client_for("auditor").get(f"{TRAIL}check/").content.decode()


def test_a_changed_line_is_found(renamed: None, client_for: ClientFor) -> None:
    line = AuditEntry.objects.get(action="organization.update")
    with unguarded():
        AuditEntry.objects.filter(pk=line.pk).update(actor_name="别人")
    page = client_for("auditor").get(f"{TRAIL}check/").content.decode()
    assert f"第{line.pk}条（" in page
    assert "修改机构湖东区）的内容被改动过。" in page


def test_the_trail_is_the_auditors_alone(client_for: ClientFor) -> None:
    assert client_for("system_admin").get(TRAIL).status_code == 403
    assert client_for("security_admin").get(TRAIL).status_code == 403
