"""The briefing of 300 projects: its document and its annex, seconds and memory.

Against what no writer of such files can go below: python-docx opening and saving the issued
document, XlsxWriter writing the annex's cells, each in the same run.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from bench import scale
from bench.measure import Row, by_turns, peak
from bench.place import Place, using

PART = "briefing"
NOVEMBER = "2021-11"
ROUNDS = 5


def rows(place: Place, sizes: list[int]) -> Iterator[Row]:
    """From the smallest ledger: its closed November."""
    name = f"n{sizes[0]}"
    using(place.database("sqlite", name))
    write = _writers()
    document, annex = write["document"](), write["annex"]()
    found = by_turns(
        {
            **write,
            "docx": lambda: _save_again(document),
            "xlsx": lambda: _cells_again(annex),
        },
        ROUNDS,
    )
    what = f"{sizes[0]} projects"
    yield Row(PART, f"document of {what}", found["document"], "s",
              "python-docx opening and saving it", found["docx"])  # fmt: skip
    yield Row(PART, f"annex of {what}", found["annex"], "s",
              "openpyxl reading, XlsxWriter writing its cells", found["xlsx"])  # fmt: skip
    # A process that has everything imported and has asked nothing yet.
    nothing = _alone_in_a_process(place, name, "nothing")
    for each in ("document", "annex"):
        yield Row(
            PART,
            f"peak memory of a process that writes the {each}",
            _alone_in_a_process(place, name, each),
            "MiB",
            "the same process before its work",
            nothing,
        )


def _writers() -> dict[str, Callable[[], bytes]]:
    from niubizi.apps.briefing.models import Briefing  # noqa: PLC0415 after the set-up
    from niubizi.apps.briefing.selectors.annex import annex_workbook  # noqa: PLC0415
    from niubizi.apps.briefing.selectors.texts import (  # noqa: PLC0415
        DEFAULT_ADDRESSEES,
        DEFAULT_COPIES,
    )
    from niubizi.apps.briefing.selectors.writing import issued_document, material  # noqa: PLC0415
    from niubizi.apps.kernel.models import User  # noqa: PLC0415
    from niubizi.apps.kernel.preferences import preferences  # noqa: PLC0415
    from niubizi.apps.orgs.scopes import actor_of  # noqa: PLC0415
    from niubizi.apps.reporting.models import Period  # noqa: PLC0415
    from niubizi.apps.reporting.selectors.periods import latest_closing  # noqa: PLC0415

    period = Period.objects.get(code=NOVEMBER)
    closing = latest_closing(period)
    user = User.objects.get(username="projects_office")
    actor, office = actor_of(user, origin="bench", today=scale.TODAY), preferences()

    def given() -> Any:
        return material(
            period=period,
            closing=closing,
            programme_codes=["2021-municipal", "2021-provincial"],
            actor=actor,
        )

    def document() -> bytes:
        found = given()
        briefing = Briefing(
            period=period, closing=closing, title=found.default_title(), number="〔2021〕11号",
            texts=[dict(block) for block in found.default_texts()], addressees=DEFAULT_ADDRESSEES,
            copies=DEFAULT_COPIES, issued_on=scale.TODAY, state=Briefing.State.ISSUED,
        )  # fmt: skip
        return issued_document(briefing, found, office=office, at=scale.NOW)

    def annex() -> bytes:
        return annex_workbook(given(), office=office, dated=scale.TODAY, actor=actor)

    return {"document": document, "annex": annex}


def _save_again(document: bytes) -> None:
    from docx import Document  # noqa: PLC0415 only here

    Document(io.BytesIO(document)).save(io.BytesIO())


def _cells_again(annex: bytes) -> None:
    import openpyxl  # noqa: PLC0415 only here
    import xlsxwriter  # noqa: PLC0415

    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as book:
        for sheet in openpyxl.load_workbook(io.BytesIO(annex), read_only=True):
            written = book.add_worksheet(sheet.title)
            for number, row in enumerate(sheet.iter_rows(values_only=True)):
                written.write_row(number, 0, [each if each is not None else "" for each in row])


def _alone_in_a_process(place: Place, name: str, what: str) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "bench.briefing", what],
        env=place.environment("sqlite", name),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(json.loads(done.stdout))


def _alone(what: str) -> None:
    """One work in a fresh process; prints MiB."""
    import django  # noqa: PLC0415

    django.setup()
    write = _writers()
    if what in write:
        write[what]()
    sys.stdout.write(json.dumps(peak()))


if __name__ == "__main__":
    _alone(sys.argv[1])
