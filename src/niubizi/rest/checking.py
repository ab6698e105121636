"""核数 over HTTP: a text in, its claims and relations out, beside the ledger where a period is named."""

from typing import Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import ConfigDict, Field

from niubizi.apps.briefing.selectors.checks import text_check
from niubizi.domain.permissions import Operation
from niubizi.doors.checks import ledger_json
from niubizi.rest.access import ApiRequest, calls
from niubizi.rest.schemas import Answer, Problem

router = Router()

Span = tuple[int, int]
Number = int | float


class TextIn(Schema):
    """A text to check; spans of the answer count its characters."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, description="不超过1MB（UTF-8）")]
    period_hint: Annotated[
        str | None, Field(max_length=32, examples=["2021-01..2021-07"], description="文字说的时期")
    ] = None
    ledger: Annotated[
        str | None,
        Field(pattern=r"^\d{4}-\d{2}$", examples=["2021-07"], description="与哪一期关账数据比对"),
    ] = None


class ClaimOut(Answer):
    """A figure that the text asserts; money in 亿元."""

    cid: str
    span: Span
    value: Number | tuple[Number, Number]
    unit: str
    bound: Literal["eq", "gt", "ge", "lt", "le", "approx", "range"]
    kind: Literal["actual", "plan", "target", "forecast", "threshold", "milestone", "context"]
    indicator: str
    subject: str
    place: str
    period: str
    qualifiers: dict[str, Any]


class RelationOut(Answer):
    """A relation between claims: what is stated, what comes out, what is allowed."""

    rid: str
    type: str
    claims: list[str]
    operands: list[str]
    stated: Number | None
    recomputed: Number | None
    interval: tuple[Number, Number] | None
    verdict: Literal["holds", "near", "explained", "fails", "not_checkable"]
    defect: str | None
    message: str
    spans: list[Span]


class ComparisonOut(Answer):
    """A number of a claim beside the closing's; ``difference`` is the text's less the ledger's."""

    claim: str
    metric: str
    comparison: Literal["agrees", "differs", "absent"]
    stated: float
    ledger: float | None
    difference: float | None
    unit: str
    message: str


class CheckOut(Answer):
    """``ledger`` is empty where no period was named."""

    claims: list[ClaimOut]
    relations: list[RelationOut]
    ledger: list[ComparisonOut]


@router.post(
    "/check",
    response={200: CheckOut, 400: Problem, 401: Problem, 403: Problem, 422: Problem, 429: Problem},
    summary="核数",
)
@calls(Operation.CHECK_TEXTS)
def check_text(request: ApiRequest, given: TextIn) -> Any:
    """Nothing of the text is kept. ``ledger`` without ``period_hint`` says what the text is about."""
    found = text_check(
        given.text, actor=request.actor, period_hint=given.period_hint, ledger=given.ledger
    )
    return {
        **found.result.to_json(),
        "ledger": [ledger_json(each) for each in found.against],
    }
