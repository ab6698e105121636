"""Ordeals: crowds, kills, full disks, lost databases and bad input at volume.

Each runs by itself in a small dose with the suite, and in a full one by ``make ordeal``.
"""

from __future__ import annotations

import os

FULL = os.environ.get("NIUBIZI_ORDEAL") == "full"


def dose(small: int, full: int) -> int:
    """How much of it: a taste in the suite, all of it in the ordeal."""
    return full if FULL else small
