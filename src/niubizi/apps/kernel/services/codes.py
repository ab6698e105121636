"""Words to hand over: read over the telephone, typed as they were said."""

from __future__ import annotations

import secrets

# No look-alikes.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def handed_code() -> str:
    """12 letters and digits in groups of four, some 59 bits."""
    letters = [secrets.choice(_ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))
