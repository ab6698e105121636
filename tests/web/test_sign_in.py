"""Coming in and going out, and one's own password."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from niubizi.apps.kernel.models import AuditEntry, SignInGuard, User
from niubizi.apps.kernel.preferences import Preferences
from niubizi.apps.kernel.services import password_reset, sign_in
from niubizi.domain.errors import DomainError
from niubizi.domain.signing_in import ADDRESS_TRIES
from niubizi.doors import clock, demo
from niubizi.doors.sentences import sentence
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


def try_as(username: str, password: str, moment: datetime = NOW) -> bool:
    """Whether a try at the door lets somebody in; raises when it is refused."""
    _, is_in = sign_in(
        username=username,
        password=password,
        address="10.0.0.5",
        origin="test",
        at=NOW,
        moment=moment,
    )
    return is_in


def refused_often(times: int, username: str = "chief", moment: datetime = NOW) -> datetime:
    """So many wrong passwords, each as soon as it is looked at; answers the moment of the last."""
    rule = Preferences().lock_rule
    for failures in range(1, times + 1):
        with pytest.raises(DomainError, match=r"sign_in\.refused"):
            try_as(username, "wrong", moment)
        moment += rule.pause(failures)
    return moment - rule.pause(times)


def test_the_second_slip_makes_everybody_wait_and_the_wait_ends(cast: dict[str, User]) -> None:
    last = refused_often(2)
    with pytest.raises(DomainError, match=r"sign_in\.slowed.*seconds=2"):
        try_as("chief", PASSWORD, last)
    assert try_as("chief", PASSWORD, last + timedelta(seconds=2))


@pytest.mark.parametrize("username", ["chief", "nobody-has-this-name"])
def test_too_many_refusals_lock_a_name_whether_anybody_has_it_or_not(
    cast: dict[str, User], username: str
) -> None:
    last = refused_often(5, username)
    with pytest.raises(DomainError) as refused:
        try_as(username, PASSWORD, last)
    assert sentence(refused.value).startswith("连续多次没有输对，已临时锁定，请在09:46以后再试。")
    assert AuditEntry.objects.filter(action="user.locked").count() == 1


def test_a_lock_ends_by_itself_and_comes_back_longer(cast: dict[str, User]) -> None:
    later = refused_often(5) + timedelta(minutes=15)
    with pytest.raises(DomainError, match=r"sign_in\.refused"):
        try_as("chief", "wrong", later)
    with pytest.raises(DomainError, match=r"sign_in\.blocked"):
        try_as("chief", PASSWORD, later + timedelta(minutes=29))
    assert try_as("chief", PASSWORD, later + timedelta(minutes=30))


def test_coming_in_forgets_the_refusals_before(cast: dict[str, User]) -> None:
    later = refused_often(4) + timedelta(seconds=8)
    assert try_as("chief", PASSWORD, later)
    assert refused_often(1, moment=later) == later


def test_the_security_administrator_unlocks(
    cast: dict[str, User], client_for: ClientFor, client: Client
) -> None:
    refused_often(5, moment=clock.real())
    person = f"/management/people/{cast['chief'].pk}/"
    administrator = client_for("security_admin")
    assert "锁定至" in administrator.get(person).content.decode()
    administrator.post(f"{person}unlock/")
    answer = client.post("/login/", {"username": "chief", "password": PASSWORD})
    assert (answer.status_code, AuditEntry.objects.filter(action="user.unlock").count()) == (302, 1)


def test_an_address_that_tries_every_name_is_locked_too(cast: dict[str, User]) -> None:
    for number in range(ADDRESS_TRIES):
        with pytest.raises(DomainError, match=r"sign_in\.refused"):
            try_as(f"name-{number}", "wrong")
    with pytest.raises(DomainError, match=r"sign_in\.blocked"):
        try_as("chief", PASSWORD)


def test_what_was_typed_at_the_door_is_kept_as_a_hash_only(db: None) -> None:
    refused_often(1, "my-secret-password")
    assert not SignInGuard.objects.filter(key__contains="my-secret").exists()


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


def test_a_password_counts_as_it_was_typed_to_its_last_sign(
    client_for: ClientFor, cast: dict[str, User], client: Client
) -> None:
    new = " " + "一句很长的话 and Some Words " * 8 + "！ "
    fields = {"old": PASSWORD, "new": new, "again": new}
    assert client_for("block_officer").post("/account/password/", fields).status_code == 302
    for other in (new.strip(), new.lower(), new[:-2], new[:64]):
        assert sign_in_at(client, other).status_code == 422
        # A second slip in a row would be refused unlooked at.
        SignInGuard.objects.all().delete()
    assert sign_in_at(client, new).status_code == 302


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/login/", ["current-password"]),
        ("/account/password/", ["current-password", "new-password", "new-password"]),
    ],
)
def test_a_password_is_masked_and_may_be_pasted_or_kept_by_the_browser(
    client_for: ClientFor, client: Client, url: str, kept: list[str]
) -> None:
    asker = client if url == "/login/" else client_for("block_officer")
    page = asker.get(url).content.decode()
    fields = [each for each in re.findall(r"<input[^>]*>", page) if "-password" in each]
    assert [re.findall(r'autocomplete="([^"]+)"', each) for each in fields] == [[x] for x in kept]
    for field in fields:
        assert 'type="password"' in field
        assert "maxlength" not in field


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("not mine", "quite-another-9", "quite-another-9"), "密码不正确"),
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


def test_a_one_time_password_that_nobody_used_for_a_week_is_no_way_in(
    cast: dict[str, User], client: Client
) -> None:
    user = cast["chief"]
    password = password_reset(user_id=user.pk, actor=actor_for(cast["system_admin"]), at=NOW)

    def come(at: datetime) -> bool:
        _, is_in = sign_in(
            username="chief", password=password, address="", origin="test", at=at, moment=NOW
        )
        return is_in

    assert come(NOW + timedelta(days=7))
    with pytest.raises(DomainError, match=r"sign_in\.one_time_expired"):
        come(NOW + timedelta(days=7, minutes=1))
    last = AuditEntry.objects.first()
    assert last is not None
    assert (last.action, last.subject_id) == ("user.sign_in_refused", str(user.pk))


def test_tries_while_a_name_is_locked_leave_one_line_for_each_lock(cast: dict[str, User]) -> None:
    last = refused_often(5)
    for moment in (last, last + timedelta(minutes=1), last + timedelta(minutes=2)):
        with pytest.raises(DomainError, match=r"sign_in\.blocked"):
            try_as("chief", PASSWORD, moment)
    lines = AuditEntry.objects.filter(action="user.tried_while_locked")
    assert [line.subject_id for line in lines] == [str(cast["chief"].pk)]
    again = last + timedelta(minutes=15)
    for expected in ("refused", "blocked", "blocked"):
        with pytest.raises(DomainError, match=f"sign_in.{expected}"):
            try_as("chief", "wrong", again)
    assert lines.all().count() == 2


def test_a_forgotten_password_is_for_the_system_administrator(client: Client, db: None) -> None:
    assert "系统管理员" in client.get("/login/forgotten/").content.decode()


def test_the_health_of_the_site_is_for_everybody(client: Client, db: None) -> None:
    assert client.get("/health").content == b"ok\n"
