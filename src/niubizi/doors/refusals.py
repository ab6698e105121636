"""What the log says of people who ask for what isn't theirs to do.

The log and not the trail: a line of the trail takes the lock that everybody's deeds wait for, and
whoever is refused could write as many as they like. Lines of requests stand in the log anyway.
"""

from __future__ import annotations

import logging

from django.http import HttpRequest

from niubizi.domain.errors import DomainError
from niubizi.doors.sentences import FORBIDDEN

logger = logging.getLogger("niubizi.security")


def note_refusal(request: HttpRequest, refusal: DomainError) -> None:
    """A warning where somebody lacks the right; of a place out of reach there is only a 404."""
    if refusal.code not in FORBIDDEN:
        return
    actor = getattr(request, "actor", None)
    facts = {
        "operation": str(refusal.facts.get("operation", "")),
        "method": request.method,
        "path": request.path,
        "user_id": getattr(actor, "user_id", None),
        "origin": getattr(actor, "origin", ""),
    }
    logger.warning(
        "user %(user_id)s may not %(operation)s: %(method)s %(path)s", facts, extra=facts
    )
