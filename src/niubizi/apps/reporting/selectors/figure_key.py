"""The address of a published figure: ``2021-07.1:2021-provincial:binjiang:all:completion``.

Source (a closing, or live), programme, place, cut and metric. The same key is a bookmark in a
briefing, an anchor on pages and a field in the JSON.
"""

from __future__ import annotations

from dataclasses import dataclass

from niubizi.domain.errors import DomainError
from niubizi.domain.periods import Month
from niubizi.metrics.catalogue import METRICS
from niubizi.metrics.cube import ALL

LIVE = "live"


@dataclass(frozen=True, slots=True)
class FigureKey:
    """A parsed key: ``2021-07.1:2021-provincial:binjiang:all:completion``."""

    period: Month
    closing: int | None
    programme: str
    organization: str
    cut: str
    metric: str

    @classmethod
    def parse(cls, text: str) -> FigureKey:
        """The parts of a key; raises ``figure.unknown`` for anything else."""
        head, _, rest = text.partition(":")
        parts = rest.split(":")
        code, _, number = head.partition(".")
        if len(parts) < 4 or parts[-1] not in METRICS:
            raise DomainError("figure.unknown")
        if number != LIVE and not (number.isascii() and number.isdecimal()):
            raise DomainError("figure.unknown")
        try:
            period = Month.parse(code)
        except DomainError as wrong:
            raise DomainError("figure.unknown") from wrong
        # A cut's value is an office's own word and may hold a colon.
        return cls(
            period=period,
            closing=None if number == LIVE else int(number),
            programme=parts[0],
            organization=parts[1],
            cut=":".join(parts[2:-1]),
            metric=parts[-1],
        )

    @property
    def dimension(self) -> str:
        """``origin``, ``industry`` or ``category``; empty for the whole."""
        return "" if self.cut == ALL else self.cut.partition("=")[0]

    @property
    def value(self) -> str:
        return self.cut.partition("=")[2]

    @property
    def cut_words(self) -> str:
        """Which part of the list, in words: 新增项目， 基础设施； empty for the whole."""
        if self.dimension == "origin":
            return {"carry_over": "结转项目", "new": "新增项目"}.get(self.value, self.value)
        return self.value

    def __str__(self) -> str:
        source = f"{self.period.code}.{LIVE if self.closing is None else self.closing}"
        return f"{source}:{self.programme}:{self.organization}:{self.cut}:{self.metric}"
