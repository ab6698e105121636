"""People's accounts and how they come in; what other apps and the doors ask of the kernel."""

from niubizi.apps.kernel.services.accounts import (
    account_recover,
    one_time_password,
    password_change,
    password_reset,
    refuse_stale,
    reset_release,
    user_create,
    user_update,
)
from niubizi.apps.kernel.services.codes import handed_code
from niubizi.apps.kernel.services.sign_in import (
    SIGN_IN,
    confirm_password,
    sign_in,
    sign_in_by_code,
    sign_out,
    unlock,
)
from niubizi.apps.kernel.services.views import note_copy, note_export, view_delete, view_save

__all__ = [
    "SIGN_IN",
    "account_recover",
    "confirm_password",
    "handed_code",
    "note_copy",
    "note_export",
    "one_time_password",
    "password_change",
    "password_reset",
    "refuse_stale",
    "reset_release",
    "sign_in",
    "sign_in_by_code",
    "sign_out",
    "unlock",
    "user_create",
    "user_update",
    "view_delete",
    "view_save",
]
