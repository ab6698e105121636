"""What the nightly verification found, for those who have to know: the auditor, the monitoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from niubizi.apps.kernel.work import last_done

if TYPE_CHECKING:
    from niubizi.apps.kernel.models import Job

VERIFY_JOB = "verify"


def last_verification() -> Job | None:
    return last_done(VERIFY_JOB)


def is_broken(verification: Job) -> bool:
    """Whether a line of the trail or a sealed closing isn't what it was."""
    found = verification.result
    return (
        found.get("broken_line") is not None
        or bool(found.get("broken_closings"))
        or bool(found.get("missing_closings"))
    )
