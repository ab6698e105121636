"""The administrators' pages: places, accounts, roles, settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.test import Client

from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.preferences import preferences
from niubizi.apps.orgs.models import Organization, RoleGrant
from tests.cast import PASSWORD, TODAY, City

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def place(node: Organization, **changes: object) -> dict[str, Any]:
    """The form of a place as the browser sends it."""
    given = {
        "name": node.name,
        "short_name": node.short_name,
        "kind": node.kind,
        "level": node.level,
        "gb2260": node.gb2260,
        "position": node.position,
        "valid_from": node.valid_from or "",
        "valid_to": node.valid_to or "",
        "successor": node.successor_id or "",
        "tile_x": "",
        "tile_y": "",
        "version": node.version,
    }
    return {**given, **changes}


def post(client: Client, url: str, data: Mapping[str, Any]) -> tuple[int, str]:
    answer = client.post(url, data)
    return answer.status_code, answer.content.decode()


def test_the_tree_shows_children_below_their_parents(client_for: ClientFor) -> None:
    page = client_for("system_admin").get("/management/organizations/").content.decode()
    names = re.findall(r'class="name tree-(\d)">(\w+)', page)
    assert names[:4] == [("0", "示例市"), ("1", "工信局"), ("1", "产业指挥部"), ("1", "恒新材料")]
    assert names[names.index(("1", "滨江区")) + 1] == ("2", "江湾镇")


def test_a_place_that_ended_is_shown_on_demand(client_for: ClientFor, city: City) -> None:
    Organization.objects.filter(pk=city.stranger.pk).update(valid_to=date(2021, 6, 30))
    client = client_for("system_admin")
    assert "老城区" not in client.get("/management/organizations/").content.decode()
    assert "老城区" in client.get("/management/organizations/?ended=all").content.decode()


def test_a_new_place_stands_where_it_was_put(client_for: ClientFor, city: City) -> None:
    given = {"code": "new", "name": "新区", "kind": "territory", "level": "block", "position": "4"}
    status, _ = post(
        client_for("system_admin"),
        "/management/organizations/new/",
        {**given, "parent": city.root.pk},
    )
    assert status == 302
    assert Organization.objects.get(code="new").parent == city.root


def test_a_known_code_is_refused_at_its_field(client_for: ClientFor, city: City) -> None:
    given = {"code": "binjiang", "name": "又一区", "kind": "territory", "position": "4"}
    status, page = post(
        client_for("system_admin"),
        "/management/organizations/new/",
        {**given, "parent": city.root.pk},
    )
    assert status == 422
    assert '<a href="#id_code">编码：机构编码“binjiang”已存在' in page


def test_a_place_ends_with_its_successor(client_for: ClientFor, city: City) -> None:
    ends = place(city.stranger, valid_to="2021-12-31", successor=city.sibling.pk)
    status, _ = post(
        client_for("system_admin"), f"/management/organizations/{city.stranger.pk}/", ends
    )
    ended = Organization.objects.get(pk=city.stranger.pk)
    assert (status, ended.valid_to, ended.successor) == (302, date(2021, 12, 31), city.sibling)


def test_successors_that_lead_back_are_refused(client_for: ClientFor, city: City) -> None:
    Organization.objects.filter(pk=city.sibling.pk).update(successor=city.stranger)
    status, page = post(
        client_for("system_admin"),
        f"/management/organizations/{city.stranger.pk}/",
        place(city.stranger, successor=city.sibling.pk),
    )
    assert status == 422
    assert "又回到自己" in page


def test_what_somebody_else_saved_meanwhile_is_shown_beside_ones_own(
    client_for: ClientFor, city: City
) -> None:
    client, url = client_for("system_admin"), f"/management/organizations/{city.own.pk}/"
    post(client, url, place(city.own, short_name="滨江"))
    status, page = post(client, url, place(city.own, short_name="滨"))
    assert status == 409
    assert "习管（system_admin）" in page
    assert '<input type="radio" name="short_name" value="滨江">' in page
    assert '<input type="radio" name="short_name" value="滨" checked>' in page
    assert '<input type="hidden" name="version" value="2">' in page


def test_a_conflict_is_settled_by_sending_the_choice(client_for: ClientFor, city: City) -> None:
    client, url = client_for("system_admin"), f"/management/organizations/{city.own.pk}/"
    post(client, url, place(city.own, short_name="滨江"))
    status, _ = post(client, url, place(city.own, short_name="滨", version=2))
    assert (status, Organization.objects.get(pk=city.own.pk).short_name) == (302, "滨")


def test_a_new_account_is_handed_over_with_a_password_shown_once(
    client_for: ClientFor, client: Client
) -> None:
    answer = client_for("system_admin").post(
        "/management/people/new/", {"username": "xin", "name": "新人", "unit_name": "滨江区"}
    )
    found = re.search(r'<code id="one-time">([^<]+)</code>', answer.content.decode())
    assert found
    assert "no-store" in answer["Cache-Control"]
    assert User.objects.get(username="xin").check_password(found[1])
    arrived = client.post("/login/", {"username": "xin", "password": found[1]}, follow=True)
    assert arrived.redirect_chain[-1][0] == "/account/password/"


def test_a_reset_password_replaces_the_old_one(
    client_for: ClientFor, cast: dict[str, User]
) -> None:
    url = f"/management/people/{cast['chief'].pk}/reset/"
    page = client_for("system_admin").post(url).content.decode()
    found = re.search(r'<code id="one-time">([^<]+)</code>', page)
    assert found
    user = User.objects.get(pk=cast["chief"].pk)
    assert (user.check_password(found[1]), user.check_password(PASSWORD)) == (True, False)


def person(user: User, **changes: object) -> dict[str, Any]:
    given = {"name": user.name, "unit_name": user.unit_name, "phone": "", "is_active": "on"}
    return {**given, "version": user.version, **changes}


def test_a_deactivated_person_is_out_at_once(client_for: ClientFor, cast: dict[str, User]) -> None:
    chief = client_for("chief")
    assert chief.get("/desk/").status_code == 200
    off = person(cast["chief"], is_active="")
    post(client_for("system_admin"), f"/management/people/{cast['chief'].pk}/edit/", off)
    assert chief.get("/desk/").status_code == 302


def test_nobody_deactivates_themselves(client_for: ClientFor, cast: dict[str, User]) -> None:
    own = cast["system_admin"]
    status, page = post(
        client_for("system_admin"), f"/management/people/{own.pk}/edit/", person(own, is_active="")
    )
    assert status == 422
    assert "不能停用自己的账号" in page


def test_a_person_is_found_by_name_and_by_unit(client_for: ClientFor) -> None:
    page = client_for("system_admin").get("/management/people/?q=工信").content.decode()
    assert "龚信" in page
    assert "章主任" not in page


def test_the_system_administrator_gives_no_roles(
    client_for: ClientFor, cast: dict[str, User]
) -> None:
    client = client_for("system_admin")
    page = client.get(f"/management/people/{cast['chief'].pk}/").content.decode()
    assert "授予角色" not in page
    assert client.post(f"/management/people/{cast['chief'].pk}/give/").status_code == 403


def give(client: Client, user: User, role: str, where: Organization) -> tuple[int, str]:
    given = {"role": role, "organization": where.pk, "valid_from": TODAY.isoformat()}
    return post(client, f"/management/people/{user.pk}/give/", given)


def test_a_role_is_given_and_counts_at_once(
    client_for: ClientFor, cast: dict[str, User], city: City
) -> None:
    status, _ = give(client_for("security_admin"), cast["leader"], "block_officer", city.own)
    assert status == 302
    assert client_for("leader").get("/returns/grid/").status_code != 403


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        (("chief", "auditor"), "“审计员”与已有角色“办公室负责人”不能由同一人担任"),
        (("auditor", "leader"), "“领导”与已有角色“审计员”不能由同一人担任"),
        (("system_admin", "security_admin"), "“安全管理员”与已有角色“系统管理员”不能由同一人担任"),
    ],
)
def test_roles_that_exclude_each_other_are_refused_with_the_reason(
    client_for: ClientFor, cast: dict[str, User], city: City, roles: tuple[str, str], sentence: str
) -> None:
    held, wanted = roles
    status, page = give(client_for("security_admin"), cast[held], wanted, city.root)
    assert status == 422
    assert sentence in page


def test_nobody_gives_themselves_a_role(
    client_for: ClientFor, cast: dict[str, User], city: City
) -> None:
    own = cast["security_admin"]
    status, page = give(client_for("security_admin"), own, "leader", city.root)
    assert (status, "不能给自己授权" in page) == (422, True)


def test_a_revoked_role_is_gone_at_once_and_stays_as_history(
    client_for: ClientFor, cast: dict[str, User]
) -> None:
    grant = RoleGrant.objects.get(user=cast["chief"])
    security = client_for("security_admin")
    security.post(f"/management/grants/{grant.pk}/end/")
    assert client_for("chief").get("/closing/").status_code == 403
    page = security.get(f"/management/people/{cast['chief'].pk}/").content.decode()
    assert "已终止" in page


def test_a_role_may_end_on_a_day_to_come(client_for: ClientFor, cast: dict[str, User]) -> None:
    grant = RoleGrant.objects.get(user=cast["chief"])
    url = f"/management/grants/{grant.pk}/end/"
    client_for("security_admin").post(url, {"last_day": "2021-12-31"})
    assert RoleGrant.objects.get(pk=grant.pk).valid_to == date(2021, 12, 31)


def test_grants_are_listed_by_role(client_for: ClientFor) -> None:
    page = client_for("security_admin").get("/management/grants/?role=auditor").content.decode()
    assert "沈计" in page
    assert "章主任" not in page


SETTINGS = {
    "office_name": "江东市重大项目办",
    "city_name": "江东市",
    "watermark": "on",
    "internal_mark": "on",
    "rounding": "half_up",
    "tolerance_points": "5",
    "jump_percent": "30",
    "block_due_day": "3",
    "city_due_day": "5",
    "opening_day": "0",
}


def test_settings_count_at_once(client_for: ClientFor, client: Client) -> None:
    post(client_for("system_admin"), "/management/settings/", SETTINGS | {"watermark": ""})
    found = preferences()
    assert (found.office_name, found.watermark) == ("江东市重大项目办", False)
    assert "江东市重大项目办" in client.get("/login/").content.decode()


def test_settings_out_of_bounds_are_refused_and_nothing_is_written(client_for: ClientFor) -> None:
    before = preferences()
    status, page = post(
        client_for("system_admin"), "/management/settings/", SETTINGS | {"block_due_day": "31"}
    )
    assert status == 422
    assert "板块报送截止日" in page
    assert preferences() == before


def test_the_sample_citys_day_is_not_set_by_an_office(client_for: ClientFor) -> None:
    page = client_for("system_admin").get("/management/settings/").content.decode()
    assert "示例日期" not in page
    before = preferences().demo_today
    post(client_for("system_admin"), "/management/settings/", SETTINGS | {"demo_today": ""})
    assert preferences().demo_today == before
