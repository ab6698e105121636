"""The administrators' workbooks by page: upload, preview, import; and every refusal writes nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from niubizi.apps.kernel.models import StoredFile, User
from niubizi.apps.orgs.models import Organization, RoleGrant
from tests.cast import City

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]

PLACES = "/management/organizations/import/"
PEOPLE = "/management/people/import/"
GRANTS = "/management/grants/import/"
NEW: list[str | None] = ["new", "新区", "新", "行政区划", "板块", "city", "990107", None, None]
LOST: list[str | None] = ["lost", "某镇", "", "行政区划", "镇街园区", "nowhere", "", None, None]
WRONG: list[str | None] = ["wrong", "某地", "", "星球", "", "city", "", None, None]
PERSON: list[str | None] = ["li.si", "李四", "binjiang", "板块专班", None, None, None]


def filled(client: Client, template: str, *rows: list[str | None]) -> bytes:
    """The template as downloaded, with rows."""
    book = openpyxl.load_workbook(io.BytesIO(client.get(template).content))
    for row in rows:
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def places(client: Client, *rows: list[str | None]) -> bytes:
    return filled(client, "/management/organizations/template/", *rows)


def people(client: Client, *rows: list[str | None]) -> bytes:
    return filled(client, "/management/people/template/", *rows)


def upload(client: Client, url: str, data: bytes, name: str = "表.xlsx") -> tuple[int, str]:
    answer = client.post(url, {"file": SimpleUploadedFile(name, data)})
    return answer.status_code, answer.content.decode()


def token(page: str) -> str:
    found = re.search(r'name="waiting" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_workbook_is_previewed_in_numbers_before_anything_is_written(
    client_for: ClientFor, city: City
) -> None:
    client = client_for("system_admin")
    status, page = upload(client, PLACES, places(client, NEW))
    assert status == 200
    assert "新区" in page
    assert not Organization.objects.filter(code="new").exists()


def test_a_previewed_workbook_is_imported(client_for: ClientFor, city: City) -> None:
    client = client_for("system_admin")
    _, page = upload(client, PLACES, places(client, NEW))
    assert client.post(PLACES, {"waiting": token(page)}).status_code == 302
    assert Organization.objects.get(code="new").parent == city.root


def test_an_imported_workbook_has_nothing_left_to_do(client_for: ClientFor, city: City) -> None:
    client = client_for("system_admin")
    data = places(client, NEW)
    client.post(PLACES, {"waiting": token(upload(client, PLACES, data)[1])})
    _, page = upload(client, PLACES, data)
    assert "完全一致" in page
    assert 'name="waiting"' not in page


def test_errors_stand_at_their_cells_and_nothing_can_be_imported(
    client_for: ClientFor, city: City
) -> None:
    client = client_for("system_admin")
    status, page = upload(client, PLACES, places(client, NEW, WRONG, LOST))
    assert status == 422
    assert '<th scope="row" class="tight">D3</th>' in page
    assert "没有编码为“nowhere”的上级机构" in page
    assert 'name="waiting"' not in page


def test_accounts_are_made_with_their_passwords_shown_once(
    client_for: ClientFor, city: City
) -> None:
    client = client_for("system_admin")
    _, page = upload(client, PEOPLE, people(client, PERSON))
    answer = client.post(PEOPLE, {"waiting": token(page)})
    found = re.search(r"<code>([^<]+)</code>", answer.content.decode())
    assert found
    assert User.objects.get(username="li.si").check_password(found[1])
    assert "no-store" in answer["Cache-Control"]


def test_the_security_administrator_gives_the_roles_of_the_same_workbook(
    client_for: ClientFor, city: City
) -> None:
    system, security = client_for("system_admin"), client_for("security_admin")
    data = people(system, PERSON)
    system.post(PEOPLE, {"waiting": token(upload(system, PEOPLE, data)[1])})
    security.post(GRANTS, {"waiting": token(upload(security, GRANTS, data)[1])})
    grant = RoleGrant.objects.get(user__username="li.si")
    assert (grant.role, grant.organization) == ("block_officer", city.own)


def test_what_was_previewed_for_one_person_is_not_imported_by_another(
    client_for: ClientFor, city: City
) -> None:
    system, security = client_for("system_admin"), client_for("security_admin")
    _, page = upload(system, PEOPLE, people(system, PERSON))
    answer = security.post(GRANTS, {"waiting": token(page)})
    assert answer.status_code == 422
    assert "这次预览已过期" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("表.xlsx", b"", "文件是空的"),
        ("表.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "这不是表格文件"),
        ("表.xlsx", b"PK\x03\x04 half a zip", "已损坏"),
        ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "已损坏"),
        ("表.csv", "名称,随便\n甲,乙\n".encode(), "没有找到所需的表头"),
    ],
)
def test_what_is_no_workbook_is_refused_in_a_sentence_and_not_kept(
    client_for: ClientFor, name: str, data: bytes, sentence: str
) -> None:
    status, page = upload(client_for("system_admin"), PLACES, data, name)
    assert status == 422
    assert "没有导入。" in page
    assert sentence in page
    assert not StoredFile.objects.exists()


def test_a_file_too_large_is_refused_unread(client_for: ClientFor, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    status, page = upload(client_for("system_admin"), PLACES, b"x" * (1024 * 1024 + 1))
    assert status == 422
    assert "超过1MB" in page


def test_no_file_is_refused(client_for: ClientFor) -> None:
    answer = client_for("system_admin").post(PLACES, {})
    assert answer.status_code == 422
    assert "请选择要上传的文件" in answer.content.decode()
