"""Coming in and going out, and one's own password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from niubizi.apps.kernel.models import AuditEntry, User
from niubizi.apps.kernel.services import SIGN_IN_PAUSE, SIGN_IN_TRIES, password_reset, sign_in
from niubizi.domain.errors import DomainError
from niubizi.doors import demo
from tests.cast import NOW, PASSWORD, actor_for

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
REFUSED = "账号或密码不正确"


def sign_in_at(client: Client, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/login/", {"username": "block_officer", "password": password, **more})


def test_the_right_password_leads_home(cast: dict[str, User], client: Client) -> None:
    answer = sign_in_at(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_whoever_was_sent_to_sign_in_arrives_where_they_wanted(
    cast: dict[str, User], client: Client
) -> None:
    asked = client.get("/desk/?period=2021-07")
    assert asked["Location"] == "/login/?next=%2Fdesk%2F%3Fperiod%3D2021-07"
    assert sign_in_at(client, next="/desk/?period=2021-07")["Location"] == "/desk/?period=2021-07"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:1"])
def test_signing_in_never_leads_out_of_the_house(
    cast: dict[str, User], client: Client, elsewhere: str
) -> None:
    assert sign_in_at(client, next=elsewhere)["Location"] == "/"


def test_a_wrong_password_is_refused_with_a_sentence(cast: dict[str, User], client: Client) -> None:
    answer = sign_in_at(client, "something else")
    assert answer.status_code == 422
    assert REFUSED in answer.content.decode()


def test_a_wrong_password_is_not_sent_back(cast: dict[str, User], client: Client) -> None:
    assert "something else" not in sign_in_at(client, "something else").content.decode()


def test_an_unknown_name_is_refused_with_the_same_sentence(
    cast: dict[str, User], client: Client
) -> None:
    answer = client.post("/login/", {"username": "nobody", "password": PASSWORD})
    assert REFUSED in answer.content.decode()


def test_a_deactivated_account_is_refused_with_the_same_sentence(
    cast: dict[str, User], client: Client
) -> None:
    User.objects.filter(username="block_officer").update(is_active=False)
    assert REFUSED in sign_in_at(client).content.decode()


def test_every_try_leaves_a_line(cast: dict[str, User], client: Client) -> None:
    sign_in_at(client, "something else")
    sign_in_at(client)
    lines = AuditEntry.objects.filter(action__startswith="user.sign_in").order_by("id")
    assert [(line.action, line.subject_id) for line in lines] == [
        ("user.sign_in_refused", str(cast["block_officer"].pk)),
        ("user.sign_in", str(cast["block_officer"].pk)),
    ]


def test_the_trail_keeps_nothing_of_what_a_stranger_typed(
    cast: dict[str, User], client: Client
) -> None:
    client.post("/login/", {"username": "my-secret-password", "password": "x"})
    line = AuditEntry.objects.get(action="user.sign_in_refused")
    assert "my-secret-password" not in f"{line.subject_label}{line.actor_name}{line.detail}"


def refused_often(times: int) -> None:
    for _ in range(times):
        with pytest.raises(DomainError, match=r"sign_in\.refused"):
            sign_in(username="chief", password="wrong", origin="test", at=NOW)


def test_too_many_refusals_block_even_the_right_password(cast: dict[str, User]) -> None:
    refused_often(SIGN_IN_TRIES)
    with pytest.raises(DomainError, match=r"sign_in\.blocked"):
        sign_in(username="chief", password=PASSWORD, origin="test", at=NOW)


def test_the_block_ends_after_its_pause(cast: dict[str, User]) -> None:
    refused_often(SIGN_IN_TRIES)
    later = NOW + SIGN_IN_PAUSE + timedelta(seconds=1)
    assert sign_in(username="chief", password=PASSWORD, origin="test", at=later) == cast["chief"]


def test_coming_in_forgets_the_refusals_before(cast: dict[str, User]) -> None:
    refused_often(SIGN_IN_TRIES - 1)
    sign_in(username="chief", password=PASSWORD, origin="test", at=NOW)
    refused_often(1)
    assert sign_in(username="chief", password=PASSWORD, origin="test", at=NOW) == cast["chief"]


def test_the_sample_accounts_are_offered_in_the_demo_alone(
    db: None, client: Client, settings: Settings
) -> None:
    assert demo.PASSWORD not in client.get("/login/").content.decode()
    settings.MODE = "demo"
    shown = client.get("/login/").content.decode()
    assert [each.username for each in demo.demo_accounts() if each.username not in shown] == []


def test_signing_out_is_a_post_and_ends_the_session(client_for: ClientFor) -> None:
    client = client_for("chief")
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    ("part", "target"),
    [
        ("block_officer", "/desk/"),
        ("projects_office", "/desk/"),
        ("department_officer", "/desk/"),
        ("system_admin", "/management/"),
        ("security_admin", "/management/"),
        ("auditor", "/management/"),
    ],
)
def test_home_leads_each_role_to_its_work(client_for: ClientFor, part: str, target: str) -> None:
    assert client_for(part).get("/")["Location"] == target


def test_a_new_password_is_taken_and_the_session_goes_on(
    client_for: ClientFor, cast: dict[str, User]
) -> None:
    client, new = client_for("chief"), "quite-another-9-words"
    answer = client.post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 302
    assert client.get("/desk/").status_code == 200
    assert User.objects.get(pk=cast["chief"].pk).check_password(new)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("not mine", "quite-another-9", "quite-another-9"), "原密码不正确"),
        ((PASSWORD, "quite-another-9", "quite-another-8"), "两次输入的新密码不一致"),
        ((PASSWORD, "12345678901", "12345678901"), "新密码强度不够"),
        ((PASSWORD, "short", "short"), "新密码强度不够"),
    ],
)
def test_a_password_is_refused_with_a_sentence_at_its_field(
    client_for: ClientFor, cast: dict[str, User], given: tuple[str, str, str], sentence: str
) -> None:
    fields = dict(zip(("old", "new", "again"), given, strict=True))
    answer = client_for("chief").post("/account/password/", fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert User.objects.get(pk=cast["chief"].pk).check_password(PASSWORD)


def test_a_one_time_password_opens_nothing_but_its_change(
    client: Client, cast: dict[str, User]
) -> None:
    user = cast["chief"]
    password_reset(user_id=user.pk, actor=actor_for(cast["system_admin"]), at=NOW)
    client.force_login(User.objects.get(pk=user.pk))
    assert client.get("/desk/")["Location"] == "/account/password/"
    assert "一次性密码" in client.get("/account/password/").content.decode()


def test_a_forgotten_password_is_for_the_system_administrator(client: Client, db: None) -> None:
    assert "系统管理员" in client.get("/login/forgotten/").content.decode()


def test_the_health_of_the_site_is_for_everybody(client: Client, db: None) -> None:
    assert client.get("/health").content == b"ok\n"
