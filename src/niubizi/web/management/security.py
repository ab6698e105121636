"""Who gets in: the security administrator's policy, and what they do about one person's account."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from niubizi.apps.kernel.preferences import change_preferences
from niubizi.apps.kernel.selectors import tokens as all_tokens
from niubizi.apps.kernel.selectors import users
from niubizi.apps.kernel.services import reset_release, unlock
from niubizi.apps.kernel.services.second_factor import second_factor_reset
from niubizi.apps.kernel.services.sessions import sessions_end, sessions_end_all
from niubizi.apps.kernel.services.tokens import token_revoke
from niubizi.apps.kernel.sessions import row_key
from niubizi.domain.permissions import Operation
from niubizi.web.access import PageRequest, page
from niubizi.web.account.tokens import shown_tokens
from niubizi.web.fields import attempt
from niubizi.web.management.frame import page_of, tabs
from niubizi.web.management.settings import SettingsForm
from niubizi.web.toasts import notify

Deed = Callable[..., object]

GROUPS = (
    ("登录失败", ("sign_in_tries", "lock_minutes")),
    ("登录时长", ("idle_minutes", "session_hours")),
    ("密码", ("password_kinds", "password_days", "one_time_days", "release_resets")),
    ("动态口令", ("second_factor_roles",)),
)


@page(Operation.EDIT_SECURITY, methods=("GET", "POST"))
def policy(request: PageRequest) -> HttpResponse:
    form = SettingsForm(request.given, stored=request.preferences, groups=GROUPS)
    if form.is_valid() and attempt(
        form,
        lambda: change_preferences(changes=form.changes(), actor=request.actor, at=request.at),
    ):
        notify(request, "安全策略已保存，立即生效。")
        return redirect("security")
    shown = {"tabs": tabs(request, "security"), "form": form}
    return render(request, "management/security.html", shown, status=422 if form.errors else 200)


@page(Operation.EDIT_SECURITY, methods=("POST",))
def end_all_sessions(request: PageRequest) -> HttpResponse:
    ended = sessions_end_all(
        keep_session=row_key(request.session.session_key), actor=request.actor, at=request.at
    )
    notify(request, f"已退出{ended}处登录，所有人须重新登录。")
    return redirect("security")


@page(Operation.VIEW_PEOPLE)
def tokens(request: PageRequest) -> HttpResponse:
    """Everybody's tokens with their last use."""
    rows = page_of(request, all_tokens())
    shown = {
        "tabs": tabs(request, "tokens"),
        "page": rows,
        "tokens": shown_tokens(rows.object_list, request.moment),
        "may_edit": request.actor.may(Operation.EDIT_SECURITY),
    }
    return render(request, "management/tokens.html", shown)


@page(Operation.EDIT_SECURITY, methods=("POST",))
def revoke_token(request: PageRequest, token_id: int) -> HttpResponse:
    token = token_revoke(
        token_id=token_id, user_id=None, actor=request.actor, at=request.at, moment=request.moment
    )
    notify(request, f"{token.user.name}的令牌“{token.name}”已作废。")
    return redirect("tokens")


def _deed_on(deed: Deed, words: str) -> Callable[..., HttpResponseBase]:
    """The view of a deed on one person's account; ``words`` say, with the name, what was done."""

    @page(Operation.EDIT_SECURITY, methods=("POST",))
    def view(request: PageRequest, user_id: int) -> HttpResponse:
        deed(user_id=user_id, actor=request.actor, at=request.at)
        notify(request, words.format(users().get(pk=user_id).name))
        return redirect("person", user_id)

    return view


unlock_person = _deed_on(unlock, "已解除{}的登录锁定。")
release_person = _deed_on(reset_release, "已确认{}的密码重置，原有授权恢复。")
end_sessions = _deed_on(sessions_end, "已退出{}的全部登录。")
reset_second_factor = _deed_on(second_factor_reset, "已停用{}的动态口令。")
