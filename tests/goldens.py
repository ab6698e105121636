"""Golden files: what a document said when somebody last looked at it.

``NIUBIZI_GOLDEN=rewrite`` writes what is there now; the diff is then read before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path


def golden(path: Path, text: str) -> str:
    """The golden text at ``path``, against which ``text`` is compared."""
    if os.environ.get("NIUBIZI_GOLDEN") == "rewrite":
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")
