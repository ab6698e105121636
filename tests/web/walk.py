"""The table of the permission walk: how to ask for each URL. Whoever adds a URL adds its row.

A row says which subject the URL speaks of, how its arguments are made for the subject at a place
(``own``, ``sibling``, ``stranger``), and what a POST sends. Which roles hold the operation stands
in ``domain/permissions.py``, which operation guards the URL stands on its view; neither is
repeated here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db import transaction

from niubizi.apps.briefing.models import Briefing
from niubizi.apps.kernel.models import User
from niubizi.apps.kernel.services.tokens import token_make
from niubizi.apps.kernel.storage import store
from niubizi.apps.projects.services.attachments import attachment_add
from niubizi.apps.projects.services.import_batches import batch_open
from niubizi.apps.projects.services.remarks import project_remark
from niubizi.apps.reporting.models import ReportPhoto
from niubizi.apps.reporting.services.closing import closing_confirm, closing_prepare
from niubizi.apps.reporting.services.imports import import_ask
from niubizi.domain.tokens import TokenScope
from tests.cast import EVERYWHERE, NOW, REACHES, City, actor_for
from tests.ledger import Scene, make_briefing

PLACES = ("own", "sibling", "stranger")


class Subject(Enum):
    """What a URL speaks of, and so who finds it: everybody else is told it isn't there."""

    NOTHING = "nothing"
    """A page of its own, or a row that everybody with the operation may see: never 404."""
    PROJECT = "project"
    """A project or what hangs on it: found by those who reach the project."""
    BLOCK = "block"
    """A block's own page: found by those whose territory holds the block."""


@dataclass(frozen=True, slots=True)
class World:
    """Everything a row may need to build its arguments."""

    city: City
    scene: Scene


Arguments = Callable[[World, str], dict[str, Any]]


def no_arguments(_world: World, _place: str) -> dict[str, Any]:
    return {}


def same_for_all(**kwargs: Any) -> Arguments:
    """Arguments that don't depend on the place: ``same_for_all(code="2021-07")``."""
    return lambda _world, _place: kwargs


@dataclass(frozen=True, slots=True)
class Row:
    """How to ask for one URL."""

    subject: Subject = Subject.NOTHING
    arguments: Arguments = no_arguments
    query: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    found_by: frozenset[str] = frozenset()
    """The parts that find it, where it is somebody's own; empty where the subject decides."""

    @property
    def places(self) -> tuple[str, ...]:
        return PLACES[:1] if self.subject is Subject.NOTHING else PLACES


OF_DEPARTMENTS = frozenset({"department_officer", "patron", "project_officer"})


def finds(subject: Subject, part: str, place: str) -> bool:
    """Whether a part that holds the operation finds the subject at the place."""
    if subject is Subject.NOTHING:
        return True
    if subject is Subject.BLOCK and part in OF_DEPARTMENTS:
        return False
    return place in REACHES[part]


def leaks(body: bytes, world: World, part: str) -> list[str]:
    """The names in an answer of projects that the part doesn't reach, in text or in JSON."""
    hidden = EVERYWHERE - REACHES[part]
    names = [world.scene.projects[place].name for place in sorted(hidden)]
    return [
        name for name in names if name.encode() in body or json.dumps(name)[1:-1].encode() in body
    ]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back, so that each question finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def project(world: World, place: str) -> dict[str, Any]:
    return {"code": world.scene.projects[place].code}


def block(world: World, place: str) -> dict[str, Any]:
    return {"code": getattr(world.city, place).code}


def report(world: World, place: str) -> dict[str, Any]:
    return {"report_id": world.scene.returns[place].pk}


def briefing(world: World, _place: str) -> dict[str, Any]:
    """An issued one: drafts are for those who write and issue them."""
    issued = make_briefing(world.scene, Briefing.State.ISSUED)
    return {"briefing_id": issued.pk}


def api_return(world: World, place: str) -> dict[str, Any]:
    return {"code": "2021-07", "project_id": world.scene.projects[place].pk}


def project_id(world: World, place: str) -> dict[str, Any]:
    return {"project_id": world.scene.projects[place].pk}


def entry_id(world: World, place: str) -> dict[str, Any]:
    return {**project_id(world, place), "entry_id": world.scene.entries[place].pk}


def remark(world: World, place: str) -> dict[str, Any]:
    """What the leader said of a project."""
    leader = User.objects.get(username="leader")
    row = project_remark(
        project_id=world.scene.projects[place].pk,
        text="请加快推进。",
        actor=actor_for(leader),
        at=NOW,
    )
    return {"remark_id": row.pk}


def attachment(world: World, place: str) -> dict[str, Any]:
    project = world.scene.projects[place]
    office = User.objects.get(username="projects_office")
    row = attachment_add(
        project_id=project.pk,
        name="批复.txt",
        data="同意".encode(),
        actor=actor_for(office),
        at=NOW,
    )
    return {"project_id": project.pk, "attachment_id": row.pk}


def return_photo(world: World, place: str) -> dict[str, Any]:
    file = store(b"no picture, but bytes", media_type="image/png", at=NOW)
    row = ReportPhoto.objects.create(
        report=world.scene.returns[place], file=file, name="现场.png", added_at=NOW
    )
    return {**project(world, place), "photo_id": row.pk}


