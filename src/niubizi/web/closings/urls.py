"""URLs of closing; the wizard's period is chosen by ``?period=``."""

from __future__ import annotations

from django.urls import path

from niubizi.web.closings import acts, wizard

urlpatterns = [
    path("closings/", acts.closings, name="closings"),
    path("closings/<int:sequence>/verify/", acts.closing_verify, name="closing_verify"),
    path("closing/", wizard.closing, name="closing"),
    path("closing/prepare/", wizard.closing_preparing, name="closing_prepare"),
    path("closing/confirm/", wizard.closing_confirming, name="closing_confirm"),
    path("closing/withdraw/", wizard.closing_withdrawing, name="closing_withdraw"),
    path("closing/reopen/", wizard.period_reopening, name="period_reopen"),
]
