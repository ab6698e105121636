"""Tokens of the API: confined to their scopes and their person's rights, ended by day or by hand."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from niubizi.apps.kernel.models import ApiToken, AuditEntry, User
from niubizi.apps.kernel.preferences import change_preferences
from niubizi.apps.kernel.services import password_reset, user_update
from niubizi.apps.kernel.services.tokens import token_make, token_revoke
from niubizi.domain.errors import DomainError
from niubizi.domain.permissions import PERMISSIONS
from niubizi.domain.roles import Role
from niubizi.domain.tokens import SCOPES, TokenScope
from niubizi.doors import clock
from tests.cast import NOW, actor_for
from tests.ledger import Scene

pytestmark = pytest.mark.django_db
PROJECTS = "/api/projects"
BOTH = frozenset(TokenScope)


def make(user: User, *scopes: TokenScope, days: int = 30) -> str:
    _, text = token_make(
        name="数据对接",
        scopes=frozenset(scopes or BOTH),
        days=days,
        actor=actor_for(user),
        at=NOW,
        moment=clock.real(),
    )
    return text


def call(text: str, url: str = PROJECTS, method: str = "get", **more: Any) -> int:
    """The status of a call with the token, from a program that has no cookies."""
    client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {text}"})
    status: int = getattr(client, method)(url, **more).status_code
    return status


@pytest.fixture
def officer(scene: Scene, cast: dict[str, User]) -> User:
    return cast["block_officer"]


def return_url(scene: Scene, place: str) -> str:
    return f"/api/periods/2021-07/returns/{scene.projects[place].pk}"


def test_a_token_opens_what_its_person_may_read(officer: User, scene: Scene) -> None:
    text = make(officer)
    assert call(text) == 200
    assert call(text, return_url(scene, "own")) == 200
    assert call(text, return_url(scene, "stranger")) == 404


def test_a_token_to_read_writes_nothing(officer: User, scene: Scene) -> None:
    text, url = make(officer, TokenScope.READ), return_url(scene, "own")
    body: dict[str, Any] = {"data": {"invested": "1"}, "content_type": "application/json"}
    assert call(text, url, "put", **body) == 403
    assert call(text, url + "/submit", "post") == 403


def test_a_token_to_report_writes_without_a_page_and_reads_nothing(
    officer: User, scene: Scene
) -> None:
    text, url = make(officer, TokenScope.REPORT), return_url(scene, "own")
    assert call(text) == 403
    # Past the door and refused by the rule, not by a missing token of the page.
    assert call(text, url + "/submit", "post") == 422


def test_whoever_asks_for_what_they_may_not_leaves_a_warning_in_the_log(
    cast: dict[str, User], scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    assert call(make(cast["system_admin"])) == 403
    page = Client()
    page.force_login(cast["system_admin"])
    assert page.post("/closing/prepare/?period=2021-07").status_code == 403
    said = [line.getMessage() for line in caplog.records if line.name == "niubizi.security"]
    number = cast["system_admin"].pk
    assert said == [
        f"user {number} may not projects.view: GET /api/projects",
        f"user {number} may not closings.prepare: POST /closing/prepare/",
    ]


def test_a_token_never_gives_more_than_its_person_has(cast: dict[str, User], scene: Scene) -> None:
    assert call(make(cast["system_admin"])) == 403
    assert call(make(cast["auditor"]), return_url(scene, "own") + "/submit", "post") == 403


def test_scopes_hold_no_operation_of_an_administrator() -> None:
    carried = frozenset().union(*SCOPES.values())
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN):
        own = {operation for operation, roles in PERMISSIONS.items() if role in roles}
        everybodys = {each for each in own if PERMISSIONS[each] == frozenset(Role)}
        assert not carried & (own - everybodys)


def test_who_calls_too_often_is_told_when_to_come_again_and_others_are_not_kept(
    officer: User, cast: dict[str, User], settings: Settings
) -> None:
    settings.API_PER_MINUTE = 3
    text, other = make(officer), make(cast["auditor"])
    with time_machine.travel(clock.real().replace(second=12), tick=False):
        assert [call(text) for _ in range(3)] == [200] * 3
        assert call(make(officer)) == 429
        answer = Client(headers={"Authorization": f"Bearer {text}"}).get(PROJECTS)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "48")
        assert answer.json()["type"] == "urn:niubizi:too_many_calls"
        assert call(other) == 200
    with time_machine.travel(clock.real() + timedelta(minutes=1)):
        assert call(text) == 200


@pytest.mark.parametrize("text", ["", "nbz_invented", "nbz_" + "0" * 400, "密"])
def test_a_text_that_is_no_token_is_refused(scene: Scene, text: str) -> None:
    client = Client(headers={"Authorization": f"Bearer {text}".encode().decode("latin-1")})
    answer = client.get(PROJECTS)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:niubizi:unauthenticated")


def test_a_token_opens_no_page(officer: User) -> None:
    client = Client(headers={"Authorization": f"Bearer {make(officer)}"})
    assert client.get("/desk/").status_code == 302


def test_a_token_ends_by_its_day_and_by_hand(officer: User) -> None:
    text = make(officer, days=30)
    with time_machine.travel(clock.real() + timedelta(days=30, seconds=1)):
        assert call(text) == 401
    token = ApiToken.objects.get()
    token_revoke(
        token_id=token.pk, user_id=officer.pk, actor=actor_for(officer), at=NOW, moment=NOW
    )
    assert call(text) == 401


def test_what_stops_a_person_stops_their_token(officer: User, cast: dict[str, User]) -> None:
    text, administrator = make(officer), actor_for(cast["security_admin"])
    change_preferences(
        changes={"second_factor_roles": ("block_officer",)}, actor=administrator, at=NOW
    )
    assert call(text) == 401
    change_preferences(changes={"second_factor_roles": ()}, actor=administrator, at=NOW)
    assert call(text) == 200
    password_reset(user_id=officer.pk, actor=administrator, at=NOW)
    assert call(text) == 401
    User.objects.filter(pk=officer.pk).update(must_change_password=False, awaits_release=False)
    assert call(text) == 200
    user_update(
        user_id=officer.pk, name="江滨", unit_name="", phone="", is_active=False, version=1,
        actor=administrator, at=NOW,
    )  # fmt: skip
    assert call(text) == 401


def test_the_database_holds_no_token_and_the_trail_none_either(officer: User) -> None:
    text = make(officer)
    token = ApiToken.objects.get()
    assert token.digest == hashlib.sha256(text.encode()).hexdigest()
    line = AuditEntry.objects.get(action="token.make")
    assert text not in f"{line.detail}{line.subject_label}{token.name}"
    assert line.detail["scopes"] == ["read", "report"]


def test_the_last_use_is_noted_once_a_minute(officer: User) -> None:
    text, start = make(officer), datetime(2026, 1, 5, 9, tzinfo=NOW.tzinfo)
    ApiToken.objects.update(expires_at=start + timedelta(days=30))
    uses = []
    for seconds in (0, 59, 60):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            call(text)
        uses.append(ApiToken.objects.get().last_used_at)
    assert uses == [start, start, start + timedelta(seconds=60)]


def test_what_a_token_did_says_so_in_the_trail(unreported: Scene, cast: dict[str, User]) -> None:
    text = make(cast["block_officer"])
    call(text, return_url(unreported, "own"), "put", data={"invested": "9"},
         content_type="application/json")  # fmt: skip
    line = AuditEntry.objects.order_by("pk").last()
    assert line is not None
    assert line.origin == f"api 127.0.0.1 数据对接（…{text[-4:]}）"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, r"token\.incomplete"),
        ({"scopes": frozenset[TokenScope]()}, r"token\.incomplete"),
        ({"days": 0}, r"token\.too_long"),
        ({"days": 1000}, r"token\.too_long"),
    ],
)
def test_a_token_without_purpose_scope_or_end_is_refused(
    officer: User, given: dict[str, Any], code: str
) -> None:
    whole: dict[str, Any] = {"name": "对接", "scopes": BOTH, "days": 30, **given}
    with pytest.raises(DomainError, match=code):
        token_make(actor=actor_for(officer), at=NOW, moment=NOW, **whole)