def closed(world: World, _place: str) -> dict[str, Any]:
    """An act of closing: the scene's month, closed by those whose business it is."""
    office, chief = (
        actor_for(User.objects.get(username=name)) for name in ("projects_office", "chief")
    )
    code = world.scene.period.code
    closing_prepare(period_code=code, actor=office, at=NOW)
    return {"sequence": closing_confirm(period_code=code, actor=chief, at=NOW).sequence}


def own_place(world: World, _place: str) -> dict[str, Any]:
    return {"organization_id": world.city.own.pk}


def someone(world: World, _place: str) -> dict[str, Any]:
    return {"user_id": world.scene.returns["own"].entered_by_id}


def own_token(_world: World, _place: str) -> dict[str, Any]:
    """A token of the API that the block's officer has made."""
    officer = User.objects.get(username="block_officer")
    token, _ = token_make(
        name="对接",
        scopes=frozenset({TokenScope.READ}),
        days=30,
        actor=actor_for(officer),
        at=NOW,
        moment=NOW,
    )
    return {"token_id": token.pk}


def some_grant(world: World, _place: str) -> dict[str, Any]:
    grant = world.city.own.grants.first()
    assert grant is not None
    return {"grant_id": grant.pk}


def figure(world: World, place: str) -> dict[str, Any]:
    code = getattr(world.city, place).code
    return {"key": f"2021-07.live:{world.scene.programme.code}:{code}:all:completion"}


def import_batch(world: World, _place: str) -> dict[str, Any]:
    """A list that the office has uploaded and not yet imported."""
    batch = batch_open(
        kind="list",
        data=LIST.encode(),
        file_name="名单.csv",
        programme=world.scene.programme,
        actor=actor_for(User.objects.get(username="projects_office")),
        at=NOW,
    )
    return {"batch_id": batch.pk}


def import_job(world: World, place: str) -> dict[str, Any]:
    """The import of that list, left to a worker."""
    office = actor_for(User.objects.get(username="projects_office"))
    batch_id = import_batch(world, place)["batch_id"]
    return {"job_id": import_ask(batch_id=batch_id, arguments={}, actor=office, real=NOW).pk}


LIST = "项目名称,所属板块,总投资（万元）,年度计划投资（万元）\n新能源厂房,滨江区,50000,12000\n"
UPLOADER = frozenset({"projects_office"})
OFFICE = UPLOADER | {"second_projects_office"}

