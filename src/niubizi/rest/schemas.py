"""What the API takes and answers. Money is a decimal string in 万元， rates are unrounded numbers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

Wan = Annotated[str, Field(description="万元，十进制字符串", examples=["1696000"])]
Money = Annotated[
    Decimal, Field(ge=0, max_digits=18, decimal_places=6, description="万元", examples=["3200.5"])
]
Page = Annotated[int, Field(ge=1, le=100_000)]


class Answer(Schema):
    """Answers hold what they declare and nothing else."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


class ClosingOut(Answer):
    number: int
    at: datetime
    digest: str


class Figures(Answer):
    entries: int = Field(description="打包项目按名单的设置计")
    parts: int = Field(description="打包项目按子项目计")
    listed: int = Field(description="打包项目计1项")
    carry_over: int
    new: int
    base: Wan
    annual_plan: Wan
    invested: Wan
    carried: int
    unreported: int
    completion: float | None
    schedule: float | None
    lead_pp: float | None
    class_: Literal["ahead", "on_track", "behind"] | None = Field(alias="class")


class BlockFigures(Figures):
    code: str
    name: str
    rank: int | None
    key: str


class ProgrammeFigures(Answer):
    """A programme's figures; those of the place itself are absent where only blocks are seen."""

    code: str
    name: str
    level: str
    base_kind: Literal["plans", "target"]
    entries: int | None = None
    parts: int | None = None
    listed: int | None = None
    carry_over: int | None = None
    new: int | None = None
    base: Wan | None = None
    annual_plan: Wan | None = None
    invested: Wan | None = None
    carried: int | None = None
    unreported: int | None = None
    completion: float | None = None
    schedule: float | None = None
    lead_pp: float | None = None
    class_: Literal["ahead", "on_track", "behind"] | None = Field(None, alias="class")
    blocks: list[BlockFigures]


class FiguresOut(Answer):
    period: str
    basis: str
    closing: ClosingOut | None
    programmes: list[ProgrammeFigures]


class LevelOut(Answer):
    ordinal: int
    code: str
    name: str
    due_at: datetime


class PeriodOut(Answer):
    code: str
    state: Literal["open", "prepared", "closed"]
    cutoff: date
    closings: int
    levels: list[LevelOut]


class EntryOut(Answer):
    """Where an entry stands in a period, live or as closed."""

    project_id: int
    entry_id: int | None
    code: str
    name: str
    block: str
    stage: str
    industry: str
    origin: str
    category: str
    total_investment: Wan
    annual_plan: Wan
    due: Wan
    invested: Wan
    completion: float | None
    schedule: float | None
    lead_pp: float | None
    class_: str | None = Field(None, alias="class")
    carried: bool
    unreported: bool
    source_period: str | None


class EntriesOut(Answer):
    total: int
    page: int
    entries: list[EntryOut]


class ProjectOut(Answer):
    id: int
    code: str
    national_code: str | None
    name: str
    block: str
    stage: str
    industry: str
    total_investment: Wan
    longitude: float | None
    latitude: float | None
    programmes: list[str]


class ProjectsOut(Answer):
    total: int
    page: int
    projects: list[ProjectOut]


class ReturnOut(Answer):
    id: int
    project_id: int
    period: str
    revision: int
    state: Literal["draft", "submitted", "returned", "approved"]
    level: int
    reported: Wan | None
    reviewed: Wan | None
    approved: Wan | None
    since_start: Wan | None
    progress: str
    problems: str
    reason: str
    version: int


class ReturnsOut(Answer):
    total: int
    page: int
    returns: list[ReturnOut]


class ReturnIn(Schema):
    """A return to save; ``version`` is that of the return as last read, none for the first."""

    model_config = ConfigDict(extra="forbid")

    invested: Money | None = None
    since_start: Money | None = None
    progress: Annotated[str, Field(max_length=4000)] = ""
    problems: Annotated[str, Field(max_length=4000)] = ""
    reason: Annotated[str, Field(max_length=4000)] = ""
    version: int | None = None
