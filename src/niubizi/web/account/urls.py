"""Coming in, going out, one's own password."""

from django.urls import path

from niubizi.web.account import views

urlpatterns = [
    path("login/", views.login, name="login"),
    path("login/forgotten/", views.forgotten, name="forgotten_password"),
    path("logout/", views.logout, name="logout"),
    path("account/password/", views.password, name="password"),
]
