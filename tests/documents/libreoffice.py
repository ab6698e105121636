"""A real LibreOffice for tests of documents, and what the pages it lays out look like.

Offices have 仿宋_GB2312 and the like, free systems have not: stand-ins of the same widths are named
to fontconfig, a different one for each, so that a page shows which font a line asked for.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

STAND_INS = {
    "仿宋_GB2312": "Noto Serif CJK SC",
    "宋体": "Noto Serif CJK SC",
    "楷体_GB2312": "AR PL UKai CN",
    "黑体": "Noto Sans CJK SC",
    "方正小标宋简体": "Noto Serif CJK SC:bold",
}

_MM_PER_POINT = 25.4 / 72
_LINE = re.compile(
    r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</line>', re.DOTALL
)
_WORD = re.compile(r"<word [^>]*>(.*?)</word>")


@dataclass(frozen=True)
class Line:
    """A line of a page and its box, in millimetres from the upper left corner of the paper."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def to_pdf(folder: Path, *documents: Path) -> None:
    """Convert documents into PDF beside them, in one start of LibreOffice with its own profile."""
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *map(str, documents),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "FONTCONFIG_FILE": str(_font_config(folder))},
    )


def pages(pdf: Path) -> list[list[Line]]:
    """The lines of each page from top to bottom; the page number is the last."""
    listing = _output("pdftotext", "-bbox-layout", str(pdf), "-")
    return [
        sorted(
            (
                Line("".join(_WORD.findall(words)), *(float(edge) * _MM_PER_POINT for edge in box))
                for *box, words in _LINE.findall(page)
            ),
            key=lambda line: line.top,
        )
        for page in listing.split("<page ")[1:]
    ]


def fonts(pdf: Path) -> str:
    """What pdffonts lists."""
    return _output("pdffonts", str(pdf))


def ink(pdf: Path, page: int, box: tuple[int, int, int, int]) -> float:
    """The share of a box of a page, in millimetres, that isn't white."""
    dots_per_inch = 50.8
    image = subprocess.run(
        ["pdftoppm", "-gray", "-r", str(dots_per_inch), "-f", str(page), "-l", str(page), str(pdf)],
        check=True,
        capture_output=True,
        timeout=60,
    ).stdout
    with Image.open(io.BytesIO(image)) as drawn:
        left, top, right, bottom = (edge * 2 for edge in box)
        histogram = drawn.crop((left, top, right, bottom)).histogram()
    return sum(histogram[:250]) / sum(histogram)


def _output(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


def _font_config(folder: Path) -> Path:
    rules = "".join(
        '<match target="pattern">'
        f'<test name="family"><string>{wanted}</string></test>'
        f'<edit name="family" mode="assign" binding="same"><string>{family}</string></edit>'
        + ('<edit name="weight" mode="assign"><const>bold</const></edit>' if weight else "")
        + "</match>"
        for wanted, (family, _, weight) in (
            (wanted, stand_in.partition(":")) for wanted, stand_in in STAND_INS.items()
        )
    )
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<include>/etc/fonts/fonts.conf</include>{rules}</fontconfig>",
        encoding="utf-8",
    )
    return path
