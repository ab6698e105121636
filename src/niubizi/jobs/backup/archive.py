"""The file of a backup: a ZIP of tables, stored files and a manifest that vouches for the tables.

``tables/NAME.jsonl`` has a table's rows, ``files/SHA256`` a stored file under its own hash, and
``manifest.json``, written last, the migrations, columns, counts and SHA-256 of each table, and
where the audit trail ended. An archive that was cut short has no directory and is none.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files/"


class Damaged(Exception):  # noqa: N818 a finding about a file
    """An archive that can't be trusted; ``part`` says which part of it."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Table:
    """What the manifest says of a table."""

    name: str
    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds and as of when; ``migrations`` are pairs of app and name."""

    format: int
    release: str
    at: str
    database: str
    migrations: list[list[str]]
    tables: list[Table]
    files: int
    trail_lines: int
    trail_hash: str

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


class Writer:
    """Writes an archive member by member into a stream."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)

    def table(self, name: str, columns: list[str], lines: Iterable[bytes]) -> Table:
        digest, rows = hashlib.sha256(), 0
        with self.zip.open(f"tables/{name}.jsonl", "w", force_zip64=True) as member:
            for line in lines:
                member.write(line)
                digest.update(line)
                rows += 1
        return Table(name, columns, rows, digest.hexdigest())

    def file(self, sha256: str, data: bytes) -> None:
        # Documents and photos are compressed already.
        self.zip.writestr(f"{FILES}{sha256}", data, zipfile.ZIP_STORED)

    def close(self, manifest: Manifest) -> None:
        self.zip.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        self.zip.close()


class Archive:
    """An archive to be read; raises ``Damaged`` for what is none."""

    def __init__(self, place: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(place)
            self.manifest = _manifest(json.loads(self.zip.read(MANIFEST)))
        except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as fault:
            raise Damaged("清单") from fault

    def lines(self, table: Table) -> Iterator[bytes]:
        """A table's rows; raises ``Damaged`` at the end if they aren't what the manifest says."""
        digest, rows = hashlib.sha256(), 0
        try:
            with self.zip.open(f"tables/{table.name}.jsonl") as member:
                for line in member:
                    digest.update(line)
                    rows += 1
                    yield line
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as fault:
            raise Damaged(table.name) from fault
        if (rows, digest.hexdigest()) != (table.rows, table.sha256):
            raise Damaged(table.name)

    def files(self) -> Iterator[bytes]:
        """The stored files, each proved by its name."""
        names = [name for name in self.zip.namelist() if name.startswith(FILES)]
        if len(names) != self.manifest.files:
            raise Damaged("附件")
        for name in names:
            try:
                data = self.zip.read(name)
            except (zipfile.BadZipFile, zlib.error, EOFError) as fault:
                raise Damaged(name) from fault
            if hashlib.sha256(data).hexdigest() != name.removeprefix(FILES):
                raise Damaged(name)
            yield data


def _manifest(given: dict[str, Any]) -> Manifest:
    tables = [Table(**table) for table in given.pop("tables")]
    return Manifest(**given, tables=tables)
