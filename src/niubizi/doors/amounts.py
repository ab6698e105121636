"""Amounts as people type and paste them: 万元 with thousands separators, full-width digits, units.

One function for forms, the grid, the API and wherever else an amount comes in as text.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from niubizi.domain.amounts import (
    FEN_PER_WAN,
    LARGEST_WAN_EXPONENT,
    MINUS,
    NOT_AVAILABLE,
    fen_of_wan,
)
from niubizi.domain.errors import DomainError

_UNIT = "万元"
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")


def fen_given(text: str) -> int | None:
    """分 of an amount written in 万元; ``None`` for an empty one or —.

    Raises ``amount.not_a_number``, ``amount.too_fine`` below one 分, ``amount.too_large`` for what
    no table holds.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(_UNIT).strip()
    plain = plain.replace(MINUS, "-")
    if plain in ("", NOT_AVAILABLE, "-"):
        return None
    if not _NUMBER.fullmatch(plain):
        raise DomainError("amount.not_a_number", text=text.strip())
    wan = Decimal(plain.replace(",", ""))
    if wan.adjusted() > LARGEST_WAN_EXPONENT:
        raise DomainError("amount.too_large", text=text.strip())
    if wan != wan.quantize(Decimal(1) / FEN_PER_WAN):
        raise DomainError("amount.too_fine", text=text.strip())
    return fen_of_wan(wan)
