"""Ids that a page never gave: in forms, filters, nested addresses, exports and attachments.

The permission walk asks for the addresses of another's rows. Here an address that is one's own
carries the id of another's row, or the right row comes in a state that takes no change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from niubizi.apps.briefing.models import Briefing
from niubizi.apps.kernel.models import User
from niubizi.apps.reporting.models import Period
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from tests.cast import NOW, PARTS, City, actor_for
from tests.ledger import Scene, make_briefing
from tests.web.walk import World, attachment, leaks, return_photo

ClientFor = Callable[[str], Client]
Rows = Mapping[str, list[dict[str, Any]]]

PASSING = {"session", "auditentry", "savedview"}
"""What every visit may write: it is nobody's business data."""


def business() -> Rows:
    """Every row of the platform, to be compared before and after."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.model_name not in PASSING
    }


@pytest.fixture
def world(city: City, cast: dict[str, User], scene: Scene) -> World:
    return World(city, scene)


def grid_rows(*ids: int) -> str:
    rows = [{"id": each, "version": 1, "values": {"invested": "1"}} for each in ids]
    return json.dumps({"rows": rows})


@pytest.mark.parametrize("place", ["sibling", "stranger"])
@pytest.mark.parametrize("part", ["block_officer", "project_officer"])
@pytest.mark.parametrize("path", ["/returns/review/approve/", "/returns/submit/"])
def test_anothers_return_in_a_form_stays_as_it_is(
    path: str, part: str, place: str, world: World, client_for: ClientFor
) -> None:
    before = business()
    client_for(part).post(
        f"{path}?period=2021-07", {"project": world.scene.projects[place].pk, "do": "approve"}
    )
    assert business() == before


@pytest.mark.parametrize("part", ["block_officer", "project_officer"])
def test_anothers_row_in_the_grid_is_refused(
    part: str, world: World, client_for: ClientFor
) -> None:
    before = business()
    answer = client_for(part).post(
        "/returns/grid/save/?period=2021-07",
        grid_rows(world.scene.projects["sibling"].pk),
        content_type="application/json",
    )
    assert business() == before
    assert not leaks(answer.content, world, part)


@pytest.mark.parametrize("place", ["sibling", "stranger"])
def test_anothers_file_under_ones_own_address_is_not_found(
    place: str, world: World, client_for: ClientFor
) -> None:
    own = world.scene.projects["own"]
    photo, file = return_photo(world, place)["photo_id"], attachment(world, place)["attachment_id"]
    client = client_for("block_officer")
    addresses = (
        f"/returns/{own.code}/photos/{photo}/",
        f"/projects/{own.pk}/files/{file}/",
    )
    assert [client.get(each).status_code for each in addresses] == [404, 404]


def test_the_office_changes_no_entry_under_the_address_of_another_project(
    world: World, client_for: ClientFor
) -> None:
    own, entry = world.scene.projects["own"], world.scene.entries["sibling"]
    before = business()
    answer = client_for("projects_office").post(
        f"/projects/{own.pk}/entries/{entry.pk}/remove/",
        {"left_on": "2021-07-01", "reason": "误列"},
    )
    assert answer.status_code == 404
    assert business() == before


@pytest.mark.parametrize(
    "path",
    [
        "/projects/?{block}",
        "/projects/export/?{block}",
        "/returns/?{block}",
        "/returns/completeness/?{block}",
        "/returns/grid/?{block}",
        "/returns/workbook/file/?{block}",
        "/cockpit/?{block}",
        "/map/?{block}",
        "/search/?q=2021-0000",
    ],
)
def test_a_filter_on_anothers_place_shows_none_of_its_rows(
    path: str, world: World, client_for: ClientFor
) -> None:
    place = world.city.sibling
    query = f"period=2021-07&block={place.pk}&place={place.code}&q=物流"
    answer = client_for("block_officer").get(path.format(block=query))
    body = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code in {200, 404}
    assert not leaks(body, world, "block_officer")


def test_the_addresses_of_a_draft_are_for_who_writes_issues_or_audits_it(
    world: World, client_for: ClientFor
) -> None:
    draft = make_briefing(world.scene, Briefing.State.DRAFT)
    found = {
        part
        for part in PARTS
        for what in ("", "document", "annex")
        if client_for(part).get(f"/briefings/{draft.pk}/{what}").status_code not in {403, 404}
    }
    assert found == {"projects_office", "second_projects_office", "chief", "auditor"}


def test_what_was_issued_is_changed_through_no_door(world: World, client_for: ClientFor) -> None:
    issued = make_briefing(world.scene, Briefing.State.ISSUED)
    before = business()
    for part, deed in product(PARTS, ("save", "discard", "issue")):
        given = {"title": "改过的", "version": issued.version, "number": "〔2021〕9号"}
        answer = client_for(part).post(f"/briefings/{issued.pk}/{deed}", given)
        assert answer.status_code // 100 == 4, (part, deed)
    assert business() == before


def test_anothers_saved_view_can_t_be_deleted(world: World, client_for: ClientFor) -> None:
    office = client_for("projects_office")
    office.post("/projects/views/", {"name": "落后", "query": "mark=behind"})
    view = apps.get_model("kernel", "SavedView").objects.get()
    client_for("second_projects_office").post(f"/projects/views/{view.pk}/delete/")
    assert apps.get_model("kernel", "SavedView").objects.filter(pk=view.pk).exists()


def test_a_security_administrator_gives_nobody_business_rights_at_their_own_desk(
    world: World, cast: dict[str, User], client_for: ClientFor
) -> None:
    before = business()
    me = cast["security_admin"]
    answer = client_for("security_admin").post(
        f"/management/people/{me.pk}/give/",
        {"role": "projects_office", "organization": world.city.root.pk, "valid_from": "2021-01-01"},
    )
    assert business() == before
    assert "不能" in answer.content.decode()


@pytest.mark.parametrize("closed", [False, True], ids=["prepared", "closed"])
def test_a_month_that_takes_no_returns_is_changed_through_no_door(
    closed: bool, world: World, cast: dict[str, User], client_for: ClientFor
) -> None:
    office, chief = actor_for(cast["projects_office"]), actor_for(cast["chief"])
    closing_prepare(period_code="2021-07", actor=office, at=NOW)
    if closed:
        closing_confirm(period_code="2021-07", actor=chief, at=NOW)
    before = business()
    answers = []
    for part in ("project_officer", "block_officer", "sibling_officer", "projects_office"):
        client = client_for(part)
        for project in world.scene.projects.values():
            page = f"/returns/{project.code}"
            answers += [
                client.post(f"{page}/{deed}/?period=2021-07", data).status_code
                for deed, data in (
                    ("save", {"invested": "8000", "do": "submit"}),
                    ("withdraw", {}),
                    ("revise", {"reason": "填错"}),
                    ("review", {"do": "approve"}),
                    ("review", {"do": "return", "comment": "请补"}),
                    ("review", {"do": "correct", "figure": "1", "comment": "更正"}),
                )
            ]
            url = f"/api/periods/2021-07/returns/{project.pk}"
            sent = client.put(url, {"invested": "8000"}, content_type="application/json")
            answers += [sent.status_code, client.post(f"{url}/submit").status_code]
        client.post("/returns/review/approve/?period=2021-07", {"project": project.pk})
        client.post("/returns/submit/?period=2021-07", {"project": project.pk})
    assert {answer // 100 for answer in answers} == {4}
    assert business() == before
    assert Period.objects.get().state == ("closed" if closed else "prepared")
