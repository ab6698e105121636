"""One form for every refusal: RFC 9457, ``application/problem+json`` with a Chinese ``detail``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from niubizi.domain.errors import DomainError
from niubizi.doors.refusals import note_refusal
from niubizi.doors.sentences import sentence, status

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
REFUSED = 400
"""The first status that refuses."""

UNREADABLE = 400
"""What django-ninja answers to a body that it can't parse."""

TITLES = {
    400: "请求不正确",
    401: "尚未登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持的方法",
    409: "内容已变动",
    422: "内容不符合要求",
    429: "调用过于频繁",
    503: "暂时不能办理",
}


DETAILS = {
    403: "请求没有带上登录时的令牌（CSRF），请重新登录后再试。",
    404: "没有这个接口，请核对地址。",
    405: "这个接口不支持所用的方法，请核对接口说明。",
}
"""What is said where the framework refuses before any operation is reached."""


class Problems:
    """Answers below ``/api/`` that no operation made, in the same form as all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        code = response.status_code
        if not request.path.startswith(PREFIX) or code not in {404, 405}:
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        found = problem(code, "refused", DETAILS[code])
        if "Allow" in response.headers:
            found.headers["Allow"] = response.headers["Allow"]
        return found


def problem(code: int, kind: str, detail: str, **more: Any) -> HttpResponse:
    """A problem document; ``kind`` is the stable name that programs compare."""
    body = {
        "type": f"urn:niubizi:{kind}",
        "title": TITLES.get(code, "出错了"),
        "status": code,
        "detail": detail,
        **more,
    }
    return JsonResponse(
        body,
        status=code,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def of_domain(refusal: DomainError) -> HttpResponse:
    return problem(status(refusal), refusal.code, sentence(refusal))


def install(api: NinjaAPI) -> None:
    """Every way an operation can fail, in the one form."""

    @api.exception_handler(DomainError)
    def domain(request: HttpRequest, refusal: DomainError) -> HttpResponse:
        note_refusal(request, refusal)
        return of_domain(refusal)

    @api.exception_handler(ObjectDoesNotExist)
    @api.exception_handler(Http404)
    def unseen(_: HttpRequest, __: Exception) -> HttpResponse:
        return of_domain(DomainError("not_found"))

    @api.exception_handler(AuthenticationError)
    def anonymous(_: HttpRequest, __: AuthenticationError) -> HttpResponse:
        return problem(401, "unauthenticated", "请先登录，或使用有效的接口令牌。")

    @api.exception_handler(ValidationError)
    def invalid(_: HttpRequest, wrong: ValidationError) -> HttpResponse:
        errors = [
            {"pointer": "/" + "/".join(str(part) for part in each["loc"]), "detail": each["msg"]}
            for each in wrong.errors
        ]
        return problem(422, "invalid", "请求内容不符合接口说明。", errors=errors)

    @api.exception_handler(Throttled)
    def too_often(_: HttpRequest, fault: Throttled) -> HttpResponse:
        answer = problem(429, "too_many_calls", f"本分钟内调用次数已满，请{fault.wait}秒后再试。")
        answer["Retry-After"] = str(fault.wait)
        return answer

    @api.exception_handler(HttpError)
    def other(_: HttpRequest, fault: HttpError) -> HttpResponse:
        if fault.status_code == UNREADABLE:
            return problem(UNREADABLE, "unreadable", "请求内容不是JSON，没有处理。")
        detail = DETAILS.get(fault.status_code, str(fault))
        return problem(fault.status_code, "refused", detail)
