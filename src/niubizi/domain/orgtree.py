"""The tree of organizations as paths: zero-padded ids, compared by range.

A path ends with a dot, ``0000000001.0000000007.``; the descendants of a node, itself included,
are exactly the paths p with ``path ≤ p < upper(path)``, which any database answers from an index.
The bounds differ in a digit and never in punctuation, which the collations of databases order
each in their own way.
"""

from __future__ import annotations

from collections.abc import Mapping

WIDTH = 10
SEPARATOR = "."


def path_of(parent_path: str, node_id: int) -> str:
    return f"{parent_path}{node_id:0{WIDTH}d}{SEPARATOR}"


def upper(path: str) -> str:
    """The path that the next sibling of ``path`` would have: after every descendant."""
    parent, own = path[: -WIDTH - 1], path[-WIDTH - 1 : -1]
    return path_of(parent, int(own) + 1)


def is_within(path: str, ancestor: str) -> bool:
    return path.startswith(ancestor)


def ids(path: str) -> tuple[int, ...]:
    """The ids from the root down to the node itself."""
    return tuple(int(part) for part in path.split(SEPARATOR) if part)


def comparable(node_id: int, successors: Mapping[int, int]) -> int:
    """Where a place's figures stand today (可比口径): itself, or what it was merged into at last.

    A circle of successors, which the services refuse, ends where it began.
    """
    seen = {node_id}
    while (following := successors.get(node_id)) is not None and following not in seen:
        node_id = following
        seen.add(node_id)
    return node_id