WALK: dict[str, Row] = {
    # looking
    "cockpit": Row(),
    "block": Row(Subject.BLOCK, block),
    "map": Row(),
    "map_boundaries": Row(data={"approval": "某图"}),
    "figure": Row(Subject.BLOCK, figure),
    "figure_export": Row(Subject.BLOCK, figure),
    # the ledger
    "projects": Row(),
    "projects_bulk": Row(data={"do": "advance"}),
    "projects_export": Row(data={"everything": "1"}),
    "projects_view_save": Row(data={"name": "落后"}),
    "projects_view_delete": Row(arguments=same_for_all(view_id=0)),
    "project_create": Row(data={"name": ""}),
    "project": Row(Subject.PROJECT, project_id),
    "project_edit": Row(Subject.PROJECT, project_id, data={"name": ""}),
    "project_advance": Row(Subject.PROJECT, project_id, data={"to": ""}),
    "project_parts": Row(Subject.PROJECT, project_id, data={"code": ""}),
    "project_ties": Row(Subject.PROJECT, project_id, data={"what": "link"}),
    "project_untie": Row(Subject.PROJECT, project_id),
    "project_attach": Row(Subject.PROJECT, project_id),
    "project_attachment": Row(Subject.PROJECT, attachment),
    "project_attachment_remove": Row(Subject.PROJECT, attachment),
    "project_entry_add": Row(Subject.PROJECT, project_id, data={"programme": ""}),
    "project_plan": Row(Subject.PROJECT, entry_id, data={"annual_fen": ""}),
    "project_entry_remove": Row(Subject.PROJECT, entry_id, data={"reason": ""}),
    "project_remark": Row(Subject.PROJECT, project_id, data={"text": "请加快推进。"}),
    "block_remark": Row(Subject.BLOCK, block, data={"text": "请加快推进。"}),
    "remark_answer": Row(Subject.PROJECT, remark, data={"text": "已会商，本月开工。"}),
    "programmes": Row(),
    "programme": Row(arguments=same_for_all(code="2021-municipal")),
    "programme_create": Row(data={"code": ""}),
    "programme_rollover": Row(arguments=same_for_all(code="2021-municipal")),
    "programme_edit": Row(arguments=same_for_all(code="2021-municipal"), data={"name": ""}),
    # workbooks into the ledger
    "imports": Row(),
    "import_columns": Row(arguments=import_batch, found_by=UPLOADER),
    "import_preview": Row(arguments=import_batch, found_by=UPLOADER),
    "import_marked": Row(arguments=import_batch, found_by=OFFICE),
    "import_done": Row(arguments=import_batch, found_by=OFFICE),
    "import_abandon": Row(arguments=import_batch, found_by=UPLOADER),
    # account
    "login": Row(),
    "forgotten_password": Row(),
    "logout": Row(),
    "sign_in_code": Row(),
    "account": Row(),
    "alive": Row(),
    "release": Row(),
    "session_end": Row(data={"which": "others"}),
    "second_factor": Row(data={"code": ""}),
    "second_factor_qr": Row(),
    "second_factor_codes": Row(data={"password": ""}),
    "second_factor_file": Row(data={"code": "abcd-efgh-jkmn"}),
    "second_factor_remove": Row(data={"password": ""}),
    "token_new": Row(data={"name": ""}),
    "token_revoke": Row(arguments=own_token, found_by=frozenset({"block_officer"})),
    "password": Row(data={"old": ""}),
    # desk
    "home": Row(),
    "desk": Row(),
    # who watches over the service
    "health": Row(),
    "ready": Row(),
    "metrics": Row(),
    # long work
    "job": Row(arguments=import_job, found_by=UPLOADER),
    # home
    "favicon": Row(),
    # management
    "management": Row(),
    "organizations": Row(),
    "organization_new": Row(data={"code": "new", "name": "新区"}),
    "organization_edit": Row(arguments=own_place),
    "organizations_import": Row(),
    "organizations_template": Row(),
    "people": Row(),
    "person": Row(arguments=someone),
    "person_new": Row(data={"username": "new", "name": "新人"}),
    "person_edit": Row(arguments=someone),
    "person_reset": Row(arguments=someone),
    "people_import": Row(),
    "people_template": Row(),
    "grants": Row(),
    "grants_import": Row(),
    "grant_give": Row(arguments=someone),
    "grant_end": Row(arguments=some_grant),
    "person_unlock": Row(arguments=someone),
    "person_release": Row(arguments=someone),
    "person_sessions_end": Row(arguments=someone),
    "person_second_factor_reset": Row(arguments=someone),
    "security": Row(),
    "sessions_end_all": Row(),
    "tokens": Row(),
    "token_revoke_any": Row(arguments=own_token),
    "settings": Row(),
    "audit_trail": Row(),
    "audit_export": Row(),
    "audit_check": Row(),
    # search
    "search": Row(query={"q": "新材料"}),
    # the month
    "returns": Row(),
    "return_calendar": Row(),
    "period_open": Row(data={"month": "2021-08"}),
    "returns_grid": Row(),
    "returns_grid_save": Row(),
    "returns_submit": Row(),
    "returns_workbook": Row(),
    "returns_workbook_file": Row(),
    "returns_workbook_apply": Row(),
    "review_queue": Row(),
    "returns_approve": Row(),
    "completeness": Row(),
    "return_edit": Row(Subject.PROJECT, project),
    "return_save": Row(Subject.PROJECT, project, data={"invested": "none"}),
    "return_withdraw": Row(Subject.PROJECT, project),
    "return_revise": Row(Subject.PROJECT, project),
    "return_review": Row(Subject.PROJECT, project, data={"do": "approve"}),
    "return_photo_add": Row(Subject.PROJECT, project),
    "return_photo": Row(Subject.PROJECT, return_photo),
    "return_photo_remove": Row(Subject.PROJECT, return_photo),
    "closings": Row(),
    "closing_verify": Row(arguments=closed),
    "closing": Row(),
    "closing_prepare": Row(),
    "closing_confirm": Row(),
    "closing_withdraw": Row(),
    "period_reopen": Row(data={"reason": "数据有误"}),
    # briefings
    "briefings": Row(),
    "briefing_new": Row(data={"period": "2021-07", "programme": "2021-municipal"}),
    "briefing_template": Row(data={"reset": "1"}),
    "briefing": Row(arguments=briefing),
    "briefing_save": Row(arguments=briefing),
    "briefing_preview": Row(arguments=briefing),
    "briefing_drop": Row(arguments=briefing),
    "briefing_send": Row(arguments=briefing),
    "briefing_document": Row(arguments=briefing),
    "briefing_annex": Row(arguments=briefing),
    # figure check
    "checking": Row(data={"text": "全市28个项目完成投资169.6亿元。"}),
    "checking_copy": Row(data={"text": "全市28个项目完成投资169.6亿元。"}),
    "checking_workbook": Row(data={"text": "全市28个项目完成投资169.6亿元。"}),
    # api
    "api:check_text": Row(data={"text": "全市28个项目完成投资169.6亿元。"}),
    "api:list_periods": Row(),
    "api:figures": Row(arguments=same_for_all(code="2021-07")),
    "api:list_entries": Row(arguments=same_for_all(code="2021-07")),
    "api:list_projects": Row(),
    "api:list_returns": Row(arguments=same_for_all(code="2021-07")),
    "api:get_return": Row(Subject.PROJECT, api_return),
    "api:put_return": Row(Subject.PROJECT, api_return, data={"invested": "1"}),
    "api:submit_return": Row(Subject.PROJECT, api_return),
    "api:openapi": Row(),
}
"""URL name (``namespace:name`` for the API) → its row."""
