"""One's own account: sessions that end, the second factor, tokens, and what must be done first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.fixtures import Settings

from niubizi.apps.kernel.models import ApiToken, AuditEntry, Session, User
from niubizi.apps.kernel.preferences import change_preferences
from niubizi.apps.kernel.services import password_reset
from niubizi.apps.kernel.sessions import row_key
from niubizi.doors import clock
from niubizi.web.account.browsers import browser_words
from tests.cast import NOW, PASSWORD, actor_for

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
FACTOR = "/account/second-factor/"
SIGN_IN = {"username": "chief", "password": PASSWORD}
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"


def signed_in(**headers: str) -> Client:
    """A browser of the chief's that has come in by the form."""
    client = Client(headers={"User-Agent": EDGE, **headers})
    assert client.post("/login/", SIGN_IN).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def secret_on(page: str) -> pyotp.TOTP:
    found = re.search(r'<code id="secret">([A-Z2-7 ]+)</code>', page)
    assert found
    return pyotp.TOTP(found[1].replace(" ", ""))


def enrol(client: Client, **more: str) -> tuple[pyotp.TOTP, str]:
    """Takes a second factor into use by the page; the telephone, and the page that answers."""
    totp = secret_on(client.get(FACTOR).content.decode())
    answer = client.post(FACTOR, {"code": totp.now(), "password": PASSWORD, **more})
    assert answer.status_code == 200
    return totp, answer.content.decode()


