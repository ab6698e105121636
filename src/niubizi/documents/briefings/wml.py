"""WordprocessingML elements in one line each, and how numbers and dates are written in them.

python-docx has no call for bookmarks, table heads, floating marks or charts; what it lacks is
built here, on its own element factory, so that the two mix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

Element = etree._Element

MM = 1440 / 25.4
"""Twentieths of a point, Word's unit of length, in a millimetre."""

EMU_PER_MM = 36_000

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CHINESE = "〇一二三四五六七八九"


def w(tag: str, *children: Element | None, **attributes: str | int | float) -> Element:
    """An element ``w:tag`` with its attributes and children; children that are ``None`` don't stand."""
    element: Element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        number = round(value) if isinstance(value, float) else value
        element.set(qn(f"w:{name}"), str(number))
    for child in children:
        if child is not None:
            element.append(child)
    return element


def clean(text: str) -> str:
    """The text without characters that XML can't hold (a vertical tab pasted from elsewhere)."""
    return _NOT_XML.sub("", text)


def text_run(text: str, properties: Element | None = None) -> Element:
    """A run of text, hinted East Asian so that “quotes” and — are drawn full width."""
    rpr = properties if properties is not None else w("rPr")
    rpr.insert(0, w("rFonts", hint="eastAsia"))
    run = w("r", rpr)
    for index, line in enumerate(clean(text).split("\n")):
        if index:
            run.append(w("br"))
        piece = w("t")
        piece.text = line
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(piece)
    return run


def find(element: Element, tag: str) -> Iterator[Any]:
    """Every descendant with a prefixed tag such as ``w:p``, in document order."""
    return element.iter(qn(tag))


def text_of(element: Element) -> str:
    """All the text in an element, whatever stands between its pieces."""
    return "".join(str(piece) for piece in element.itertext())


def chinese_number(number: int) -> str:
    """1–99 as headings write it: 一, 十, 十二, 二十三."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _CHINESE[tens]) + "十"
    return head + (_CHINESE[ones] if ones else "")


def chinese_date(day: date) -> str:
    """2021年8月6日, without padding zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
