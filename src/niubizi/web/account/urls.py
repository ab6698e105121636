"""Coming in, going out, one's own password, second factor, sessions and tokens."""

from django.urls import path

from niubizi.web.account import second_factor, security, tokens, views

urlpatterns = [
    path("login/", views.login, name="login"),
    path("login/code/", views.code, name="sign_in_code"),
    path("login/forgotten/", views.forgotten, name="forgotten_password"),
    path("logout/", views.logout, name="logout"),
    path("account/", security.account, name="account"),
    path("account/alive/", views.alive, name="alive"),
    path("account/password/", views.password, name="password"),
    path("account/release/", views.release, name="release"),
    path("account/sessions/end/", security.end_session, name="session_end"),
    path("account/second-factor/", second_factor.enrol, name="second_factor"),
    path("account/second-factor/qr.svg", second_factor.qr_code, name="second_factor_qr"),
    path("account/second-factor/codes/", second_factor.renew_codes, name="second_factor_codes"),
    path("account/second-factor/codes.txt", second_factor.codes_file, name="second_factor_file"),
    path("account/second-factor/remove/", second_factor.remove, name="second_factor_remove"),
    path("account/tokens/new/", tokens.create, name="token_new"),
    path("account/tokens/<int:token_id>/revoke/", tokens.revoke, name="token_revoke"),
]
