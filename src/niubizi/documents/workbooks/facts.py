"""What the reader is told of the ledger: organizations, projects, what is expected of the file.

The service that calls makes these; the reader never looks anything up. Amounts are 万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from niubizi.documents.workbooks.cells import squeezed
from niubizi.domain.periods import Month
from niubizi.domain.suspicion import DEFAULT_JUMP_SHARE

CLASSIFIED_WORDS = (
    "涉密", "绝密", "机密", "秘密", "保密", "军事", "国防", "军工", "军用", "涉军", "部队", "武警", "营房",
    "弹药", "靶场", "战备",
)  # fmt: skip
"""Words that make an officer look twice before a project is entered."""


class BookKind(Enum):
    """What a workbook holds."""

    LIST = "list"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class KnownOrganization:
    """A place a project may belong to."""

    code: str
    name: str
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class KnownProject:
    """What the ledger says of a project.

    ``last_ytd`` and ``last_period`` are the latest approved figure of the same year before the
    period of the file, ``None`` where there is none; ``due_ytd`` is what the plan has due by then.
    """

    name: str
    code: str = ""
    total_investment: Decimal | None = None
    annual_plan: Decimal | None = None
    invested_before: Decimal | None = None
    last_ytd: Decimal | None = None
    last_period: Month | None = None
    due_ytd: Decimal | None = None


@dataclass(frozen=True)
class ImportContext:
    """What a file is checked against.

    ``projects`` is ``None`` where the ledger isn't asked (a dry run without programme or period):
    then nothing is unknown, nothing falls and nothing jumps. ``jump_share`` is the share of the
    annual plan above which one period's increment is a jump.
    """

    organizations: tuple[KnownOrganization, ...] = ()
    kind: BookKind | None = None
    period: Month | None = None
    year: int | None = None
    projects: tuple[KnownProject, ...] | None = None
    plan_required: bool = True
    jump_share: Fraction = DEFAULT_JUMP_SHARE
    classified_words: tuple[str, ...] = CLASSIFIED_WORDS


_SUFFIX = re.compile(
    "(?:国家级|省级)?(?:经济技术开发区|高新技术产业开发区|高新技术开发区|经济开发区|高新区|经开区|开发区|管委会|新区|园区|区|市|县)$"
)


class Places:
    """Organizations by what a table calls them."""

    def __init__(self, organizations: Iterable[KnownOrganization]) -> None:
        self._by_name: dict[str, KnownOrganization | None] = {}
        stems: dict[str, KnownOrganization | None] = {}
        for organization in organizations:
            for name in filter(None, (organization.name, organization.short_name)):
                _enter(self._by_name, squeezed(name), organization)
                _enter(stems, _stem(squeezed(name)), organization)
        self._by_stem = {stem: place for stem, place in stems.items() if len(stem) >= 2}

    def find(self, words: str) -> KnownOrganization | None:
        """The organization a cell names: by name or short name, else by the part before 区, 市, 县."""
        plain = squeezed(words)
        place = self._by_name.get(plain)
        return place or self._by_stem.get(_stem(plain))


def _enter(names: dict[str, KnownOrganization | None], name: str, place: KnownOrganization) -> None:
    """Two organizations of one name leave it to nobody."""
    names[name] = None if names.get(name, place) is not place else place


def _stem(name: str) -> str:
    return _SUFFIX.sub("", name)


class Projects:
    """The ledger's projects by code and by name."""

    def __init__(self, projects: Iterable[KnownProject]) -> None:
        self.all = tuple(projects)
        self._by_code = {squeezed(p.code): p for p in self.all if p.code}
        self._by_name = {squeezed(p.name): p for p in self.all}

    def find(self, code: str | None, name: str | None) -> KnownProject | None:
        found = self._by_code.get(squeezed(code)) if code else None
        return found or (self._by_name.get(squeezed(name)) if name else None)
