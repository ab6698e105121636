"""Golden files: what a document said when somebody last looked at it.

``NIUBIZI_GOLDEN=rewrite`` writes what is there now; the diff is then read before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def golden(name: str, text: str) -> str:
    """The golden text of this name, against which ``text`` is compared."""
    path = FOLDER / name
    if os.environ.get("NIUBIZI_GOLDEN") == "rewrite":
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8")
