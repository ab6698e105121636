"""Many texts at once: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from niubizi.domain.figurecheck.lexicon import Lexicon
from niubizi.domain.figurecheck.result import check


def check_batch(lines: Iterable[str], *, lexicon: Lexicon | None = None) -> Iterator[str]:
    """Answer each line ``{"id", "text", "period_hint"}`` with ``{"id", "claims", "relations"}``.

    Other keys are ignored, blank lines skipped. A line that is no such object is answered with
    ``{"id", "error"}``, so that one bad line doesn't cost the rest.
    """
    for line in lines:
        if line.strip():
            answer = json.dumps(_answer(line, lexicon), ensure_ascii=False)
            # an id may carry half a character (\\ud800), which no stream can write
            yield answer.encode("utf-8", "replace").decode("utf-8")


def _answer(line: str, lexicon: Lexicon | None) -> dict[str, Any]:
    try:
        query = json.loads(line)
    except (ValueError, RecursionError):
        return {"id": None, "error": "此行不是 JSON。"}
    if not isinstance(query, dict) or not isinstance(query.get("text"), str):
        return {"id": query.get("id") if isinstance(query, dict) else None, "error": "缺少 text。"}
    hint = query.get("period_hint")
    result = check(
        query["text"], period_hint=hint if isinstance(hint, str) else None, lexicon=lexicon
    )
    return {"id": query.get("id"), **result.to_json()}
