"""What a list would do to the ledger, row by row, before anything of it is written.

Matching is by national code, else by name within the programme, else by exact name and block in the
whole ledger: one project is on many programmes, and is entered once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from niubizi.apps.orgs.models import Organization
from niubizi.apps.projects.models import (
    PlanVersion,
    Programme,
    ProgrammeEntry,
    Project,
    ProjectOrganization,
    Relation,
)
from niubizi.apps.projects.services.import_rows import RowFacts, row_facts
from niubizi.documents.workbooks import Row
from niubizi.documents.workbooks.names import same_key
from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.domain.progress import Plan


class Change(Enum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def word(self) -> str:
        return _CHANGE_WORDS[self]


_CHANGE_WORDS = {
    Change.NEW: "新增",
    Change.CHANGED: "变更",
    Change.UNCHANGED: "不变",
    Change.REFUSED: "不能导入",
}

CHANGE_WORDS: Mapping[str, str] = {
    "name": "项目名称",
    "national_code": "投资项目代码",
    "content": "建设内容及规模",
    "industry": "产业类别",
    "construction": "建设性质",
    "total_fen": "总投资",
    "owner_name": "建设单位",
    "leader_name": "包联领导",
    "longitude": "经度",
    "latitude": "纬度",
    "origin": "结转/新增",
    "category": "类别",
    "planned_start": "计划开工",
    "planned_end": "计划竣工",
    "invested_before_fen": "至上年底累计完成投资",
    "extra": "其他列",
    "block": "所属板块",
    "department": "牵头部门",
    "owner": "建设单位",
    "plan": "年度计划",
    "entry": "列入名单",
}
"""What a changed field is called."""


NAME_LIMITS = {"name": 255, "national_code": 40}


@dataclass(slots=True)
class RowPlan:
    """A row with what it would do: create, list, change, or be refused.

    ``project`` and ``entry`` are those that are there; writing gives ``project_id`` to a new one.
    """

    facts: RowFacts | None
    number: int
    name: str
    project: Project | None = None
    project_id: int | None = None
    entry: ProgrammeEntry | None = None
    project_changes: dict[str, Any] = field(default_factory=dict)
    entry_changes: dict[str, Any] = field(default_factory=dict)
    moved: bool = False
    links: dict[str, int] = field(default_factory=dict)
    plan_changed: bool = False
    refusal: DomainError | None = None

    @property
    def change(self) -> Change:
        if self.refusal is not None:
            return Change.REFUSED
        if self.project is None or self.entry is None:
            return Change.NEW
        touched = self.project_changes or self.entry_changes or self.links
        return Change.CHANGED if touched or self.moved or self.plan_changed else Change.UNCHANGED

    @property
    def words(self) -> tuple[str, ...]:
        """Which fields change, in the office's words."""
        if self.project is None:
            return ()
        if self.entry is None:
            names = ["entry", *self.project_changes]
        else:
            names = [*self.project_changes, *self.entry_changes]
        names += list(self.links)
        names += ["block"] * self.moved + ["plan"] * (self.plan_changed and self.entry is not None)
        return tuple(dict.fromkeys(CHANGE_WORDS[name] for name in names))


@dataclass(slots=True)
class Ledger:
    """What rows are matched against and compared with: loaded in a fixed number of queries."""

    programme: Programme
    projects: dict[int, Project]
    blocks: dict[int, int]
    links: dict[tuple[int, str], set[int]]
    entries: dict[int, ProgrammeEntry]
    plans: dict[int, PlanVersion]
    organizations: dict[str, Organization]
    by_code: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    packages_listed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        names: defaultdict[str, list[int]] = defaultdict(list)
        for pk, project in self.projects.items():
            names[same_key(project.name)].append(pk)
            self.by_code[same_key(project.code)] = pk
            if project.national_code:
                self.by_code[same_key(project.national_code)] = pk
        self.by_name = dict(names)
        self.packages_listed = {
            package for pk in self.entries if (package := self.projects[pk].package_id)
        }


def load_ledger(programme: Programme, *, lock: bool = False) -> Ledger:
    """The ledger as an import sees it; ``lock`` holds its projects until the commit."""
    projects = Project.objects.order_by("pk")
    if lock:
        projects = projects.select_for_update(of=("self",), no_key=True)
    blocks: dict[int, int] = {}
    links: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for project, relation, linked in ProjectOrganization.objects.values_list(
        "project_id", "relation", "organization_id"
    ):
        if relation == Relation.BLOCK:
            blocks[project] = linked
        else:
            links[project, relation].add(linked)
    return Ledger(
        programme=programme,
        projects={project.pk: project for project in projects},
        blocks=blocks,
        links=dict(links),
        entries={entry.project_id: entry for entry in programme.entries.order_by("pk")},
        plans={
            plan.entry_id: plan
            for plan in PlanVersion.objects.filter(entry__programme=programme).order_by("number")
        },
        organizations=_by_code_and_name(),
    )


def _by_code_and_name() -> dict[str, Organization]:
    """Organizations by code, and by a name that only one of them has."""
    found: dict[str, Organization] = {}
    twice: set[str] = set()
    known = list(Organization.objects.all())
    for organization in known:
        for name in {organization.short_name, organization.name} - {""}:
            if name in found:
                twice.add(name)
            found[name] = organization
    for name in twice:
        del found[name]
    return found | {organization.code: organization for organization in known}