def require(*roles: str, **more: object) -> None:
    changes = {"second_factor_roles": roles, **more}
    change_preferences(
        changes=changes, actor=actor_for(User.objects.get(username="security_admin")), at=NOW
    )


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (EDGE, "Edge，Windows"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/107 MicroMessenger/8.0", "微信，安卓"),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_named_so_that_its_owner_knows_it(agent: str, words: str) -> None:
    assert browser_words(agent) == words


def test_a_session_is_listed_with_its_browser_and_address(cast: dict[str, User]) -> None:
    client = signed_in()
    page = client.get("/account/").content.decode()
    assert "Edge，Windows" in page
    assert "127.0.0.1" in page
    assert client.cookies[django_settings.SESSION_COOKIE_NAME].value not in page


@pytest.mark.parametrize(("idle", "over"), [(29, False), (31, True)])
def test_a_session_ends_when_nobody_asks_for_anything(
    cast: dict[str, User], idle: int, over: bool
) -> None:
    client, later = signed_in(), clock.real() + timedelta(minutes=idle)
    with time_machine.travel(later):
        answer = client.get("/desk/")
    assert (answer.status_code == 302) is over
    assert not over or answer["Location"] == "/login/?next=%2Fdesk%2F&over=1"


def test_a_session_in_use_goes_on_and_ends_at_its_longest(cast: dict[str, User]) -> None:
    client, start = signed_in(), clock.real()
    for minutes in range(20, 12 * 60, 20):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert is_in(client), minutes
    with time_machine.travel(start + timedelta(hours=12, minutes=1)):
        assert not is_in(client)


def test_a_shorter_limit_ends_sessions_that_began_before(cast: dict[str, User]) -> None:
    client, start = signed_in(), clock.real()
    require(idle_minutes=5)
    with time_machine.travel(start + timedelta(minutes=6)):
        assert not is_in(client)


def test_a_session_that_goes_on_is_written_once_a_minute(cast: dict[str, User]) -> None:
    start = datetime(2026, 1, 5, 9, tzinfo=NOW.tzinfo)
    with time_machine.travel(start, tick=False):
        client = signed_in()
    seen = []
    for seconds in (59, 60):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            client.get("/desk/")
        seen.append(Session.objects.get().seen_at)
    assert seen == [start, start + timedelta(seconds=60)]


def test_one_session_ends_and_then_all_others_and_then_all(cast: dict[str, User]) -> None:
    here, there, elsewhere = signed_in(), signed_in(), signed_in()
    page = here.get("/account/").content.decode()
    ended = re.findall(r'name="which" value="([0-9a-f]{16})"', page)
    assert len(ended) == 2
    here.post("/account/sessions/end/", {"which": ended[0]})
    assert sorted([is_in(there), is_in(elsewhere)]) == [False, True]
    here.post("/account/sessions/end/", {"which": "others"})
    assert (is_in(here), is_in(there), is_in(elsewhere)) == (True, False, False)
    here.post("/account/sessions/end/", {"which": "all"})
    assert (is_in(here), Session.objects.exclude(user=None).count()) == (False, 0)


def test_nobody_ends_anothers_session(cast: dict[str, User], client_for: ClientFor) -> None:
    here, page = signed_in(), signed_in().get("/account/").content.decode()
    (reference,) = re.findall(r'name="which" value="([0-9a-f]{16})"', page)
    answer = client_for("auditor").post("/account/sessions/end/", {"which": reference})
    assert (answer.status_code, is_in(here)) == (404, True)


def test_a_changed_password_ends_the_other_sessions(cast: dict[str, User]) -> None:
    here, there, new = signed_in(), signed_in(), "quite-another-9-words"
    here.post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert (is_in(here), is_in(there)) == (True, False)


def test_signing_in_takes_a_new_key(cast: dict[str, User]) -> None:
    client = Client()
    session = client.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key or ""
    client.cookies[django_settings.SESSION_COOKIE_NAME] = planted
    client.post("/login/", SIGN_IN)
    assert client.cookies[django_settings.SESSION_COOKIE_NAME].value != planted
    assert not Session.objects.filter(session_key=row_key(planted)).exists()


def test_whoever_reads_the_table_of_sessions_gets_in_nowhere(cast: dict[str, User]) -> None:
    client = signed_in()
    key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get()
    assert key not in f"{row.session_key} {row.session_data}"
    thief = Client()
    thief.cookies[django_settings.SESSION_COOKIE_NAME] = row.session_key
    assert (is_in(thief), is_in(client)) == (False, True)


def test_an_administrator_ends_a_persons_sessions_and_everybodys(
    cast: dict[str, User], client_for: ClientFor
) -> None:
    administrator, here = client_for("security_admin"), signed_in()
    administrator.post(f"/management/people/{cast['chief'].pk}/sessions/end/")
    assert not is_in(here)
    again = signed_in()
    administrator.post("/management/security/sessions/end/")
    assert (is_in(again), administrator.get("/management/").status_code) == (False, 200)


def test_signing_out_leaves_a_line_and_empties_the_browsers_cache(cast: dict[str, User]) -> None:
    answer = signed_in().post("/logout/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert AuditEntry.objects.filter(action="user.sign_out").count() == 1


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(
    cast: dict[str, User], settings: Settings
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    signed_in(**{"X-Forwarded-For": "1.2.3.4, 10.0.0.7"})
    assert Session.objects.get().address == "10.0.0.7"


def test_without_a_proxy_nobody_chooses_their_own_address(cast: dict[str, User]) -> None:
    signed_in(**{"X-Forwarded-For": "1.2.3.4"})
    assert Session.objects.get().address == "127.0.0.1"


def test_a_second_factor_is_asked_for_from_the_next_sign_in_on(cast: dict[str, User]) -> None:
    here, there = signed_in(), signed_in()
    totp, page = enrol(here)
    assert len(re.findall(r"<li><code>[a-z2-9]{4}-", page)) == 10
    assert (is_in(here), is_in(there)) == (True, False)
    client = Client()
    asked = client.post("/login/", {**SIGN_IN, "next": "/account/"})
    assert (asked["Location"], is_in(client)) == ("/login/code/", False)
    wrong = client.post("/login/code/", {"code": totp.now()})
    assert (wrong.status_code, "已经用过" in wrong.content.decode()) == (422, True)
    with time_machine.travel(clock.real() + timedelta(seconds=31)):
        assert client.post("/login/code/", {"code": totp.now()})["Location"] == "/account/"
        assert is_in(client)


def test_the_code_is_waited_for_a_few_minutes_only(cast: dict[str, User]) -> None:
    totp, _ = enrol(signed_in())
    client = Client()
    client.post("/login/", SIGN_IN)
    with time_machine.travel(clock.real() + timedelta(minutes=6)):
        assert client.post("/login/code/", {"code": totp.now()})["Location"] == "/login/"
        assert not is_in(client)


def test_taking_into_use_and_ending_ask_for_the_password(cast: dict[str, User]) -> None:
    client = signed_in()
    totp = secret_on(client.get(FACTOR).content.decode())
    refused = client.post(FACTOR, {"code": totp.now(), "password": "not mine"})
    assert "密码不正确" in refused.content.decode()
    enrol(client)
    for page in ("codes/", "remove/"):
        assert client.post(FACTOR + page, {"password": "not mine"}).status_code == 422
    assert client.post(FACTOR + "remove/", {"password": PASSWORD}).status_code == 422


def test_the_recovery_codes_come_as_a_file_and_are_kept_by_nobody(cast: dict[str, User]) -> None:
    client = signed_in()
    _, page = enrol(client)
    codes = re.findall(r'name="code" value="([^"]+)"', page)
    answer = client.post(FACTOR + "codes.txt", {"code": [*codes, "<script>"]})
    text = answer.content.decode("utf-8-sig")
    assert text.split()[-10:] == codes
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"].count("no-store")


def test_the_picture_to_scan_is_an_image_of_its_own(cast: dict[str, User]) -> None:
    client = signed_in()
    client.get(FACTOR)
    answer = client.get(FACTOR + "qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content
    assert "no-store" in answer["Cache-Control"]


def test_whoever_must_have_a_second_factor_can_do_nothing_before(
    cast: dict[str, User], client_for: ClientFor
) -> None:
    require("chief")
    client = signed_in()
    assert client.get("/desk/")["Location"] == FACTOR
    assert client.get("/account/password/")["Location"] == FACTOR
    assert client.get("/api/projects").status_code == 401
    assert client.get("/desk/", headers={"HX-Request": "true"})["HX-Redirect"] == FACTOR
    enrol(client, password="")
    assert is_in(client)
    assert client_for("leader").get("/").status_code == 302


def test_what_must_be_done_first_does_not_shut_people_in(cast: dict[str, User]) -> None:
    require("chief")
    assert signed_in().post("/logout/")["Location"] == "/login/"


def test_a_lost_second_factor_is_the_security_administrators_to_take_away(
    cast: dict[str, User], client_for: ClientFor
) -> None:
    client = signed_in()
    enrol(client)
    person = f"/management/people/{cast['chief'].pk}/"
    client_for("security_admin").post(f"{person}second-factor/reset/")
    assert not is_in(client)
    assert is_in(signed_in())


def test_a_password_that_is_too_old_is_changed_before_anything_else(
    cast: dict[str, User],
) -> None:
    require(password_days=90)
    client, new = signed_in(), "quite-another-9-words"
    assert client.get("/desk/")["Location"] == "/account/password/"
    assert "密码使用已满90天" in client.get("/account/password/").content.decode()
    client.post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert is_in(client)


def test_the_form_shows_the_policy_before_anything_is_typed(client_for: ClientFor) -> None:
    require(password_kinds=3)
    page = client_for("chief").get("/account/password/").content.decode()
    for rule in ("至少10个字符", "四类中至少包含3类", "最近5次用过的密码"):
        assert rule in page


def test_a_reset_password_is_no_way_into_somebody_elses_work(
    cast: dict[str, User], client_for: ClientFor
) -> None:
    """The system administrator, who sees the one-time password, gets nowhere with it alone."""
    chief, new = cast["chief"], "quite-another-9-words"
    one_time = password_reset(user_id=chief.pk, actor=actor_for(cast["system_admin"]), at=NOW)
    client = Client()
    client.post("/login/", {"username": "chief", "password": one_time})
    administrator, release = client_for("security_admin"), f"/management/people/{chief.pk}/release/"
    assert administrator.post(release).status_code == 422
    client.post("/account/password/", {"old": one_time, "new": new, "again": new})
    assert client.get("/cockpit/")["Location"] == "/account/release/"
    assert client.get("/api/projects").status_code == 401
    assert client_for("system_admin").post(release).status_code == 403
    assert administrator.post(release).status_code == 302
    assert client.get("/cockpit/").status_code == 200


def test_a_token_is_shown_once_and_revoked_by_its_owner_alone(
    cast: dict[str, User], client_for: ClientFor
) -> None:
    client = client_for("block_officer")
    given = {"name": "统计局对接", "scopes": ["read"], "days": "90"}
    assert client.post("/account/tokens/new/", given).status_code == 422
    shown = client.post("/account/tokens/new/", {**given, "password": PASSWORD}).content.decode()
    found = re.search(r'<code id="token">(nbz_[\w-]{43})</code>', shown)
    assert found
    listed = client.get("/account/").content.decode()
    assert (found[1] in listed, "统计局对接" in listed) == (False, True)
    revoke = f"/account/tokens/{ApiToken.objects.get().pk}/revoke/"
    assert client_for("chief").post(revoke).status_code == 404
    client.post(revoke)
    assert ApiToken.objects.get().revoked_at


def test_the_security_administrator_sees_and_revokes_every_token(
    cast: dict[str, User], client_for: ClientFor
) -> None:
    given = {"name": "统计局对接", "scopes": ["read"], "days": "90", "password": PASSWORD}
    client_for("block_officer").post("/account/tokens/new/", given)
    administrator = client_for("security_admin")
    page = administrator.get("/management/tokens/").content.decode()
    assert "统计局对接" in page
    assert "从未使用" in page
    administrator.post(f"/management/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert "已作废" in administrator.get("/management/tokens/").content.decode()


def test_the_policy_is_the_security_administrators_alone(client_for: ClientFor) -> None:
    own = client_for("security_admin")
    page = own.get("/management/security/").content.decode()
    fields = dict(re.findall(r'name="(\w+)" value="(\d+)"', page))
    changed = {**fields, "idle_minutes": "45", "second_factor_roles": ["security_admin"]}
    assert own.post("/management/security/", changed).status_code == 302
    assert own.get("/management/")["Location"] == FACTOR
    line = AuditEntry.objects.filter(action="setting.change").latest("pk")
    assert line.actor_name == "安管（security_admin）"


def test_the_system_administrators_settings_do_not_reach_the_policy(
    client_for: ClientFor, cast: dict[str, User]
) -> None:
    given = {
        "office_name": "办公室", "city_name": "示例市", "rounding": "half_up",
        "tolerance_points": "5", "jump_percent": "30", "block_due_day": "3", "city_due_day": "5",
        "opening_day": "0", "idle_minutes": "480", "sign_in_tries": "10",
    }  # fmt: skip
    assert client_for("system_admin").post("/management/settings/", given).status_code == 302
    page = client_for("security_admin").get("/management/security/").content.decode()
    assert 'name="idle_minutes" value="30"' in page