def plan_rows(rows: Iterable[Row], ledger: Ledger) -> list[RowPlan]:
    """What each valid row would do, in the file's order."""
    seen: set[int] = set()
    return [_plan_row(row, ledger, seen) for row in rows]


def _plan_row(row: Row, ledger: Ledger, seen: set[int]) -> RowPlan:
    name = str(row.values.get("name", ""))
    try:
        facts = row_facts(row, ledger.organizations)
        found = _match(facts, ledger)
        plan = RowPlan(facts, row.number, name, found, found.pk if found else None)
        _refuse_too_long(facts)
        if found is None:
            _refuse_new(facts)
        else:
            if found.pk in seen:
                raise DomainError("import.twice", project=found.name)
            seen.add(found.pk)
            _compare(plan, facts, found, ledger)
        _refuse_bad_plan(plan, facts, ledger)
    except DomainError as refusal:
        return RowPlan(None, row.number, name, refusal=refusal)
    except ValueError:
        too_fine = DomainError("amount.too_fine", text=name)
        return RowPlan(None, row.number, name, refusal=too_fine)
    return plan


def _match(facts: RowFacts, ledger: Ledger) -> Project | None:
    code = facts.project.get("national_code")
    if code and (pk := ledger.by_code.get(same_key(code))) is not None:
        return ledger.projects[pk]
    # A different code of its own tells another project of the same name apart.
    alike = [
        pk
        for pk in ledger.by_name.get(same_key(facts.name), ())
        if not (code and ledger.projects[pk].national_code)
    ]
    listed = [pk for pk in alike if pk in ledger.entries]
    if len(listed) > 1:
        listed = [pk for pk in listed if ledger.blocks.get(pk) == facts.block_id]
    nearby = [pk for pk in alike if ledger.blocks.get(pk) == facts.block_id]
    found = listed or nearby
    if len(found) > 1:
        raise DomainError("import.ambiguous", project=facts.name, count=len(found))
    return ledger.projects[found[0]] if found else None


def _refuse_new(facts: RowFacts) -> None:
    if facts.block_id is None:
        raise DomainError("import.no_block", project=facts.name)


def _refuse_too_long(facts: RowFacts) -> None:
    """A name or a code is never cut: it is what the project is known by."""
    given = {"name": facts.name, "national_code": facts.project.get("national_code", "")}
    for column, limit in NAME_LIMITS.items():
        if len(given[column]) > limit:
            raise DomainError("import.too_long", field=CHANGE_WORDS[column], limit=limit)


def _compare(plan: RowPlan, facts: RowFacts, found: Project, ledger: Ledger) -> None:
    """What the row would change of a project that is known, and of its entry where it has one."""
    given = {**facts.project, "name": facts.name}
    if given.get("national_code") == found.code:
        # The office's own number, under which the project was found.
        del given["national_code"]
    if facts.implied_industry and not found.industry:
        given.setdefault("industry", facts.implied_industry)
    plan.project_changes = {
        name: value for name, value in given.items() if getattr(found, name) != value
    }
    # The same name but for blanks and full-width forms is no change of name.
    if same_key(found.name) == same_key(facts.name):
        plan.project_changes.pop("name", None)
    plan.moved = facts.block_id is not None and ledger.blocks.get(found.pk) != facts.block_id
    plan.links = {
        relation: pk
        for relation, pk in facts.related.items()
        if pk not in ledger.links.get((found.pk, relation), ())
    }
    entry = plan.entry = ledger.entries.get(found.pk)
    if entry is None:
        _refuse_package_with_parts(found, ledger)
        return
    if entry.left_on is not None:
        raise DomainError("import.left", project=found.name, day=entry.left_on)
    changed = {name: value for name, value in facts.entry.items() if getattr(entry, name) != value}
    extra = {**entry.extra, **facts.extra}
    if extra != entry.extra:
        changed["extra"] = extra
    plan.entry_changes = changed
    last = ledger.plans.get(entry.pk)
    if facts.plan is not None and last is not None:
        months = tuple(last.months_fen)
        plan.plan_changed = facts.plan.annual_fen != last.annual_fen or bool(
            facts.plan.months_fen and facts.plan.months_fen != months
        )


def _refuse_package_with_parts(found: Project, ledger: Ledger) -> None:
    if found.package_id in ledger.entries or found.pk in ledger.packages_listed:
        raise DomainError("entry.package_and_parts", project=found.name)


def _refuse_bad_plan(plan: RowPlan, facts: RowFacts, ledger: Ledger) -> None:
    """The plan as it would stand must be one: what the file gives meets what is kept already."""

    def kept(name: str) -> Any:
        return facts.entry.get(name, getattr(plan.entry, name, None))

    start, end = kept("planned_start"), kept("planned_end")
    Plan(
        year=ledger.programme.year,
        annual=facts.plan.annual_fen if facts.plan else 0,
        months=facts.plan.months_fen if facts.plan else (),
        start=Month.of(start) if start else None,
        end=Month.of(end) if end else None,
    )
